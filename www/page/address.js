// The state in the page's address: the area, and the part of its list. Default values are left out, so
// the address of the initial page stays short.

/** The value of a name; null if the address has none. */
export const valueOf = (name) => new URLSearchParams(location.search).get(name);

/** Writes values into the address: `{ name: value }`, undefined for a default. Other names stay as they are. */
export function remember(values) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  history.replaceState(history.state, '', url);
}
