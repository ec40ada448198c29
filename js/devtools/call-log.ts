// The calls and requests that the panel shows. The SDK reports each attempt, its outcome and each retry (`clerk.on`). Bodies
// are read at `fetch`, because the SDK's events do not contain them.

import type { Clerk, ClerkEvents, RequestDetails } from 'clerk-organization';

import { redactJson, redactPairs } from './redact.js';
import type { Entry, RecordedCall, Sending } from './types.js';

const LIMIT = 60;
const BACKGROUND = '// sent by no recorded call:\n// lists, tokens and tabs keep themselves current';

/** Whether a request failed. */
export const isBad = ({ status, failure }: Sending): boolean => failure !== undefined || (status ?? 0) >= 400;

/** The log: the newest entry is the first. */
export class CallLog {
  entries: Entry[] = [];
  readonly #listeners = new Set<(entry?: Entry) => void>();
  /** Whether the app records its calls. Requests that belong to no recorded call are then shown as secondary. */
  #isRecording = false;
  /** The request for which `fetch` is called next. */
  #leaving: Sending | undefined;
  readonly #send: typeof fetch;

  /** @param send the page's `fetch` */
  constructor(send: typeof fetch) {
    this.#send = send;
  }

  /** Calls `listener` after each change of an entry, or of the list of entries. */
  subscribe(listener: (entry?: Entry) => void): void {
    this.#listeners.add(listener);
  }

  /** See {@link Devtools.record}. */
  async record<T>(call: RecordedCall, start: () => T | Promise<T>): Promise<T> {
    this.#isRecording = true;
    const entry = this.#add(call);
    try {
      const value = await start();
      entry.result = { value };
      entry.state = 'done';
      return value;
    } catch (error) {
      entry.error = error;
      entry.state = 'failed';
      throw error;
    } finally {
      entry.durationMs = performance.now() - entry.startedAt;
      this.#changed(entry);
    }
  }

  /** Logs the requests of `clerk`. Returns a function that stops logging. */
  follow(clerk: Clerk): () => void {
    const observers: { [Event in 'request' | 'response' | 'error' | 'retry']: (details: ClerkEvents[Event]) => void } = {
      request: (details) => this.#sent(clerk, details),
      response: ({ requestId, status, durationMs }) => this.#came(clerk, requestId, { status, durationMs }),
      error: ({ requestId, error, durationMs }) => this.#came(clerk, requestId, { failure: String(error), durationMs }),
      retry: ({ requestId, waitMs }) => this.#came(clerk, requestId, { waitMs }),
    };
    const { request, response, error, retry } = observers;
    const ends = [clerk.on('request', request), clerk.on('response', response), clerk.on('error', error), clerk.on('retry', retry)];
    return () => ends.forEach((end) => end());
  }

  /** Removes the finished entries. */
  clear(): void {
    this.entries = this.entries.filter(({ state }) => state === 'open');
    this.#changed();
  }

  #add(about: RecordedCall & Pick<Entry, 'line'>): Entry {
    const entry: Entry = { ...about, state: 'open', startedAt: performance.now(), requests: [] };
    this.entries.unshift(entry);
    this.entries.length = Math.min(this.entries.length, LIMIT);
    this.#changed(entry);
    return entry;
  }

  #changed(entry?: Entry): void {
    for (const listener of this.#listeners) listener(entry);
  }

  #sent(clerk: Clerk, { requestId, method, path, attempt }: RequestDetails): void {
    const former = this.#latest(clerk, requestId);
    if (former) former.isRepeated = true;
    const entry = former?.entry ?? this.#owner(`${method} ${path}`);
    this.#leaving = { entry, clerk, requestId, method, path, attempt, query: [], form: [] };
    entry.requests.push(this.#leaving);
    this.#settle(entry);
  }

  #came(clerk: Clerk, requestId: number, outcome: Partial<Sending>): void {
    const request = this.#latest(clerk, requestId);
    // The entry may have been dropped in favour of newer ones.
    if (request) this.#settle(Object.assign(request, outcome).entry);
  }

  /** The last attempt of a request. */
  #latest(clerk: Clerk, requestId: number): Sending | undefined {
    const isIt = (one: Sending) => one.clerk === clerk && one.requestId === requestId;
    return this.entries.flatMap(({ requests }) => requests.filter(isIt)).at(-1);
  }

  // The recorded call that sends such requests, or one that got a failure and now looks its change up or requests a new token.
  // Equal requests of no recorded call share an entry if they overlap.
  #owner(line: string): Entry {
    const open = this.entries.filter(({ state }) => state === 'open');
    const first = ({ requests }: Entry) => requests.filter(({ attempt }) => attempt === 1).length;
    return (
      open.find((entry) => entry.sends?.test(line) && first(entry) < (entry.times ?? Infinity)) ??
      open.find(({ sends, requests }) => sends && requests.some(isBad)) ??
      open.find((entry) => entry.line === line) ??
      this.#add({ name: '', line, code: this.#isRecording ? BACKGROUND : '', aside: this.#isRecording })
    );
  }

  /** Finishes an entry of no recorded call when all its requests are answered. */
  #settle(entry: Entry): void {
    const { line, requests, startedAt } = entry;
    if (line !== undefined) {
      const last = requests.filter(({ isRepeated }) => !isRepeated);
      const isOpen = last.some(({ durationMs, waitMs }) => durationMs === undefined || waitMs !== undefined);
      const name = line.replace(/\/v1\/.*(?=\/)/, '…');
      entry.name = last.length > 1 ? `${name} × ${last.length}` : name;
      const isFailed = last.some(isBad);
      entry.state =
        isOpen ? 'open'
        : isFailed ? 'failed'
        : 'done';
      if (isOpen) delete entry.durationMs;
      else entry.durationMs = performance.now() - startedAt;
    }
    this.#changed(entry);
  }

  /** Replaces the page's `fetch`: sends the same request. The SDK reports a request right before it calls this. */
  fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = this.#leaving;
    this.#leaving = undefined;
    if (!request) return this.#send(input, init);
    const url = input instanceof Request ? input.url : input;
    request.query = redactPairs(new URL(url, document.baseURI).searchParams);
    request.form = redactPairs(formOf(init?.body));
    this.#changed(request.entry);
    const response = await this.#send(input, init);
    // Copied before the SDK reads the answer, because the SDK then aborts the request and with it every copy.
    await this.#read(response.clone(), request);
    return response;
  };

  async #read(response: Response, request: Sending): Promise<void> {
    const type = response.headers.get('content-type') ?? '';
    try {
      const text = await response.text();
      if (/json/.test(type)) request.body = { json: redactJson(JSON.parse(text), request.path) };
      else request.text = /^text\/(html|plain)/.test(type) ? text : `${type || 'nothing'}, ${text.length} characters`;
    } catch (error) {
      request.text = `The body could not be read. ${error}`;
    }
  }
}

function formOf(body: BodyInit | null | undefined): Iterable<[string, unknown]> {
  if (body instanceof FormData || body instanceof URLSearchParams) return body;
  return typeof body === 'string' ? new URLSearchParams(body) : [];
}
