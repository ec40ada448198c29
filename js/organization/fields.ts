// The fields of objects: only Clerk's, in Clerk's order.

import { invalidResponse, toCamelCase } from '../errors.js';
import { toDate } from '../json.js';
import type { Json } from '../json.js';

/** A field: its name on the wire, its name in JavaScript, and its value if the server sends no value or null. */
type Field = [wire: string, name: string, missing: unknown];

/**
 * The fields of a kind of objects.
 *
 * @param names their names on the wire, separated by spaces
 * @param missing values for fields that the server does not send
 */
export const fieldsOf = (names: string, missing: Json = {}): Field[] =>
  names.split(' ').map((wire) => [wire, toCamelCase(wire), missing[wire]]);

/**
 * Checks that the server's JSON has an id.
 *
 * @throws {ClerkRuntimeError} `invalid_response` if the id is missing, because no method would work without it
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
