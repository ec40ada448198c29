// One list for all the components that show it: opened by the first, closed after the last.

/** How long a list is kept when nobody shows it: a component that is taken away and shown anew finds it again. */
const KEPT_MS = 1000;

const WAITING = Object.freeze({ data: [], totalCount: 0, isLoading: true, isFetching: true, error: null, hasNextPage: false });

const shared = new WeakMap();

/** The list of `owner` by that key, in the form that `useSyncExternalStore` takes; `open` opens it. */
export function sharedList(owner, key, open) {
  if (!shared.has(owner)) shared.set(owner, new Map());
  const lists = shared.get(owner);
  if (!lists.has(key)) lists.set(key, share(open));
  return lists.get(key);
}

function share(open) {
  const listeners = new Set();
  let list;
  let snapshot = WAITING;
  let closing;

  function look() {
    const { data, totalCount, isLoading: isFetching, error, hasNextPage } = list;
    // Until there is something to show; later it is fetched silently.
    const isLoading = snapshot.isLoading && isFetching;
    snapshot = { data, totalCount, isLoading, isFetching, error, hasNextPage };
    for (const listener of [...listeners]) listener();
  }

  function close() {
    // A list that could not be opened cannot be closed either; its error has been told.
    list.close().catch(() => {});
    list = undefined;
    snapshot = WAITING;
  }

  // What goes wrong is in the list's `error`.
  const silently = (name) => async () => {
    await list?.[name]().catch(() => {});
  };

  return {
    subscribe: (listener) => {
      clearTimeout(closing);
      listeners.add(listener);
      if (!list) {
        list = open();
        list.subscribe(look);
      }
      return () => {
        listeners.delete(listener);
        if (!listeners.size) closing = setTimeout(close, KEPT_MS);
      };
    },
    snapshot: () => snapshot,
    serverSnapshot: () => WAITING,
    refresh: silently('refresh'),
    loadNextPage: silently('loadNextPage'),
  };
}

const NOTHING = Object.freeze({ ...WAITING, isLoading: false, isFetching: false });

/** Where no list is asked for. */
export const NO_LIST = {
  subscribe: () => () => {},
  snapshot: () => NOTHING,
  serverSnapshot: () => NOTHING,
  refresh: async () => {},
  loadNextPage: async () => {},
};
