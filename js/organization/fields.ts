// Which fields an object has: Clerk's, in Clerk's order, whatever the server sends beside them.

import { invalidResponse, toCamelCase } from '../errors.js';
import { toDate } from '../json.js';
import type { Json } from '../json.js';

/** A field by its name on the wire, its name in JavaScript, and its value if the server sends none or null. */
type Field = [wire: string, name: string, missing: unknown];

/**
 * The fields of a kind of objects.
 *
 * @param names their names on the wire, separated by spaces
 * @param missing values for what the server does not send
 */
export const fieldsOf = (names: string, missing: Json = {}): Field[] =>
  names.split(' ').map((wire) => [wire, toCamelCase(wire), missing[wire]]);

/**
 * The server's JSON of something that has an id.
 *
 * @throws {ClerkRuntimeError} `invalid_response` if it has none: nothing could be done with it
 */
export function withId(json: Json | null | undefined): Json {
  const id = json?.['id'];
  if (!json || typeof id !== 'string' || !id) throw invalidResponse('something without an id');
  return json;
}

/** Copies fields of the server's JSON into `resource`: times as dates, metadata untouched. */
export function readFields<T extends object>(json: object, fields: Field[], resource: T): T {
  for (const [wire, name, missing] of fields) {
    const value = (json as Json)[wire];
    (resource as Json)[name] = wire.endsWith('_at') ? toDate(value) : (value ?? missing ?? value);
  }
  return resource;
}
