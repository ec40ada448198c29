// The functions of the browser that the wasm module calls (src/host/javascript.rs is the other side): requests, timers,
// cookies, and reading values. They work in windows, workers and Node: a missing feature behaves as if it were disabled.
//
// The module numbers each operation that takes time, and the answer has that number. An answer to an operation that has ended
// meanwhile is dropped.

import type { ModuleExports } from './glue-types.js';

export { invalidParam, responseError as refusal } from './errors.js';

import { runtimeError as errorOf } from './errors.js';
import type { Json } from './json.js';
import type { ClerkRuntimeErrorCode } from './types.js';

/** The error for a request (`VERB path`) without a valid answer. */
export const runtimeError = (code: ClerkRuntimeErrorCode, message: string, cause: unknown, request: string): Error =>
  errorOf(code, message, cause).ofRequest(request);

/** The listeners of the module: `Listener` of src/js/mod.rs. */
export interface Listener {
  /** Takes the client's JSON and the active session's id. Returns false if the client is invalid. */
  adopt(client: unknown, sessionId: string | undefined): boolean;
  /** Called after that client has become the current one. */
  adopted(): void;
  /** Called at each `request`, `response`, `retry` and `error`. `details` creates the event if there are observers. */
  emit(event: string, details: () => object): void;
}

let module: ModuleExports | undefined;

/** An operation that the module waits for. */
type End = () => void;
const operations = new Map<number, End>();

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}
const waiting = new Map<number, Waiting>();
const numbers = new WeakMap<Promise<unknown>, number>();

/** Sets the instance of the module that gets the answers. */
export function connect(exports: ModuleExports): void {
  module = exports;
}

/** Called after the instance has trapped: rejects every Promise of its calls, and aborts every request. */
export function disconnect(error: Error): void {
  module = undefined;
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
  for (const end of operations.values()) end();
  operations.clear();
}

/** The Promise of a call of the module. */
export function promiseOf(call: number): Promise<unknown> {
  const promise = new Promise((resolve, reject) => waiting.set(call, { resolve, reject }));
  numbers.set(promise, call);
  return promise;
}

/** Settles the Promise of a call. */
export function settle(call: number, isSuccess: boolean, value: unknown): void {
  const settled = waiting.get(call);
  waiting.delete(call);
  if (isSuccess) settled?.resolve(value);
  else settled?.reject(value);
}

/** Ends a call whose result is no longer needed: rejects its Promise with the reason, and aborts its request. */
export function cancel(promise: Promise<unknown>, reason: unknown): void {
  const call = numbers.get(promise);
  if (call === undefined || !waiting.has(call)) return;
  settle(call, false, reason);
  module?.cancel(call);
}

/** Ends an operation that the module no longer waits for. */
export function end(operation: number): void {
  const stop = operations.get(operation);
  operations.delete(operation);
  stop?.();
}

/** Runs `report` unless the operation has ended meanwhile. */
function finish(operation: number, report: (module: ModuleExports) => void): void {
  if (operations.delete(operation) && module) report(module);
}

/** A request in events, without secrets. */
function describe(requestId: number, name: string, retries: number) {
  const [method, path] = name.split(' ');
  return { requestId, method, path, attempt: retries + 1 };
}

/** Waits before a request is sent again. */
export function wait(operation: number, id: number, name: string, retries: number, waitMs: number, listener: Listener): void {
  listener.emit('retry', () => ({ ...describe(id, name, retries - 1), waitMs }));
  const timer = setTimeout(() => finish(operation, (module) => module.waited(operation)), waitMs);
  operations.set(operation, () => clearTimeout(timer));
}

/** Bodies that are not text, by the form that represents each. The browser sets their content type. */
export const uploads = new Map<string, Blob | FormData>();

