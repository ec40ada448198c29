// All invitations of an organization, one after the other, while others are added and revoked. The core decides which page
// is next and which of its rows are new.

import { readPage } from './driver.js';
import type { CallOptions, Environment, InvitationPage, InvitationRow, OrganizationCalls } from './driver.js';

/** What `organization.invitations` takes. */
export interface InvitationsParams {
  status?: string | string[];
  pageSize?: number | string;
}

const DEFAULT_PAGE_SIZE = 100;

/** `organization.invitations`: yields every invitation once, the newest first, and reads a page ahead. */
export async function* eachInvitation<Invitation extends InvitationRow>(
  environment: Environment,
  calls: OrganizationCalls<Invitation>,
  params?: InvitationsParams | null,
  options?: CallOptions | null,
): AsyncGenerator<Invitation, void, undefined> {
  const { status, pageSize: size } = params ?? {};
  const { signal, timeoutMs } = options ?? {};
  const { pageSize } = readPage(environment, { pageSize: size }, DEFAULT_PAGE_SIZE);
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort);
  const walk = new environment.core.PageWalk(pageSize);

  const fetchNext = (): Promise<InvitationPage<Invitation>> | undefined => {
    const initialPage = walk.nextPage();
    if (initialPage === undefined) return undefined;
    const request = { initialPage, pageSize, ...(status === undefined ? {} : { status }) };
    const page = calls.getInvitations(request, { signal: stop.signal, timeoutMs });
    // If the caller stops here, nobody waits for the page that is read ahead.
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
        // Throws the error of an abort, as any other call does.
        if (stop.signal.aborted) await environment.bounded({ signal: stop.signal }, async () => {});
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
