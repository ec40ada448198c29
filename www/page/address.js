// What the page's address says: which area is shown, and which part of its list. A value that is usual is left out, so
// that the address of the page as it opens stays short.

/** The value of a name; null if the address has none. */
export const valueOf = (name) => new URLSearchParams(location.search).get(name);

/** Writes values into the address: `{ name: value }`, undefined for one that is usual. Other names stay as they are. */
export function remember(values) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  history.replaceState(history.state, '', url);
}