/** Sends a request and reports its answer. */
export function send(
  operation: number,
  id: number,
  name: string,
  retries: number,
  url: string,
  isGet: boolean,
  withCredentials: boolean,
  contentType: string,
  token: string | undefined,
  body: string | undefined,
  timeLimitMs: number,
  listener: Listener,
): void {
  const controller = new AbortController();
  const { signal } = controller;
  const headers: Record<string, string> = {};
  const upload = uploads.get(body ?? '');
  if (contentType && !upload) headers['content-type'] = contentType;
  if (token) headers['authorization'] = `Bearer ${token}`;
  const init: RequestInit = { method: isGet ? 'GET' : 'POST', headers, signal };
  if (withCredentials) init.credentials = 'include';
  if (body) init.body = upload ?? body;

  const started = performance.now();
  const emit = (event: string, details: object) =>
    listener.emit(event, () => ({ ...describe(id, name, retries), ...details, durationMs: performance.now() - started }));
  const fail = (isTimeout: boolean, error: unknown) =>
    finish(operation, (module) => {
      clearTimeout(limit);
      emit('error', { error });
      module.notAnswered(operation, isTimeout, error);
    });
  // Not `AbortSignal.timeout`, which is missing in some engines and outlives the request.
  const limit = setTimeout(() => {
    const error = new DOMException(`No answer within ${timeLimitMs} ms.`, 'TimeoutError');
    fail(true, error);
    controller.abort(error);
  }, timeLimitMs);
  operations.set(operation, () => {
    clearTimeout(limit);
    controller.abort();
    emit('error', { error: signal.reason });
  });

  listener.emit('request', () => describe(id, name, retries));
  const exchange = async () => {
    let response: Response;
    let isJson = true;
    let json: unknown;
    try {
      response = await fetch(url, init);
      // `Response.error()` has the status 0.
      if (!(response instanceof Response && response.status)) throw new TypeError('fetch returned no Response.');
    } catch (error) {
      return fail(false, error);
    }
    try {
      json = await response.json();
    } catch (error) {
      [isJson, json] = [false, error];
    }
    finish(operation, (module) => {
      clearTimeout(limit);
      const { ok, status, statusText, headers } = response;
      emit('response', { status });
      const date = Date.parse(headers.get('date') ?? '');
      // `Retry-After` has no meaning on a 2xx answer.
      const retryAfter = ok ? NaN : seconds(headers.get('retry-after') ?? '');
      module.answered(operation, status, ok ? null : statusText, retryAfter, date, headers.get('clerk-db-jwt'), isJson, json);
    });
  };
  void exchange();
}

/** The seconds of a `Retry-After`, which can be a date; NaN for anything else. */
function seconds(header: string): number {
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  // `Date.parse` accepts even "soon 7".
  return /^\w{3}, \d/.test(header) ? Math.ceil((Date.parse(header) - Date.now()) / 1000) : NaN;
}

/** False only if the browser reports that it is offline. */
export const isOnline = (): boolean => globalThis.navigator?.onLine !== false;

/** 0 without a document, 1 with the focus, 2 visible, 3 hidden. */
export function tabState(): number {
  const { document } = globalThis;
  if (!document) return 0;
  return document.hasFocus() ? 1 : document.visibilityState === 'visible' ? 2 : 3;
}

export const isHttps = (): boolean => globalThis.location?.protocol === 'https:';

/** `document.cookie`; empty without a document, and in a page that refuses cookies. */
export function readCookies(): string {
  try {
    return globalThis.document?.cookie ?? '';
  } catch {
    return '';
  }
}

/** Assigns to `document.cookie`. */
export function writeCookie(text: string): void {
  try {
    if (globalThis.document) document.cookie = text;
  } catch {
    // The page does not allow cookies.
  }
}

/** The member of an object; undefined for everything else. */
export const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' ? (value as Json | null)?.[name] : undefined;

/** The member at a path of names; undefined if it is null. */
export const at = (value: unknown, path: string): unknown => path.split('.').reduce(member, value) ?? undefined;

/** The kind of a value, by its index in the core's `Kind`: null, boolean, number, text, array, object, anything else. */
export function kindOf(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (Array.isArray(value)) return 4;
  const kind = ['boolean', 'number', 'string', '', 'object'].indexOf(typeof value) + 1;
  return kind || 6;
}

/** Parses JSON in UTF-8 that is encoded in base64, in the URL alphabet; undefined if it is not JSON. */
export function parseBase64(text: string): unknown {
  try {
    const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (byte) => byte.charCodeAt(0));
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** The length of an array; 0 for everything else. */
export const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** A value as JSON; empty if that is impossible. */
export const jsonOf = (value: unknown): string => JSON.stringify(value) ?? '';

/** The names and values of an object's members in one alternating array. */
export const entries = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.entries(value).flat(1) : [];

/**
 * Folds an address: trimmed, in lower case, in form C of Unicode, and with the domain in ASCII. Two texts are the same address
 * if their results are equal.
 */
export function fold(text: string): string {
  const folded = text.trim().toLowerCase().normalize();
  const at = folded.lastIndexOf('@') + 1;
  const domain = folded.slice(at);
  const url = new URL('http://a');
  // Setting an invalid domain changes nothing (URL Standard).
  if (at && /[^\0-~]/.test(domain)) url.hostname = domain;
  return url.hostname === 'a' ? folded : folded.slice(0, at) + url.hostname;
}

/** Whether an object, or each object of an array, has a non-empty string under each of these names. */
export function haveTexts(value: unknown, names: string): boolean {
  const required = names.split(',');
  // Loops instead of closures, which take twice as long for 500 rows.
  for (const row of (Array.isArray(value) ? value : [value]) as (Json | null | undefined)[]) {
    for (const name of required) {
      const text = row?.[name];
      if (typeof text !== 'string' || !text) return false;
    }
  }
  return true;
}

/** A value as text. */
export const display = (value: unknown): string => String(value);
