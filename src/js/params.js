// Params as JavaScript callers write them. What they mean is judged in Rust; here they are only read, as clerk-js
// reads them where it makes sense of them.

import { invalid } from './errors.js';

function text(params, name) {
  const value = params?.[name];
  if (typeof value === 'string' && value.trim()) return value;
  throw invalid(name, typeof (value ?? '') === 'string' ? 'is required' : 'must be a string');
}

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

// `notify`, which the Frontend API takes beside the addresses and the role, and whether there is something that it does not
// take (it refuses unknown fields; clerk-js 6.40 drops them all without a word).
function extra({ notify, redirectUrl, publicMetadata, expiresInDays }) {
  if (typeof (notify ?? true) !== 'boolean') throw invalid('notify', 'must be true or false');
  const beyond = [redirectUrl, publicMetadata, expiresInDays].some((value) => value !== undefined);
  return [notify, beyond];
}

/** `{ emailAddress, role, … }` → address, role, whether to send mails, and whether there is more than the server takes. */
export const member = (params) => [text(params, 'emailAddress'), text(params, 'role'), ...extra(params)];

/** `{ emailAddresses, role, … }` → the same with an array of addresses. */
export function members(params) {
  // Spread, because `every` does not see the holes of an array.
  const addresses = Array.isArray(params?.emailAddresses) ? [...params.emailAddresses] : [];
  // A line break ends an address on its way to the wasm side, and is in none.
  const texts = addresses.every((address) => typeof address === 'string' && address.trim() && !/\n/.test(address));
  if (!texts || !addresses.length) throw invalid('emailAddresses', 'must be an array of addresses, one at least');
  return [addresses, text(params, 'role'), ...extra(params)];
}
