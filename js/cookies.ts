// The cookies of a page, under Clerk's names. A worker and Node have none. A page that refuses cookies is a new browser each
// time.

const DEV_BROWSER = '__clerk_db_jwt';
const SESSION = '__session';
const UPDATED_AT = '__client_uat';
/** The session and organization that wrote the session's cookie. */
const CONTEXT = 'clerk_active_context';
const YEAR_S = 365 * 24 * 60 * 60;

const suffixes: Record<string, Promise<string | undefined>> = {};

// The cookie of this key, and the plain one, which older clients of Clerk read.
async function namesOf(name: string, publishableKey: string): Promise<string[]> {
  const suffix = await (suffixes[publishableKey] ??= suffixOf(publishableKey));
  return suffix ? [`${name}_${suffix}`, name] : [name];
}

// Undefined without `crypto.subtle`, which a page on plain http lacks.
async function suffixOf(publishableKey: string): Promise<string | undefined> {
  const digest = await globalThis.crypto?.subtle?.digest('SHA-1', new TextEncoder().encode(publishableKey));
  return digest && btoa(String.fromCharCode(...new Uint8Array(digest))).slice(0, 8).replace(/\+/g, '-').replace(/\//g, '_');
}

/** Writes a cookie; without a value it is removed. */
function write(name: string, value: string | number | undefined, maxAge = `; Max-Age=${YEAR_S}`): void {
  const age = value === undefined ? '; Max-Age=0' : maxAge;
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${name}=${value ?? ''}; Path=/; SameSite=Lax${age}${secure}`;
}

async function writeAll(name: string, publishableKey: string, value: string | number | undefined): Promise<void> {
  if (!globalThis.document) return;
  try {
    for (const one of await namesOf(name, publishableKey)) write(one, value);
  } catch {
    // A page that refuses cookies.
  }
}

/** The dev browser's id: from the page's URL (which then loses it), else from the cookies. */
export async function devBrowser(publishableKey: string): Promise<string | undefined> {
  if (!globalThis.document) return undefined;
  try {
    const url = new URL(location.href);
    const handedOver = url.searchParams.get(DEV_BROWSER);
    if (handedOver) {
      url.searchParams.delete(DEV_BROWSER);
      history.replaceState(history.state, '', url);
      await rememberDevBrowser(publishableKey, handedOver);
      return handedOver;
    }
    const cookies = document.cookie.split('; ');
    for (const name of await namesOf(DEV_BROWSER, publishableKey)) {
      const found = cookies.find((cookie) => cookie.startsWith(`${name}=`));
      if (found) return found.slice(name.length + 1);
    }
  } catch {
    // A page that refuses cookies has no dev browser yet.
  }
  return undefined;
}

/** Writes the dev browser's cookies for a year, or removes them. */
export const rememberDevBrowser = (publishableKey: string, id: string | undefined): Promise<void> =>
  writeAll(DEV_BROWSER, publishableKey, id);

/** What the session's cookies are written from. */
export interface SessionState {
  /** Undefined while signed out, and while the token is requested. */
  jwt: string | undefined;
  /** `session:organization`; undefined while signed out. */
  context: string | undefined;
  /** When the client changed last, in milliseconds. */
  updatedAt: number;
  isDevelopment: boolean;
}

/**
 * Writes what the app's own server reads: the session's token, and when the client changed (the server of a development
 * instance cannot write that on the app's host; clerk-js 6.40 writes it as well).
 */
export async function writeSessionCookies(publishableKey: string, state: SessionState): Promise<void> {
  const { jwt, context, updatedAt, isDevelopment } = state;
  if (!globalThis.document) return;
  if (jwt || !context) {
    await writeAll(SESSION, publishableKey, jwt);
    if (isDevelopment) await writeAll(UPDATED_AT, publishableKey, jwt ? Math.floor(updatedAt / 1000) : 0);
  }
  try {
    write(CONTEXT, context, '');
  } catch {
    // A page that refuses cookies.
  }
}
