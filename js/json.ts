// Converts the server's JSON to the objects of callers.

import { toCamelCase } from './errors.js';

/** An object of the server's JSON. */
export type Json = { [name: string]: unknown };

/** A time in milliseconds as a date; the current time for anything else, as in Clerk's client. */
export function toDate(ms: unknown): Date {
  const date = new Date(typeof ms === 'object' ? NaN : (ms as number | string) || NaN);
  return isNaN(date.getTime()) ? new Date() : date;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Copies JSON into `resource`: names in camel case, times as dates, metadata untouched. */
export function fromJson<T extends object>(json: object | null | undefined, resource: T): T {
  const target = resource as Json;
  for (const [name, value] of Object.entries(json ?? {})) {
    if (name === 'object') continue;
    target[toCamelCase(name)] =
      name.endsWith('_metadata') ? value
      : name.endsWith('_at') && typeof value === 'number' ? toDate(value)
      : Array.isArray(value) ? value.map((item: unknown) => (isObject(item) ? fromJson(item, {}) : item))
      : isObject(value) ? fromJson(value, {})
      : value;
  }
  return resource;
}
