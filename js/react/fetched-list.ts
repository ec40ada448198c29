// A list in the form of `organization.invitationList`, of rows that nothing but a new request makes fresh.

/** The list of the rows that `fetchPage({ initialPage, pageSize, … })` gives. */
export function fetchedList(fetchPage, { initialPage, pageSize, ...filters }) {
  const listeners = new Set();
  const list = { data: [], totalCount: 0, isLoading: true, error: null, hasNextPage: false };
  let pages = 1;
  let newest = 0;

  function show(changes) {
    Object.assign(list, changes);
    for (const listener of [...listeners]) listener();
  }

  async function load(count) {
    const mine = ++newest;
    show({ isLoading: true });
    try {
      const data = [];
      let totalCount = 0;
      for (let turned = 0; turned < count; turned += 1) {
        const fetched = await fetchPage({ initialPage: initialPage + turned, pageSize, ...filters });
        data.push(...fetched.data);
        totalCount = fetched.total_count;
        if (fetched.data.length < pageSize) break;
      }
      // A later load knows better.
      if (mine !== newest) return;
      pages = count;
      const hasNextPage = (initialPage - 1) * pageSize + data.length < totalCount;
      show({ data, totalCount, hasNextPage, isLoading: false, error: null });
    } catch (error) {
      if (mine === newest) show({ isLoading: false, error });
    }
  }

  list.subscribe = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  list.refresh = () => load(pages);
  list.loadNextPage = async () => (list.hasNextPage ? load(pages + 1) : undefined);
  list.close = async () => {
    newest += 1;
    listeners.clear();
  };
  load(1);
  return list;
}
