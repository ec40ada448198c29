// The body of a request to the relay. The relay for axum reads it the same way (examples/relay/src/params.rs).

import { isObject, refusal } from './refusal.js';
import type { RelayedInvitation } from './types.js';

/** Room for ten addresses, the Backend API's limit for one call, with 8 KB of metadata (Clerk's limit). */
const BODY_LIMIT = 64 * 1024;

/**
 * Reads and checks the body. The Backend API checks whether an address and a role are present.
 *
 * @throws {Refusal} 413 for a long body, 422 for a value of the wrong type or without `organizationId`
 */
export async function readParams(request: Request): Promise<RelayedInvitation> {
  const given = parse(await readBody(request));
  const params: RelayedInvitation = {
    organizationId: text(given, 'organizationId') ?? '',
    emailAddress: text(given, 'emailAddress'),
    emailAddresses: texts(given, 'emailAddresses'),
    role: text(given, 'role'),
    notify: flag(given, 'notify'),
    redirectUrl: text(given, 'redirectUrl'),
    publicMetadata: metadata(given, 'publicMetadata'),
    expiresInDays: wholeNumber(given, 'expiresInDays'),
  };
  if (params.organizationId) return params;
  throw refusal(422, 'form_param_missing', 'organizationId is missing.', 'organization_id');
}

async function readBody(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = request.body?.getReader();
    for (;;) {
      const { done = true, value } = (await reader?.read()) ?? {};
      if (done || !value) return await new Blob(chunks as BlobPart[]).text();
      chunks.push(value);
      length += value.length;
      if (length > BODY_LIMIT) break;
    }
    await reader?.cancel();
  } catch {
    // The connection closed before the end of the body.
  }
  throw refusal(413, 'request_body_too_large', `The request's body is incomplete, or longer than ${BODY_LIMIT} bytes.`);
}

function parse(body: string): Record<string, unknown> {
  try {
    const given: unknown = JSON.parse(body);
    return isObject(given) ? given : {};
  } catch {
    return {};
  }
}

type Read<Value> = (given: Record<string, unknown>, name: keyof RelayedInvitation) => Value | undefined;

/** Reads an optional value that `is` accepts; null means absent. */
const reader =
  <Value>(is: (value: unknown) => value is Value, expected: string): Read<Value> =>
  (given, name) => {
    const value = given[name] ?? undefined;
    if (value === undefined || is(value)) return value;
    const onTheWire = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    throw refusal(422, 'form_param_format_invalid', `${name} must be ${expected}.`, onTheWire);
  };

const isText = (value: unknown): value is string => typeof value === 'string';
const text = reader(isText, 'a string');
const texts = reader((value): value is string[] => Array.isArray(value) && value.every(isText), 'an array of strings');
const flag = reader((value): value is boolean => typeof value === 'boolean', 'true or false');
const metadata = reader(isObject, 'an object');
const wholeNumber = reader(
  (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32,
  'a whole number',
);
