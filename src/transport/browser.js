// What a browser knows and remembers, for windows, workers and Node alike: whatever a place lacks is simply absent.

/** What lies at a path of names; undefined when something on the way is no object. */
export const at = (value, path) =>
  path.split('.').reduce((value, name) => (typeof value === 'object' ? value?.[name] : undefined), value) ?? undefined;

/** The same, unless it is no string. */
export function textAt(value, path) {
  const found = at(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** Whether there is a member of that name. */
export const has = (value, name) => typeof value === 'object' && value !== null && name in value;

/** Waits. */
export const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));

const TIME_LIMIT_MS = 30_000;

/**
 * Sends a request and reads its answer as JSON: `[response, read, body]`, where a body that could not be read is what
 * was thrown over it. Rejects when there is no answer, also where a replaced `fetch` never looks at its signal.
 */
export async function exchange(url, init) {
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  const limit = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const response = await Promise.race([fetch(url, { ...init, signal }), limit]);
  // A status of 0 is that of `Response.error()`.
  if (!(response instanceof Response && response.status)) throw new TypeError('fetch gave no Response.');
  try {
    return [response, true, await Promise.race([response.json(), limit])];
  } catch (error) {
    if (signal.aborted) throw error;
    return [response, false, error];
  }
}

/** False only where the host says that it has no network. */
export const online = () => globalThis.navigator?.onLine !== false;

const NAME = '__clerk_db_jwt';
const YEAR = 365 * 24 * 60 * 60;

// The cookie of this key and the plain one, which older clients of Clerk read.
async function cookieNames(publishableKey) {
  // A page without crypto (plain http on a foreign host) has only the plain one.
  const digest = await globalThis.crypto?.subtle?.digest('SHA-1', new TextEncoder().encode(publishableKey));
  if (!digest) return [NAME];
  const base64 = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return [`${NAME}_${base64.slice(0, 8).replace(/\+/g, '-').replace(/\//g, '_')}`, NAME];
}

/** The dev browser's id: from the page's URL (which then loses it), else from the cookies. */
export async function devBrowser(publishableKey) {
  const { document, location, history } = globalThis;
  if (!document) return;
  const url = new URL(location.href);
  const handed = url.searchParams.get(NAME);
  if (handed) {
    url.searchParams.delete(NAME);
    history.replaceState(history.state, '', url);
    await rememberDevBrowser(publishableKey, handed);
    return handed;
  }
  const cookies = document.cookie.split('; ');
  for (const name of await cookieNames(publishableKey)) {
    const found = cookies.find((cookie) => cookie.startsWith(`${name}=`));
    if (found) return found.slice(name.length + 1);
  }
}

/** Writes the cookies for a year, or removes them. */
export async function rememberDevBrowser(publishableKey, id) {
  if (!globalThis.document) return;
  const rest = `; Path=/; SameSite=Lax; Max-Age=${id ? YEAR : 0}${location.protocol === 'https:' ? '; Secure' : ''}`;
  try {
    for (const name of await cookieNames(publishableKey)) document.cookie = `${name}=${id ?? ''}${rest}`;
  } catch {
    // A page that refuses cookies is a new browser each time.
  }
}
