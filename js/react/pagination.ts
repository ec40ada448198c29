// A list as Clerk's React hooks show it: a page at a time, or, where it is `infinite`, all pages up to the last fetched.

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';

import { NO_LIST, sharedList } from './shared-list.js';

/** While nothing is loaded. */
export const NO_PAGES = Object.freeze({
  data: undefined,
  count: undefined,
  isLoading: false,
  isFetching: false,
  isError: false,
  error: undefined,
  page: undefined,
  pageCount: undefined,
  hasNextPage: false,
  hasPreviousPage: false,
  fetchNext: undefined,
  fetchPrevious: undefined,
  fetchPage: undefined,
  revalidate: undefined,
});

/**
 * A list of `owner`, an organization or a user.
 *
 * @param name what list of it: whatever tells it from its others
 * @param params what the caller asked for: nothing, true, or `{ initialPage?, pageSize?, infinite?, keepPreviousData?, … }`
 * @param open opens the list for `{ initialPage, pageSize, … }`
 */
export function usePages(owner, name, params, open) {
  const asked = params && typeof params === 'object' ? params : {};
  const { initialPage = 1, pageSize = 10, infinite = false, keepPreviousData = false, ...filters } = asked;
  const whole = JSON.stringify([name, initialPage, pageSize, infinite, filters]);
  const [turned, turn] = useState({});
  // Another list begins at its own first page.
  const isTurned = turned.owner === owner && turned.whole === whole;
  const page = isTurned ? turned.page : initialPage;

  const list =
    owner && params
      ? sharedList(owner, JSON.stringify([whole, page]), () => open({ initialPage: page, pageSize, ...filters }))
      : NO_LIST;
  const now = useSyncExternalStore(list.subscribe, list.snapshot, list.serverSnapshot);
  const { isFetching, error, hasNextPage } = now;

  // While a page is fetched the total is that of the page before, and where the caller wants it the rows too.
  const last = useRef({});
  useEffect(() => {
    if (!now.isLoading) last.current = { owner, whole, now };
  }, [owner, whole, now]);
  const isTurning = now.isLoading && last.current.owner === owner && last.current.whole === whole;
  const count = (isTurning ? last.current.now : now).totalCount;
  const rows = (isTurning && keepPreviousData ? last.current.now : now).data;
  const data = useMemo(() => {
    // A row without an id is an invitation on its way, to which nothing can be done; it joins when it is confirmed.
    const confirmed = rows.filter(({ id }) => id !== undefined);
    return infinite ? confirmed : confirmed.slice(0, pageSize);
  }, [rows, infinite, pageSize]);
  const pagesOf = ({ length }) => Math.max(1, Math.ceil(length / pageSize));

  const actions = useMemo(() => {
    const fetchPage = (to) =>
      turn((turned) => {
        const from = turned.owner === owner && turned.whole === whole ? turned.page : initialPage;
        const next = typeof to === 'function' ? to(from) : to;
        return { owner, whole, page: Number.isInteger(next) ? Math.max(1, next) : from };
      });
    const fetchMore = (to) => {
      const there = pagesOf(list.snapshot().data);
      if ((typeof to === 'function' ? to(there) : to) > there) list.loadNextPage();
    };
    const fetch = infinite ? fetchMore : fetchPage;
    return {
      fetchPage: fetch,
      fetchNext: () => fetch((page) => page + 1),
      fetchPrevious: () => fetch((page) => page - 1),
      revalidate: list.refresh,
    };
  }, [owner, whole, infinite, initialPage, list]);

  return {
    data,
    count,
    isLoading: now.isLoading,
    isFetching,
    isError: Boolean(error),
    error,
    page: infinite ? pagesOf(data) : page,
    pageCount: Math.ceil(count / pageSize),
    hasNextPage: infinite ? hasNextPage : page * pageSize < count,
    hasPreviousPage: !infinite && page > 1,
    ...actions,
  };
}
