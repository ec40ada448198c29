// What Rust calls of the host, in windows, workers and Node alike: a place that lacks something behaves as if it were off.

export { devBrowser, rememberDevBrowser } from './cookies.js';
export { invalidParam as invalid, responseError as refused } from './errors.js';

import { runtimeError } from './errors.js';
import type { ClerkRuntimeError } from './errors.js';
import type { Json } from './json.js';
import type { ClerkRuntimeErrorCode, RequestDetails } from './types.js';

type Observer = ((event: string, details: object) => void) | undefined;

/** The error for a request (`VERB path`) without a valid answer. */
export const unanswered = (code: ClerkRuntimeErrorCode, message: string, cause: unknown, request: string): ClerkRuntimeError =>
  runtimeError(code, message, cause).ofRequest(request);

/** The member at a path of names; undefined when something on the way is not an object. */
export const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce((value, name) => (typeof value === 'object' ? (value as Json | null)?.[name] : undefined), value) ??
  undefined;

/** The same, unless it is not a string. */
export function textAt(value: unknown, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** Whether there is a member of that name. */
export const has = (value: unknown, name: string): boolean => typeof value === 'object' && value !== null && name in value;

/** A session or an invitation. */
type Row = Json | null | undefined;

/** The rows of a list; a server may send anything in its place. */
const rowsOf = (list: unknown): Row[] => [list ?? []].flat(2) as Row[];

/** The id of the wanted session, or, with `any`, of the first that is signed in. */
export function session(client: Json, wanted: string | undefined, any: boolean): unknown {
  const signedIn = rowsOf(client['sessions']).filter((one) => one?.['status'] === 'active' || one?.['status'] === 'pending');
  return (signedIn.find((one) => one?.['id'] === wanted) ?? (any ? signedIn[0] : undefined))?.['id'];
}

/** The rows of a page that `sought` names (a field, a role or nothing, then a value on each line), or undefined. */
export function find(page: Json, sought: string): Row[] | undefined {
  const [field = '', role, ...values] = sought.split('\n');
  const isSame = (a: unknown, b: string) => String(a).trim().toLowerCase() === b.trim().toLowerCase();
  const rows = rowsOf(page['data']).filter((row) => !role || row?.['role'] === role);
  const found = values.map((value) => rows.find((row) => isSame(row?.[field], value)));
  return found.every(Boolean) ? found : undefined;
}

// The query holds the session and the dev browser, the form what the caller passed: both stay out.
function describe(requestId: number, url: string, method: string): RequestDetails {
  const { pathname, searchParams: query } = new URL(url);
  return {
    requestId,
    method: query.get('_method') ?? method,
    path: pathname.slice(pathname.lastIndexOf('/v1/')),
    attempt: Number(query.get('_clerk_retry_attempt') ?? 0) + 1,
  };
}

/** Waits before a request is sent again. */
export function wait(id: number, url: string, isGet: boolean, waitMs: number, observer: Observer): Promise<unknown> {
  observer?.('retry', { ...describe(id, url, isGet ? 'GET' : 'POST'), waitMs });
  return new Promise((wake) => setTimeout(wake, waitMs));
}

/** What aborts a request. */
export const ending = (): AbortController => new AbortController();

const TIME_LIMIT_MS = 30_000;

/** The response, whether its body is JSON, and that or the error over it. */
type Exchange = [response: Response, isJson: boolean, body: unknown];

/**
 * Sends a request and reads its answer. Rejects when there is no answer, also when a replaced `fetch` ignores its signal.
 *
 * @param bare without credentials and content type, as for the dev browser
 */
export async function exchange(
  id: number,
  url: string,
  isGet: boolean,
  bare: boolean,
  body: string,
  ending: AbortController,
  observer: Observer,
): Promise<Exchange> {
  const { signal } = ending;
  const method = isGet ? 'GET' : 'POST';
  const init: RequestInit = { method, signal };
  // Such a request needs no CORS preflight; the content type is there with or without a body, as clerk-js sends it.
  if (!bare) init.credentials = 'include';
  if (!isGet && !bare) init.headers = { 'content-type': 'application/x-www-form-urlencoded' };
  if (body) init.body = body;
  // A timer of its own instead of `AbortSignal.timeout`, which some pages lack and which outlives the request.
  const limit = setTimeout(
    () => ending.abort(new DOMException(`No answer within ${TIME_LIMIT_MS} ms.`, 'TimeoutError')),
    TIME_LIMIT_MS,
  );
  const ended = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  // An abort after the answer is nobody's error.
  ended.catch(() => {});
  const started = performance.now();
  const emit = (event: string, details: object) =>
    observer?.(event, { ...describe(id, url, method), ...details, durationMs: performance.now() - started });
  observer?.('request', describe(id, url, method));
  try {
    const response = await Promise.race([fetch(url, init), ended]);
    // A status of 0 is that of `Response.error()`.
    if (!(response instanceof Response && response.status)) throw new TypeError('fetch returned no Response.');
    const answer = await readJson(response, ended, signal);
    emit('response', { status: response.status });
    return answer;
  } catch (error) {
    emit('error', { error });
    throw error;
  } finally {
    clearTimeout(limit);
  }
}

async function readJson(response: Response, ended: Promise<never>, signal: AbortSignal): Promise<Exchange> {
  try {
    return [response, true, await Promise.race([response.json(), ended])];
  } catch (error) {
    if (signal.aborted) throw error;
    return [response, false, error];
  }
}

/** The seconds of a `Retry-After`, which may also be a date; undefined for anything else. */
export function retryAfter(header: string): number | undefined {
  const isNumber = /^\s*\d+\s*$/.test(header);
  // `Date.parse` accepts even "soon 7".
  const date = /^\w{3}, \d/.test(header) ? Date.parse(header) : NaN;
  const seconds = isNumber ? Number(header) : Math.ceil((date - Date.now()) / 1000);
  return isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), 2 ** 32 - 1);
}

/** False only when the host reports that it is offline. */
export const online = (): boolean => globalThis.navigator?.onLine !== false;
