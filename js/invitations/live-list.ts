// A list of invitations that stays true: what this tab does to them shows at once and is taken back when the server refuses;
// what another tab does shows when its message arrives.
//
// What shows at once is a guess. After each change the rows are fetched again, silently, and the server is right.

import type { InvitationsContext } from '../account.js';
import { notify } from '../listeners.js';
import type { KeptList } from '../objects/organization.js';
import type {
  GetInvitationsParams,
  InvitationList,
  Organization,
  OrganizationInvitation,
  OrganizationInvitationStatus,
  ProvisionalInvitation,
} from '../types.js';
import type { Change } from './changes.js';

/** How long after a change the rows are fetched: several changes in a row are one. */
const SETTLE_MS = 50;

/**
 * Keeps the list that `organization.invitationList` returned, until its signal is aborted. Each change replaces `data` and
 * calls the listeners.
 */
export async function keepList(
  context: InvitationsContext,
  organization: Organization,
  { list, listeners, signal }: KeptList,
  params?: GetInvitationsParams,
): Promise<void> {
  const { status, initialPage = 1, pageSize = 10 } = params ?? {};
  const statuses = status === undefined ? undefined : [status].flat();
  const shows = (one: OrganizationInvitationStatus) => !statuses || statuses.includes(one);
  // The newest come first: on a later page no new one shows.
  const first = (initialPage - 1) * pageSize;
  const showsNew = !first && shows('pending');
  // What the server listed; what shows is made of it and of the changes in flight.
  let rows: OrganizationInvitation[] = [];
  let total = 0;
  let pages = 1;
  let newestLoad = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Whether the server has something else by now, and the load that only this began.
  let isStale = false;
  let silentLoad: number | undefined;
  const changesInFlight = new Set<Change>();

  // What a change adds to the total, also when its row is on another page.
  function addedBy({ emailAddresses, invitations, wasPending }: Change): number {
    if (emailAddresses) return shows('pending') ? (invitations ?? emailAddresses).length : 0;
    return wasPending ? Number(shows('revoked')) - Number(shows('pending')) : 0;
  }

  function show(state?: Partial<InvitationList>): void {
    let data: InvitationList['data'] = rows;
    let totalCount = total;
    for (const change of changesInFlight) {
      totalCount += addedBy(change);
      if (change.emailAddresses && showsNew) {
        const made = change.emailAddresses.map((address) => provisional(organization, change, address));
        data = [...made, ...data];
      }
      if (change.revoked && !shows('revoked')) data = data.filter(({ id }) => id !== change.revoked);
    }
    Object.assign(list, { data, totalCount, hasNextPage: first + rows.length < total }, state);
    notify(listeners);
  }

  // From the first row to the last that shows, a page at a time, so that the server takes every request.
  async function fetchRows(count: number) {
    const fetched: OrganizationInvitation[] = [];
    let all = 0;
    for (let turned = 0; turned < count; turned += 1) {
      const filters = statuses && { status: statuses };
      const page = await organization.getInvitations({ initialPage: initialPage + turned, pageSize, ...filters }, { signal });
      const known = new Set(fetched.map(({ id }) => id));
      // A row that moved from one page to the next meanwhile is one row.
      fetched.push(...page.data.filter(({ id }) => !known.has(id)));
      all = page.total_count;
      if (page.data.length < pageSize) break;
    }
    return { fetched, all };
  }

  async function load(count: number): Promise<void> {
    if (signal.aborted) return;
    clearTimeout(timer);
    if (!changesInFlight.size) isStale = false;
    const own = ++newestLoad;
    show({ isLoading: true });
    try {
      const { fetched, all } = await fetchRows(count);
      // A later load has newer rows.
      if (own !== newestLoad) return;
      [rows, total, pages] = [fetched, all, count];
      const isWhole = statuses?.length === 1 && statuses[0] === 'pending' && !changesInFlight.size;
      if (isWhole) context.changesOf(context).setCount(organization, total);
      show({ isLoading: false, error: null });
    } catch (error) {
      if (own !== newestLoad || signal.aborted) return;
      show({ isLoading: false, error: error as InvitationList['error'] });
      throw error;
    } finally {
      if (isStale && own === newestLoad) refreshSoon();
    }
  }

  function refreshSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(refreshSilently, SETTLE_MS);
  }

  // Rows that are fetched during a change may include it or not, and it would count twice. A change calls `refreshSoon` at
  // its end, and so does a load that a caller waits for.
  function refreshSilently(): void {
    if (changesInFlight.size || list.isLoading) return;
    silentLoad = newestLoad + 1;
    // Its error is in `list.error`.
    load(pages).catch(() => {});
  }

  const unsubscribe = context.changesOf(context).subscribe((phase, change) => {
    if (change.organizationId !== organization.id) return;
    if (phase === 'started') {
      changesInFlight.add(change);
      if (list.isLoading && silentLoad === newestLoad) {
        newestLoad += 1;
        isStale = true;
        list.isLoading = false;
      }
    } else changesInFlight.delete(change);
    if (phase === 'succeeded') {
      isStale = true;
      total += addedBy(change);
      if (change.emailAddresses && showsNew) {
        const made = change.invitations ?? [];
        const ids = new Set(made.map(({ id }) => id));
        rows = [...made, ...rows.filter(({ id }) => !ids.has(id))];
      }
      if (change.revoked && !shows('revoked')) rows = rows.filter(({ id }) => id !== change.revoked);
    }
    // A server that refuses may have something else, for example an invitation that is no longer pending.
    if ((change.error as { status?: unknown } | undefined)?.status) isStale = true;
    if (isStale) refreshSoon();
    show();
  });

  list.refresh = () => load(pages);
  list.loadNextPage = () => (first + rows.length < total ? load(pages + 1) : Promise.resolve());
  const stop = () => {
    clearTimeout(timer);
    unsubscribe();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop);
  await load(1).catch(() => {});
}

// An invitation that the server has not confirmed yet: without an id and without methods.
function provisional(organization: Organization, { role = '' }: Change, emailAddress: string): ProvisionalInvitation {
  const now = new Date();
  return {
    id: undefined,
    emailAddress,
    role,
    roleName: undefined,
    status: 'pending',
    organizationId: organization.id,
    publicMetadata: {},
    createdAt: now,
    updatedAt: now,
    expiresAt: null,
    url: null,
    isProvisional: true,
  };
}
