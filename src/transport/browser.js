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

/** The id of the client's session that is wanted, else, where any will do, of the first that is signed in. */
export function session(client, wanted, any) {
  const signedIn = [client.sessions].flat().filter((one) => one?.status === 'active' || one?.status === 'pending');
  return (signedIn.find(({ id }) => id === wanted) ?? (any ? signedIn[0] : undefined))?.id;
}

/** The rows of a page that are sought (`field`, a role or nothing, then a value on each line), or undefined. */
export function find(page, sought) {
  const [field, role, ...values] = sought.split('\n');
  const same = (a, b) => String(a).trim().toLowerCase() === b.trim().toLowerCase();
  const rows = [page.data ?? []].flat().filter((row) => !role || row?.role === role);
  const found = values.map((value) => rows.find((row) => same(row?.[field], value)));
  return found.every(Boolean) ? found : undefined;
}

// What may be told of a request: its query holds the session and the dev browser, its form whatever the caller said.
function described(requestId, url, method) {
  const { pathname, searchParams: query } = new URL(url);
  return {
    requestId,
    method: query.get('_method') ?? method,
    path: pathname.slice(pathname.lastIndexOf('/v1/')),
    attempt: Number(query.get('_clerk_retry_attempt') ?? 0) + 1,
  };
}

/** Waits before a request is sent again. */
export function wait(id, url, get, waitMs, observed) {
  observed?.('retry', { ...described(id, url, get ? 'GET' : 'POST'), waitMs });
  return new Promise((wake) => setTimeout(wake, waitMs));
}

/** What ends a request. */
export const ending = () => new AbortController();

const TIME_LIMIT_MS = 30_000;

/**
 * Sends a request and reads its answer as JSON: `[response, read, body]`, where a body that could not be read is what
 * was thrown over it. Rejects when there is no answer, also where a replaced `fetch` never looks at its signal.
 */
export async function exchange(id, url, get, bare, body, ending, observed) {
  const { signal } = ending;
  const method = get ? 'GET' : 'POST';
  const init = { method, signal };
  // Such a request needs no CORS preflight; the content type is there with or without a body, as clerk-js sends it.
  if (!bare) init.credentials = 'include';
  if (!get && !bare) init.headers = { 'content-type': 'application/x-www-form-urlencoded' };
  if (body) init.body = body;
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  limit.addEventListener('abort', () => ending.abort(limit.reason));
  const ended = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  // Also after the end, when nobody listens any more.
  ended.catch(() => {});
  const started = performance.now();
  const tell = (event, details) =>
    observed?.(event, { ...described(id, url, method), ...details, durationMs: performance.now() - started });
  observed?.('request', described(id, url, method));
  try {
    const response = await Promise.race([fetch(url, init), ended]);
    // A status of 0 is that of `Response.error()`.
    if (!(response instanceof Response && response.status)) throw new TypeError('fetch gave no Response.');
    let answer;
    try {
      answer = [response, true, await Promise.race([response.json(), ended])];
    } catch (error) {
      if (signal.aborted) throw error;
      answer = [response, false, error];
    }
    tell('response', { status: response.status });
    return answer;
  } catch (error) {
    tell('error', { error });
    throw error;
  }
}

/** The seconds of a `Retry-After`, which may also be a date; undefined for what is neither. */
export function retryAfter(header) {
  const digits = /^\s*\d+\s*$/.test(header);
  // Some read a mere "soon 7" as a date.
  const date = /^\w{3}, \d/.test(header) ? Date.parse(header) : NaN;
  const seconds = digits ? Number(header) : Math.ceil((date - Date.now()) / 1000);
  return isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), 2 ** 32 - 1);
}

/** False only where the host says that it has no network. */
export const online = () => globalThis.navigator?.onLine !== false;
