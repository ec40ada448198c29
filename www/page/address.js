// The state in the page's URL: the area, and the part of its list. Default values are left out, so that the URL of the
// initial page stays short.

/** The value of a name; null if the URL does not have it. */
export const valueOf = (name) => new URLSearchParams(location.search).get(name);

/** Writes values into the URL: `{ name: value }`, undefined for a default. Other names stay unchanged. */
export function remember(values) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  history.replaceState(history.state, '', url);
}
