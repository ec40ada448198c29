// A list of invitations that stays true: what this tab does to them shows at once and is taken back when the server
// refuses, what another tab does shows as soon as it is told.
//
// What shows at once is a guess; after each change the rows are fetched anew, silently, and the server is right.

import { tell } from '../wasm/clerk_organization.js';
import { changesOf } from './changes.js';

/** How long after a change the rows are fetched: several changes in a row are one. */
const SETTLE_MS = 50;

/**
 * Keeps `live`, the object that `organization.invitationList` gave: `data`, `totalCount`, `isLoading`, `error`,
 * `hasNextPage`. Each change of it replaces `data` and calls the listeners. It ends with `signal`.
 */
export async function keepList(inside, organization, live, listeners, params, signal) {
  const { status, initialPage = 1, pageSize = 10 } = params ?? {};
  const statuses = status === undefined ? undefined : [status].flat();
  const shows = (one) => !statuses || statuses.includes(one);
  // The newest come first: on a later page nothing new shows.
  const first = (initialPage - 1) * pageSize;
  const showsNew = !first && shows('pending');
  // What the server listed; what shows is made of it and of the changes under way.
  let rows = [];
  let total = 0;
  let pages = 1;
  let newest = 0;
  let timer;
  // Whether the server is known to have something else by now, and the load that nobody but this asked for.
  let stale = false;
  let silent;
  const underWay = new Set();

  // What a change does to how many there are, also where its row is on another page.
  function added({ emailAddresses, invitations, wasPending }) {
    if (emailAddresses) return shows('pending') ? (invitations ?? emailAddresses).length : 0;
    return wasPending ? shows('revoked') - shows('pending') : 0;
  }

  function show(changes) {
    let data = rows;
    let count = total;
    for (const change of underWay) {
      count += added(change);
      if (change.emailAddresses && showsNew) {
        const made = change.emailAddresses.map((emailAddress) => provisional(organization, change, emailAddress));
        data = [...made, ...data];
      }
      if (change.revoked && !shows('revoked')) data = data.filter(({ id }) => id !== change.revoked);
    }
    Object.assign(live, { data, totalCount: count, hasNextPage: first + rows.length < total }, changes);
    tell(listeners);
  }

  // The first row up to the last that shows, a page at a time, so that every request is one that the server takes.
  async function fetchRows(count) {
    const fetched = [];
    let all = 0;
    for (let turned = 0; turned < count; turned += 1) {
      const filters = statuses && { status: statuses };
      const page = await organization.getInvitations({ initialPage: initialPage + turned, pageSize, ...filters }, { signal });
      const known = new Set(fetched.map(({ id }) => id));
      // A row that moved from one page to the next while they were fetched is one row.
      fetched.push(...page.data.filter(({ id }) => !known.has(id)));
      all = page.total_count;
      if (page.data.length < pageSize) break;
    }
    return { fetched, all };
  }

  async function load(count) {
    if (signal.aborted) return;
    clearTimeout(timer);
    if (!underWay.size) stale = false;
    const mine = ++newest;
    show({ isLoading: true });
    try {
      const { fetched, all } = await fetchRows(count);
      // A later load knows better.
      if (mine !== newest) return;
      [rows, total, pages] = [fetched, all, count];
      const isWhole = statuses?.length === 1 && statuses[0] === 'pending' && !underWay.size;
      if (isWhole) changesOf(inside).counted(organization, total);
      show({ isLoading: false, error: null });
    } catch (error) {
      if (mine !== newest || signal.aborted) return;
      show({ isLoading: false, error });
      throw error;
    } finally {
      if (stale && mine === newest) soon();
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(catchUp, SETTLE_MS);
  }

  // Rows that are fetched while something changes may or may not know of it, and it would count twice: what is under
  // way calls `soon` at its end, and so does a load that somebody waits for.
  function catchUp() {
    if (underWay.size || live.isLoading) return;
    silent = newest + 1;
    // What is told of it is in `live.error`.
    load(pages).catch(() => {});
  }

  const unsubscribe = changesOf(inside).subscribe((phase, change) => {
    if (change.organizationId !== organization.id) return;
    if (phase === 'started') {
      underWay.add(change);
      if (live.isLoading && silent === newest) {
        newest += 1;
        stale = true;
        live.isLoading = false;
      }
    } else underWay.delete(change);
    if (phase === 'succeeded') {
      stale = true;
      total += added(change);
      if (change.emailAddresses && showsNew) {
        const ids = new Set(change.invitations.map(({ id }) => id));
        rows = [...change.invitations, ...rows.filter(({ id }) => !ids.has(id))];
      }
      if (change.revoked && !shows('revoked')) rows = rows.filter(({ id }) => id !== change.revoked);
    }
    // A server that refuses may know something else, of an invitation that is not pending any more, for example.
    if (change.error?.status) stale = true;
    if (stale) soon();
    show();
  });

  live.refresh = () => load(pages);
  live.loadNextPage = () => (first + rows.length < total ? load(pages + 1) : Promise.resolve());
  const stop = () => {
    clearTimeout(timer);
    unsubscribe();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop);
  await load(1).catch(() => {});
}

// An invitation that the server has not confirmed yet: without an id, and with nothing that could be done to it.
function provisional(organization, { role }, emailAddress) {
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
