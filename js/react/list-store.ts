// A list as an external store for `useSyncExternalStore`, shared by all components that show it: the first one opens it,
// and it closes after the last one.

import type { ClerkAPIResponseError, ClerkRuntimeError } from 'clerk-organization';

import { Listeners } from './listeners.js';

/** A list that a store can show; `organization.invitationList()` returns one. */
export interface OpenList<Row> {
  readonly data: Row[];
  readonly totalCount: number;
  readonly isLoading: boolean;
  readonly error: ClerkAPIResponseError | ClerkRuntimeError | null;
  subscribe: (listener: () => void) => unknown;
  refresh: () => Promise<void>;
  loadNextPage: () => Promise<void>;
  close: () => Promise<void>;
}

/** The state of a list at one moment. */
export interface ListSnapshot<Row> {
  data: Row[];
  totalCount: number;
  /** True until there is something to show. */
  isLoading: boolean;
  isFetching: boolean;
  error: OpenList<Row>['error'];
}

export interface ListStore<Row> {
  subscribe: (listener: () => void) => () => void;
  snapshot: () => ListSnapshot<Row>;
  serverSnapshot: () => ListSnapshot<Row>;
  /** Never rejects: the error is in the snapshot. */
  refresh: () => Promise<void>;
  /** Never rejects: the error is in the snapshot. */
  loadNextPage: () => Promise<void>;
}

/** How long a list stays open without a component: one that unmounts and mounts again finds its rows. */
const CLOSE_AFTER_MS = 1000;

const WAITING: ListSnapshot<never> = { data: [], totalCount: 0, isLoading: true, isFetching: true, error: null };
const NOTHING: ListSnapshot<never> = { ...WAITING, isLoading: false, isFetching: false };

const nothing = () => NOTHING;
const done = async () => {};

/** The store when no list is asked for. */
export const NO_LIST: ListStore<never> = {
  subscribe: () => done,
  snapshot: nothing,
  serverSnapshot: nothing,
  refresh: done,
  loadNextPage: done,
};

const stores = new WeakMap<object, Map<string, ListStore<unknown>>>();

/**
 * Returns the store of a list, the same one for the same `owner` and `key`.
 *
 * @param key names the list and its params, and with them the type of its rows
 * @param open opens the list; called for the first subscriber, and by `refresh` after it rejected
 */
export function listStore<Row>(owner: object, key: string, open: () => Promise<OpenList<Row>>): ListStore<Row> {
  const lists = stores.get(owner) ?? new Map<string, ListStore<unknown>>();
  stores.set(owner, lists);
  const store = lists.get(key) ?? createStore(open);
  lists.set(key, store);
  return store as ListStore<Row>;
}

function createStore<Row>(open: () => Promise<OpenList<Row>>): ListStore<Row> {
  const listeners = new Listeners();
  let list: Promise<OpenList<Row>> | undefined;
  let snapshot: ListSnapshot<Row> = WAITING;
  let closing: ReturnType<typeof setTimeout>;

  const show = (next: ListSnapshot<Row>) => {
    snapshot = next;
    listeners.notify();
  };
  const start = async () => {
    const opening = (list = open());
    try {
      const opened = await opening;
      const update = () => {
        const { data, totalCount, isLoading: isFetching, error } = opened;
        show({ data, totalCount, isLoading: snapshot.isLoading && isFetching, isFetching, error });
      };
      // It may have been closed meanwhile.
      if (list !== opening) return;
      opened.subscribe(update);
      update();
    } catch (error) {
      if (list === opening) show({ ...NOTHING, error: error as OpenList<Row>['error'] });
      list = undefined;
    }
  };
  // An error of the list is in its `error`.
  const run = async (act: (list: OpenList<Row>) => Promise<void>) => list?.then(act).catch(done);
  const close = () => {
    run((list) => list.close());
    list = undefined;
    snapshot = WAITING;
  };

  return {
    subscribe: (listener) => {
      clearTimeout(closing);
      if (!list) start();
      const unsubscribe = listeners.subscribe(listener);
      return () => {
        unsubscribe();
        if (!listeners.size) closing = setTimeout(close, CLOSE_AFTER_MS);
      };
    },
    snapshot: () => snapshot,
    serverSnapshot: () => WAITING,
    refresh: () => (list ? run((list) => list.refresh()) : start()),
    loadNextPage: () => run((list) => list.loadNextPage()),
  };
}
