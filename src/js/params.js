// Params as JavaScript callers write them. What they mean is judged in Rust; here they are only read, as clerk-js
// reads them where it makes sense of them.

import { invalid } from './errors.js';

function text(params, name) {
  const value = params?.[name];
  if (typeof value === 'string') return value;
  throw invalid(name, value == null ? 'is required' : 'must be a string');
}

// Numbers, and the text of numbers; 0, which is refused, for all that is no count.
const count = (value, fallback) => {
  const given = value ?? fallback;
  const number = typeof given === 'number' || typeof given === 'string' ? Number(given) : 0;
  return Number.isInteger(number) && number > 0 && number < 2 ** 32 ? number : 0;
};

/** `{ initialPage?, pageSize?, status?, … }` → `[page, size, the other parameters as a query]`. */
export function readList(params = {}) {
  if (typeof params !== 'object') throw invalid('params', 'must be an object');
  const { initialPage, pageSize, ...others } = params ?? {};
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(others)) {
    if (value === undefined) continue;
    const values = Array.isArray(value) ? value : [value];
    if (name === 'status' && !values.every((status) => typeof status === 'string')) {
      throw invalid(name, 'must be a status or an array of them');
    }
    // An empty list is an empty value, not an absent one (seen in clerk-js 6.40).
    for (const one of values.length ? values : ['']) query.append(name, one);
  }
  return [count(initialPage, 1), count(pageSize, 10), `${query}`];
}

/** `{ emailAddress, role }` → `[address, role]`. */
export const readInvitation = (params) => [text(params, 'emailAddress'), text(params, 'role')];

/** `{ emailAddresses, role }` → `[role, address, address, …]`. */
export function readInvitations(params) {
  const addresses = params?.emailAddresses;
  if (!Array.isArray(addresses) || !addresses.every((address) => typeof address === 'string')) {
    throw invalid('emailAddresses', 'must be an array of strings');
  }
  return [text(params, 'role'), ...addresses];
}
