// A list for `list-store` whose rows change only when they are fetched again.

import type { ClerkPaginatedResponse, PageParams } from 'clerk-organization';

import { Listeners } from './listeners.js';
import type { OpenList } from './list-store.js';

/**
 * Opens the list of the rows that `fetchPage` resolves to, from `initialPage` on, and fetches its first page.
 *
 * @param fetchPage fetches one page: `user.getOrganizationMemberships`, for example
 */
export function fetchedList<Row, Params extends Required<PageParams>>(
  fetchPage: (params: Params) => Promise<ClerkPaginatedResponse<Row>>,
  params: Params,
): OpenList<Row> {
  const { initialPage, pageSize } = params;
  const listeners = new Listeners();
  let pages = 1;
  let newest = 0;

  function update(changes: Partial<OpenList<Row>>) {
    Object.assign(list, changes);
    listeners.notify();
  }

  async function load(count: number) {
    const attempt = ++newest;
    update({ isLoading: true });
    try {
      const data: Row[] = [];
      let totalCount = 0;
      for (let at = 0; at < count; at += 1) {
        const page = await fetchPage({ ...params, initialPage: initialPage + at });
        data.push(...page.data);
        totalCount = page.total_count;
        if (page.data.length < pageSize) break;
      }
      // A later call has newer rows.
      if (attempt !== newest) return;
      pages = count;
      update({ data, totalCount, isLoading: false, error: null });
    } catch (error) {
      if (attempt === newest) update({ isLoading: false, error: error as OpenList<Row>['error'] });
    }
  }

  const list: OpenList<Row> = {
    data: [],
    totalCount: 0,
    isLoading: true,
    error: null,
    subscribe: listeners.subscribe,
    refresh: () => load(pages),
    loadNextPage: async () => {
      if ((initialPage - 1) * pageSize + list.data.length < list.totalCount) await load(pages + 1);
    },
    close: async () => {
      newest += 1;
      listeners.clear();
    },
  };
  load(1);
  return list;
}
