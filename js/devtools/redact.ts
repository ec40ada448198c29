// Secrets must not appear on a shared screen: passwords, tokens and tickets are cut short before they are shown.

import type { Pairs } from './types.js';

const SECRETS = new Set(['__clerk_db_jwt', '__session', 'jwt', 'password', 'ticket', 'token']);
const KEPT = 6;

const cut = (text: string): string => `${text.slice(0, KEPT)}…`;

/** Cuts JWTs (three parts in base64url) and the tickets of links. */
const withoutTokens = (text: string): string =>
  text
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, cut)
    .replace(/([?&](?:__clerk_\w*ticket|ticket)=)([^&\s]+)/g, (_, name: string, ticket: string) => name + cut(ticket));

function redacted(name: string | undefined, text: string): string {
  if (name === 'password') return '•••';
  return name !== undefined && SECRETS.has(name) ? cut(text) : withoutTokens(text);
}

/** Returns the names and values of a query or a form, without secrets. */
export const redactPairs = (pairs: Iterable<[string, unknown]>): Pairs =>
  [...pairs].map(([name, value]) => [name, redacted(name, typeof value === 'string' ? value : '(a file)')]);

/** Returns JSON without secrets. In the answer to `path` `/v1/dev_browser` the id is a secret. */
export function redactJson(value: unknown, path: string): unknown {
  const isIdSecret = path.endsWith('/dev_browser');
  const walk = (value: unknown, name?: string): unknown => {
    if (typeof value === 'string') return isIdSecret && name === 'id' ? cut(value) : redacted(name, value);
    if (Array.isArray(value)) return value.map((item) => walk(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, walk(field, name)]));
  };
  return walk(value);
}
