// Every call to the SDK and the requests that it sent, as the panel shows them. Requests, answers and retries are events of
// the SDK (`clerk.on`), which leave out queries and bodies: those are read at `fetch`.

import { redactJson, redactPairs } from './redact.js';

const LIMIT = 60;
const UNASKED = '// asked for by no call:\n// what is live keeps itself in step';

/** Whether a request came to nothing. */
export const isBad = ({ status, failure }) => Boolean(failure) || status >= 400;

export class CallLog extends EventTarget {
  /** Newest first. */
  entries = [];
  // What `fetch` is about to be called for.
  #leaving;
  #send;
  #now;

  /** @param send the real `fetch` @param now a clock in milliseconds that never goes back */
  constructor(send, now) {
    super();
    this.#send = send;
    this.#now = now;
  }

  /**
   * Runs `start` and records it under a name, with the source that makes the call. Resolves and rejects as `start`
   * does. The requests that are its own fit `sends` (`METHOD path`), `times` of them at most. An `aside` is a call
   * that follows from another one and not from a click.
   */
  async call({ name, code, sends, times = Infinity, aside = false }, start) {
    const entry = this.#add({ name, code, sends, times, aside });
    try {
      entry.result = await start();
      entry.state = 'done';
      return entry.result;
    } catch (error) {
      entry.error = error;
      entry.state = 'failed';
      throw error;
    } finally {
      entry.ms = this.#now() - entry.startedAt;
      this.#changed(entry);
    }
  }

  /** Records the requests of `clerk` from now on. */
  follow(clerk) {
    clerk.on('request', (told) => this.#sent(clerk, told));
    clerk.on('response', (told) => this.#came(clerk, told, { status: told.status, ms: told.durationMs }));
    clerk.on('error', (told) => this.#came(clerk, told, { failure: String(told.error), ms: told.durationMs }));
    clerk.on('retry', (told) => this.#came(clerk, told, { waitMs: told.waitMs }));
  }

  clear() {
    this.entries = this.entries.filter((entry) => entry.state === 'open');
    this.#changed();
  }

  #add(about) {
    const entry = { ...about, state: 'open', startedAt: this.#now(), ms: undefined, requests: [] };
    this.entries.unshift(entry);
    this.entries.length = Math.min(this.entries.length, LIMIT);
    this.#changed(entry);
    return entry;
  }

  #changed(entry) {
    this.dispatchEvent(new CustomEvent('change', { detail: entry }));
  }

  #sent(clerk, { requestId, method, path, attempt }) {
    const former = this.#latest(clerk, requestId);
    if (former) former.isRepeated = true;
    const entry = former?.entry ?? this.#owner(`${method} ${path}`);
    this.#leaving = { entry, clerk, requestId, method, path, attempt, query: [], form: [] };
    entry.requests.push(this.#leaving);
    this.#judge(entry);
  }

  #came(clerk, { requestId }, outcome) {
    const request = this.#latest(clerk, requestId);
    // Its entry may be too old to be kept.
    if (request) this.#judge(Object.assign(request, outcome).entry);
  }

  // The last sending of a request.
  #latest(clerk, requestId) {
    const isIt = (one) => one.clerk === clerk && one.requestId === requestId;
    return this.entries.flatMap(({ requests }) => requests.filter(isIt)).at(-1);
  }

  // The call whose request it is; or one that had a bad answer, and now asks what became of it or for a new token; or
  // none: then those that ask for the same at the same time are one entry.
  #owner(line) {
    const open = this.entries.filter(({ state }) => state === 'open');
    const fresh = ({ requests }) => requests.filter(({ attempt }) => attempt === 1);
    return (
      open.find((entry) => entry.sends?.test(line) && fresh(entry).length < entry.times) ??
      open.find(({ sends, requests }) => sends && requests.some(isBad)) ??
      open.find(({ unasked }) => unasked === line) ??
      this.#add({ name: '', unasked: line, code: UNASKED, aside: true })
    );
  }

  // What was asked for by no call is over when its requests are.
  #judge(entry) {
    const { unasked, requests, startedAt } = entry;
    if (unasked) {
      const last = requests.filter(({ isRepeated }) => !isRepeated);
      const isOpen = last.some(({ ms, waitMs }) => ms === undefined || waitMs !== undefined);
      const name = unasked.replace(/\/v1\/.*(?=\/)/, '…');
      entry.name = last.length > 1 ? `${name} × ${last.length}` : name;
      entry.state =
        isOpen ? 'open'
        : last.some(isBad) ? 'failed'
        : 'done';
      entry.ms = isOpen ? undefined : this.#now() - startedAt;
    }
    this.#changed(entry);
  }

  /** Replaces `fetch`: sends the same request. The SDK emits the event of a request right before it calls this. */
  fetch = async (input, init) => {
    const request = this.#leaving;
    this.#leaving = undefined;
    if (!request) return this.#send(input, init);
    request.query = redactPairs(new URL(input, document.baseURI).searchParams);
    request.form = redactPairs(new URLSearchParams(init?.body ?? ''));
    this.#changed(request.entry);
    const response = await this.#send(input, init);
    // Before the SDK has it: once it has read the answer it ends the request, and with it every copy.
    await this.#read(response.clone(), request);
    return response;
  };

  async #read(response, request) {
    const type = response.headers.get('content-type') ?? '';
    try {
      const text = await response.text();
      if (/json/.test(type)) request.body = redactJson(JSON.parse(text), request.path);
      else request.text = /^text\/(html|plain)/.test(type) ? text : `${type || 'nothing'}, ${text.length} characters`;
    } catch (error) {
      request.text = `The body could not be read. ${error}`;
    }
  }
}
