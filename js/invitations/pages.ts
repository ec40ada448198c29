// All invitations of an organization, also while others are added and revoked. The core decides which page is next and which
// of its rows are new.

import { signalOf, withCallOptions } from '../call-options.js';
import type { LazyCore } from '../lazy-glue-types.js';
import type { CallOptions, ClerkPaginatedResponse, InvitationsParams, Organization, OrganizationInvitation } from '../types.js';
import { readPage } from './page-params.js';

const DEFAULT_PAGE_SIZE = 100;

/** `organization.invitations`: yields every invitation once, the newest first, and fetches one page ahead. */
export async function* eachInvitation(
  core: LazyCore,
  organization: Organization,
  params: InvitationsParams | null | undefined,
  options: CallOptions | null | undefined,
): AsyncGenerator<OrganizationInvitation, void, undefined> {
  const { status, pageSize: size } = params ?? {};
  const { timeoutMs } = options ?? {};
  const { pageSize } = readPage(core, { pageSize: size }, DEFAULT_PAGE_SIZE);
  const signal = signalOf(options);
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort);
  const walk = new core.PageWalk(pageSize);

  const fetchNext = (): Promise<ClerkPaginatedResponse<OrganizationInvitation>> | undefined => {
    const initialPage = walk.nextPage();
    if (initialPage === undefined) return undefined;
    const request = { initialPage, pageSize, ...(status === undefined ? {} : { status }) };
    const page = organization.getInvitations(request, { signal: stop.signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
    // If the caller stops here, the next page is never awaited.
    page.catch(() => {});
    return page;
  };

  try {
    for (let page = fetchNext(); page; ) {
      const { data, total_count: total } = await page;
      const fresh = walk.take(
        data.map(({ id }) => id),
        total,
      );
      page = fetchNext();
      for (const index of fresh) {
        // Throws the error of an abort, like any other call.
        if (stop.signal.aborted) await withCallOptions({ signal: stop.signal }, async () => {});
        const row = data[index];
        if (row) yield row;
      }
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    stop.abort();
    walk.free();
  }
}
