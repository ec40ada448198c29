// The parameters of lists, read as clerk-js reads them; Rust checks the numbers.

import { invalidParam } from './errors.js';

// A number, or the text of one; 0, which is refused, for anything that is not a count.
function toCount(value: unknown): number {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
  return Number.isInteger(number) && number > 0 && number < 2 ** 32 ? number : 0;
}

/** `{ initialPage?, pageSize?, status?, … }` → page, size, and the other parameters as a query. */
export function readListParams(params: object | undefined): [page: number, size: number, filters: string] {
  if (typeof (params ?? {}) !== 'object') throw invalidParam('params', 'must be an object');
  const { initialPage, pageSize, ...others } = (params ?? {}) as { [name: string]: unknown };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(others)) {
    if (value === undefined) continue;
    const values: unknown[] = Array.isArray(value) ? value : [value];
    if (name === 'status' && !values.every((status) => typeof status === 'string')) {
      throw invalidParam(name, 'must be a status or an array of them');
    }
    try {
      // An empty list is an empty value, not an absent one (seen in clerk-js 6.40).
      for (const one of values.length ? values : ['']) query.append(name, one as string);
    } catch {
      throw invalidParam(name, 'must be text, or an array of texts');
    }
  }
  return [toCount(initialPage ?? 1), toCount(pageSize ?? 10), `${query}`];
}
