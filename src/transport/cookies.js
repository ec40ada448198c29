// The cookies of a page, under Clerk's names. In a worker or in Node there are none, and a page that refuses them is a new
// browser each time.

const DEV_BROWSER = '__clerk_db_jwt';
const SESSION = '__session';
const UPDATED_AT = '__client_uat';
/** Which session and organization wrote the session's cookie. */
const CONTEXT = 'clerk_active_context';
const YEAR = 365 * 24 * 60 * 60;

const suffixes = {};

// The cookie of this key and the plain one, which older clients of Clerk read.
async function names(name, publishableKey) {
  // A page without crypto (plain http on a foreign host) has only the plain one.
  suffixes[publishableKey] ??= (async () => {
    const digest = await globalThis.crypto?.subtle?.digest('SHA-1', new TextEncoder().encode(publishableKey));
    return digest && btoa(String.fromCharCode(...new Uint8Array(digest))).slice(0, 8).replace(/\+/g, '-').replace(/\//g, '_');
  })();
  const suffix = await suffixes[publishableKey];
  return suffix ? [`${name}_${suffix}`, name] : [name];
}

// For a year, for as long as the browser runs, or (without a value) not at all.
function write(name, value, lasting = true) {
  const age = value === undefined ? '; Max-Age=0' : lasting ? `; Max-Age=${YEAR}` : '';
  document.cookie = `${name}=${value ?? ''}; Path=/; SameSite=Lax${age}${location.protocol === 'https:' ? '; Secure' : ''}`;
}

async function writeAll(name, publishableKey, value) {
  if (!globalThis.document) return;
  try {
    for (const one of await names(name, publishableKey)) write(one, value);
  } catch {
    // A page that refuses cookies.
  }
}

/** The dev browser's id: from the page's URL (which then loses it), else from the cookies. */
export async function devBrowser(publishableKey) {
  const { document, location, history } = globalThis;
  if (!document) return;
  try {
    return await read(publishableKey, document, location, history);
  } catch {
    // A page that refuses cookies has no dev browser yet.
  }
}

async function read(publishableKey, document, location, history) {
  const url = new URL(location.href);
  const handed = url.searchParams.get(DEV_BROWSER);
  if (handed) {
    url.searchParams.delete(DEV_BROWSER);
    history.replaceState(history.state, '', url);
    await rememberDevBrowser(publishableKey, handed);
    return handed;
  }
  const cookies = document.cookie.split('; ');
  for (const name of await names(DEV_BROWSER, publishableKey)) {
    const found = cookies.find((cookie) => cookie.startsWith(`${name}=`));
    if (found) return found.slice(name.length + 1);
  }
}

/** Writes the dev browser's cookies for a year, or removes them. */
export const rememberDevBrowser = (publishableKey, id) => writeAll(DEV_BROWSER, publishableKey, id);

/**
 * Writes what the app's own server reads: the session's token, and of which client it is (a development instance's
 * server cannot write that on the app's host; clerk-js 6.40 does it as well).
 *
 * @param state `{ jwt, context, updatedAt, development }`, without both first while signed out, without a token while that is
 * on its way
 */
export async function rememberSession(publishableKey, { jwt, context, updatedAt, development }) {
  if (!globalThis.document) return;
  if (jwt || !context) {
    await writeAll(SESSION, publishableKey, jwt);
    if (development) await writeAll(UPDATED_AT, publishableKey, jwt ? Math.floor(updatedAt / 1000) : 0);
  }
  try {
    write(CONTEXT, context, false);
  } catch {
    // A page that refuses cookies.
  }
}
