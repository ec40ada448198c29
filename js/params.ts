// Params as JavaScript callers write them. What they mean is judged in Rust; here they are only read, as clerk-js
// reads them where it makes sense of them.

import { invalid } from './errors.js';

// Numbers, and the text of numbers; 0, which is refused, for all that is no count.
function count(value) {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
  return Number.isInteger(number) && number > 0 && number < 2 ** 32 ? number : 0;
}

/** `{ initialPage?, pageSize?, status?, … }` → page, size, and the other parameters as a query. */
export function list(params) {
  if (typeof (params ?? {}) !== 'object') throw invalid('params', 'must be an object');
  const { initialPage, pageSize, ...others } = params ?? {};
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(others)) {
    if (value === undefined) continue;
    const values = Array.isArray(value) ? value : [value];
    if (name === 'status' && !values.every((status) => typeof status === 'string')) {
      throw invalid(name, 'must be a status or an array of them');
    }
    try {
      // An empty list is an empty value, not an absent one (seen in clerk-js 6.40).
      for (const one of values.length ? values : ['']) query.append(name, one);
    } catch {
      throw invalid(name, 'must be text, or an array of texts');
    }
  }
  return [count(initialPage ?? 1), count(pageSize ?? 10), `${query}`];
}
