// What must not be on a screen that somebody shares: passwords, tokens and tickets are cut, whatever shows a request.

const SECRETS = new Set(['__clerk_db_jwt', '__session', 'jwt', 'password', 'ticket', 'token']);
const KEPT = 6;

const cut = (text) => `${text.slice(0, KEPT)}…`;

/** Text with every token in it cut: three base64url parts, which is how a JWT looks, and tickets in links. */
const withoutTokens = (text) =>
  text
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, cut)
    .replace(/([?&](?:__clerk_\w*ticket|ticket)=)([^&\s]+)/g, (_, name, ticket) => name + cut(ticket));

/** Names and values of a query or a form, secrets cut. */
export const redactPairs = (pairs) =>
  [...pairs].map(([name, value]) => [
    name,
    name === 'password' ? '•••'
    : SECRETS.has(name) ? cut(value)
    : withoutTokens(value),
  ]);

/** JSON with the secrets in it cut. `path` is the request's: a dev browser is known by its id alone. */
export function redactJson(value, path) {
  const secretId = path.endsWith('/dev_browser');
  const walk = (value, name) => {
    if (typeof value === 'string') {
      return SECRETS.has(name) || (secretId && name === 'id') ? cut(value) : withoutTokens(value);
    }
    if (Array.isArray(value)) return value.map((item) => walk(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, value]) => [name, walk(value, name)]));
  };
  return walk(value);
}
