// All invitations of an organization, one after the other, while others add to them and revoke. Rust callers have the same
// from `src/walk.rs`, which pages need not fetch.
//
// Pages are cut by offset, and offsets shift. So each page begins with the last row of the one before: where that row,
// or any other that was seen, is in the page, the page joins, and what follows it is next. Where none is, rows went
// away in front of it, and it is read again further up. Rows that came meanwhile are in front of all and are not given.

import { bounded, invalid, list, misshapen, path } from '../wasm/clerk_organization.js';
import { made } from './change.js';

/** The most rows that Clerk's Frontend API description lets a page have. */
export const LARGEST_PAGE = 500;

/**
 * `organization.invitations`: gives every invitation in `status`, the newest first, each once, and reads a page ahead.
 * `timeoutMs` is for each page.
 */
export async function* eachInvitation(inside, organization, params, { signal, timeoutMs } = {}) {
  const { status, pageSize = 100 } = params ?? {};
  const [, size, filters] = list({ status, pageSize });
  if (!size) throw invalid('pageSize', 'must be a whole number from 1 up');
  const seen = new Set();
  const stop = new AbortController();
  const stopped = () => stop.abort(signal.reason);
  if (signal?.aborted) stopped();
  else signal?.addEventListener?.('abort', stopped);

  async function rows(limit, offset) {
    const query = [filters, `limit=${limit}`, `offset=${offset}`].filter(Boolean).join('&');
    const request = `GET ${path('organizations', organization.id, 'invitations')}?${query}`;
    const answer = await bounded({ signal: stop.signal, timeoutMs }, (ended) => inside.core.send(request, ended));
    const { data } = answer?.response ?? {};
    if (!Array.isArray(data)) throw misshapen('something that is no page');
    return data;
  }

  // The rows after the last that was seen, and where the page after them begins.
  async function pageFrom(offset) {
    // One row more than is wanted, because the first is known; the largest page is as large as it can be.
    const limit = seen.size && size < LARGEST_PAGE ? size + 1 : size;
    for (;;) {
      const data = await rows(limit, offset);
      const last = data.findLastIndex((row) => seen.has(row?.id));
      if (offset && last < 0) {
        offset = Math.max(0, offset - size);
        continue;
      }
      const fresh = data.slice(last + 1).filter((row) => !seen.has(row?.id) && seen.add(row?.id));
      return { fresh, next: data.length < limit ? undefined : offset + data.length - 1 };
    }
  }

  const ahead = (offset) => {
    const page = pageFrom(offset);
    // Nobody may come to see how it ended.
    page.catch(() => {});
    return page;
  };

  try {
    for (let page = ahead(0); page; ) {
      const { fresh, next } = await page;
      page = next === undefined ? undefined : ahead(next);
      for (const row of fresh) {
        if (stop.signal.aborted) await bounded({ signal: stop.signal }, () => {});
        yield made(inside, organization, row);
      }
    }
  } finally {
    signal?.removeEventListener?.('abort', stopped);
    stop.abort();
  }
}
