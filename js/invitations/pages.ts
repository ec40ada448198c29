// All invitations of an organization, one after the other, while others add to them and revoke.
//
// Pages are cut by offset, and offsets shift. So each page begins with the last row of the page before. When that row, or any
// other known one, is in the page, what follows it is next. Otherwise rows went away in front of it, and the page is read
// again further up. Rows that are added meanwhile are in front of all and are not returned.

import type { InvitationsContext } from '../account.js';
import { withCallOptions } from '../call-options.js';
import { invalidParam, invalidResponse } from '../errors.js';
import { toPath } from '../json.js';
import { readListParams } from '../params.js';
import type { CallOptions, InvitationsParams, Organization, OrganizationInvitation } from '../types.js';

/** The most rows that Clerk's Frontend API description lets a page have. */
export const LARGEST_PAGE = 500;

type Row = { id?: string } | null | undefined;
interface Page {
  fresh: Row[];
  /** Where the next page begins; undefined after the last. */
  next: number | undefined;
}

/**
 * `organization.invitations`: yields every invitation in `status`, the newest first, each once, and reads a page ahead.
 * `timeoutMs` is for each page.
 */
export async function* eachInvitation(
  context: InvitationsContext,
  organization: Organization,
  params?: InvitationsParams,
  { signal, timeoutMs }: CallOptions = {},
): AsyncGenerator<OrganizationInvitation, void, undefined> {
  const { status, pageSize = 100 } = params ?? {};
  const [, size, filters] = readListParams({ status, pageSize });
  if (!size) throw invalidParam('pageSize', 'must be a whole number from 1 up');
  const seen = new Set<unknown>();
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal?.reason);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener?.('abort', onAbort);

  async function readRows(limit: number, offset: number): Promise<Row[]> {
    const query = [filters, `limit=${limit}`, `offset=${offset}`].filter(Boolean).join('&');
    const request = `GET ${toPath('organizations', organization.id, 'invitations')}?${query}`;
    const answer = await withCallOptions({ signal: stop.signal, timeoutMs }, (ended) => context.wasm.send(request, ended));
    const { data } = (answer as { response?: { data?: unknown } } | undefined)?.response ?? {};
    if (!Array.isArray(data)) throw invalidResponse('something that is not a page');
    return data as Row[];
  }

  // The rows after the last known one.
  async function readPage(from: number): Promise<Page> {
    // One row more than is wanted, because the first is known; the largest page is as large as it can be.
    const limit = seen.size && size < LARGEST_PAGE ? size + 1 : size;
    for (let offset = from; ; offset = Math.max(0, offset - size)) {
      const rows = await readRows(limit, offset);
      const last = rows.findLastIndex((row) => seen.has(row?.id));
      if (offset && last < 0) continue;
      const fresh = rows.slice(last + 1).filter((row) => !seen.has(row?.id) && seen.add(row?.id));
      return { fresh, next: rows.length < limit ? undefined : offset + rows.length - 1 };
    }
  }

  const readAhead = (offset: number): Promise<Page> => {
    const page = readPage(offset);
    // The caller may stop before it gets here.
    page.catch(() => {});
    return page;
  };

  try {
    for (let page: Promise<Page> | undefined = readAhead(0); page; ) {
      const { fresh, next }: Page = await page;
      page = next === undefined ? undefined : readAhead(next);
      for (const row of fresh) {
        if (stop.signal.aborted) await withCallOptions({ signal: stop.signal }, () => {});
        yield context.toInvitation(context, organization, row);
      }
    }
  } finally {
    signal?.removeEventListener?.('abort', onAbort);
    stop.abort();
  }
}
