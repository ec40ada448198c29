// A live list as an external store for `useSyncExternalStore`, shared by all components that show it. The first one opens it,
// and it closes after the last one unmounts.

import type { LiveList } from 'clerk-organization';

import { Listeners } from './listeners.js';

/** The state of a list at one moment. */
export interface ListSnapshot<Row> {
  data: Row[];
  totalCount: number;
  /** True until the first answer or error. */
  isLoading: boolean;
  isFetching: boolean;
  error: LiveList<Row>['error'];
}

export interface ListStore<Row> {
  subscribe: (listener: () => void) => () => void;
  /** The current state. A server renders the initial state, because it opens no list. */
  snapshot: () => ListSnapshot<Row>;
  /** Fetches the rows again, or also the next page. Never rejects: the error is in the snapshot. */
  fetch: (what: 'refresh' | 'loadNextPage') => Promise<void>;
}

/** How long a list stays open without a component, so that a component that mounts again has its rows at once. */
const CLOSE_AFTER_MS = 1000;

const WAITING: ListSnapshot<never> = { data: [], totalCount: 0, isLoading: true, isFetching: true, error: null };
const NOTHING: ListSnapshot<never> = { ...WAITING, isLoading: false, isFetching: false };

const done = async () => {};

/** The store if no list is requested. */
export const NO_LIST: ListStore<never> = { subscribe: () => done, snapshot: () => NOTHING, fetch: done };

const stores = new WeakMap<object, { [key: string]: ListStore<unknown> }>();

/**
 * Returns the store of a list, the same one for the same `owner` and `key`.
 *
 * @param key identifies the list and its params, and so the type of its rows
 * @param open opens the list; called for the first subscriber
 */
export function listStore<Row>(owner: object, key: string, open: () => LiveList<Row>): ListStore<Row> {
  const lists = stores.get(owner) ?? {};
  stores.set(owner, lists);
  return (lists[key] ??= createStore(open)) as ListStore<Row>;
}

function createStore<Row>(open: () => LiveList<Row>): ListStore<Row> {
  const listeners = new Listeners();
  let list: LiveList<Row> | undefined;
  let snapshot: ListSnapshot<Row> = WAITING;
  let closing: ReturnType<typeof setTimeout>;

  return {
    subscribe: (listener) => {
      clearTimeout(closing);
      if (!list) {
        const opened = (list = open());
        opened.subscribe(() => {
          const { isLoading: isFetching } = opened;
          snapshot = { ...opened, isLoading: snapshot.isLoading && isFetching, isFetching };
          listeners.notify();
        });
      }
      const unsubscribe = listeners.subscribe(listener);
      return () => {
        unsubscribe();
        if (listeners.size) return;
        closing = setTimeout(() => {
          list?.close();
          list = undefined;
          snapshot = WAITING;
        }, CLOSE_AFTER_MS);
      };
    },
    snapshot: () => snapshot,
    fetch: async (what) => list?.[what]().catch(done),
  };
}
