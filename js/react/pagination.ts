// A list in the form of Clerk's React hooks: one page at a time or, if it is `infinite`, all pages fetched so far.

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';

import type { LiveList } from 'clerk-organization';

import { NO_LIST, listStore } from './list-store.js';
import type { ListSnapshot, ListStore } from './list-store.js';
import type { PaginatedHookConfig, PaginatedResources, PaginatedResourcesUnloaded } from './types.js';

/** A list before anything is loaded. */
export const UNLOADED: PaginatedResourcesUnloaded = {
  isLoading: false,
  isFetching: false,
  isError: false,
  hasNextPage: false,
  hasPreviousPage: false,
};

/** An organization or a user. */
type OpenList<Row> = (kind: string, params: object) => LiveList<Row>;
type Owner = { id: string; liveList: (kind: never, params: never) => unknown };

/**
 * Shows a live list of `owner`.
 *
 * @param params the caller's params; true means all defaults, undefined means no list
 * @param session the session of the list; another user or session has another list
 * @param defaults filters, unless the caller has them
 */
export function usePagination<Row>(
  owner: Owner | null | undefined,
  kind: string,
  params: true | PaginatedHookConfig | undefined,
  session: string | undefined,
  defaults?: object,
): PaginatedResources<Row> {
  const given = Object(params) as PaginatedHookConfig;
  const { initialPage = 1, pageSize = 10, infinite = false, keepPreviousData, ...others } = given;
  const filters = { ...defaults, ...others };
  const source = kind + owner?.id + session;
  const key = JSON.stringify([source, initialPage, pageSize, infinite, filters]);
  const [turned, turn] = useState({ key, page: initialPage });
  // A page number is valid for one list only. Another list starts at its own first page.
  const pageOf = (state: typeof turned) => (state.key === key ? state.page : initialPage);
  const page = pageOf(turned);
  const pagesOf = (rows: number) => Math.ceil(rows / pageSize);

  const list: ListStore<Row> =
    owner && params
      ? listStore(owner, key + page, () => (owner.liveList as OpenList<Row>)(kind, { ...filters, initialPage: page, pageSize }))
      : NO_LIST;
  const now: ListSnapshot<Row> = useSyncExternalStore(list.subscribe, list.snapshot, list.snapshot);
  const { isLoading, isFetching, error } = now;

  // While a page is fetched, the total of the previous page stays. With `keepPreviousData` its rows stay too, also while the
  // list is fetched with other filters.
  const same = keepPreviousData ? source : key;
  const last = useRef<{ same?: string; now: ListSnapshot<Row> }>({ now });
  useEffect(() => {
    if (isLoading || error) return;
    last.current = { same, now };
    // The last row of the last page was removed, so the page before it shows.
    const lastPage = pagesOf(now.totalCount) || 1;
    if (!infinite && !isFetching && page > lastPage) turn({ key, page: lastPage });
  }, [key, now]);
  const before = isLoading && last.current.same === same ? last.current.now : now;
  const count = before.totalCount;
  const { data: rows, isLoading: isWaiting } = keepPreviousData ? before : now;
  const data = useMemo(() => {
    // A row without an id is an invitation that the server has not confirmed yet. It has no methods.
    const confirmed = rows.filter((row) => (row as { id?: string }).id);
    return infinite ? confirmed : confirmed.slice(0, pageSize);
  }, [rows, infinite, pageSize]);
  const hasNextPage = (infinite ? (initialPage - 1) * pageSize + rows.length : page * pageSize) < count;

  const actions = useMemo(() => {
    const fetchPage = (to: number | ((page: number) => number)) => {
      const next = (from: number) => (typeof to === 'function' ? to(from) : to);
      if (!infinite) {
        return turn((turned) => {
          const from = pageOf(turned);
          const page = next(from);
          return { key, page: Number.isInteger(page) ? Math.max(1, page) : from };
        });
      }
      const fetched = pagesOf(list.snapshot().data.length) || 1;
      if (next(fetched) > fetched) list.fetch('loadNextPage');
    };
    return {
      fetchPage,
      fetchNext: () => fetchPage((page) => page + 1),
      fetchPrevious: () => fetchPage((page) => page - 1),
      revalidate: () => list.fetch('refresh'),
    };
  }, [key, list]);

  return {
    data,
    count,
    isLoading: isWaiting,
    isFetching,
    isError: !!error,
    error,
    page: infinite ? pagesOf(data.length) || 1 : page,
    pageCount: pagesOf(count),
    hasNextPage,
    hasPreviousPage: !infinite && page > 1,
    ...actions,
  };
}
