// `clerk-organization/cookies`: for pages whose `document.cookie` stores nothing, such as those of browser extensions and of
// Electron's custom protocols. Without it such a page is signed out each time it is opened, because it loses its dev browser.

/** The storage for the cookies, for example `localStorage`. */
export type CookieStorage = Pick<Storage, 'getItem' | 'setItem'>;

const KEY = 'clerk-organization.cookies';

/** A cookie's value, and when it expires in milliseconds; null if it does not expire. */
type Stored = [value: string, endsAt: number | null];

/**
 * Makes `document.cookie` read and write cookies in `storage`. Call it before `load()`. Every script of the page's origin can
 * read the storage, like cookies that are not `HttpOnly`; the app's own server cannot. Attributes other than `Max-Age` are
 * ignored, and a cookie without it does not expire.
 *
 * @returns a function that restores the page's own `document.cookie`
 */
export function keepCookiesIn(storage: CookieStorage): () => void {
  Object.defineProperty(document, 'cookie', {
    configurable: true,
    get: () => [...read(storage)].map(([name, [value]]) => `${name}=${value}`).join('; '),
    set: (text: unknown) => write(storage, String(text)),
  });
  return () => void Reflect.deleteProperty(document, 'cookie');
}

/** The cookies that have not expired. */
function read(storage: CookieStorage): Map<string, Stored> {
  try {
    const stored = JSON.parse(storage.getItem(KEY) ?? '[]') as [string, Stored][];
    return new Map(stored.filter(([, [, endsAt]]) => endsAt === null || endsAt > Date.now()));
  } catch {
    // The stored value is not ours.
    return new Map();
  }
}

function write(storage: CookieStorage, text: string): void {
  const [pair = '', ...attributes] = text.split(';');
  const [name = '', ...value] = pair.split('=');
  const maxAge = attributes.map((one) => /^\s*max-age\s*=\s*(-?\d+)\s*$/i.exec(one)?.[1]).find(Boolean);
  const cookies = read(storage);
  cookies.set(name.trim(), [value.join('=').trim(), maxAge === undefined ? null : Date.now() + Number(maxAge) * 1000]);
  storage.setItem(KEY, JSON.stringify([...cookies].filter(([, [, endsAt]]) => endsAt === null || endsAt > Date.now())));
}
