// The server's JSON and what callers say, in each other's terms.

import { camel } from './errors.js';

/** A time. Clerk reads what is none as "now". */
export function date(ms) {
  const read = new Date(typeof ms === 'object' ? NaN : ms || NaN);
  return isNaN(read) ? new Date() : read;
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names in camel case, times as dates, metadata untouched; into `resource` where there is one already. */
export function plain(json, resource = {}) {
  for (const name in json) {
    const value = json[name];
    if (name === 'object') continue;
    resource[camel(name)] =
      name.endsWith('_metadata') ? value
      : name.endsWith('_at') && typeof value === 'number' ? date(value)
      : Array.isArray(value) ? value.map((item) => (isObject(item) ? plain(item) : item))
      : isObject(value) ? plain(value)
      : value;
  }
  return resource;
}

/** Params as a form, as clerk-js 6.40 writes them: null is an empty value, an object is its JSON. */
export function form(params) {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    const field = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) fields.append(field, isObject(one) ? JSON.stringify(one) : (one ?? ''));
    }
  }
  return `${fields}`;
}

/** A path below `/v1`, whose segments come from outside. */
export const path = (...segments) => segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
