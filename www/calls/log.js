// Every call to the SDK and the requests that it sent, as the panel shows them. What is sent, what came of it and when
// it is sent again, the SDK tells (`clerk.on`). What was said and answered it keeps to itself: that is seen at `fetch`.

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
   * Runs `start` and records it under a name, with the source that makes the call. Gives and throws what it gives and
   * throws. The requests that are its own fit `sends` (`METHOD path`), `times` of them at most. An `aside` is a call
   * that nobody asked for by hand: it follows from another.
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

  /** Writes down what `clerk` tells of its requests from now on. */
  follow(clerk) {
    clerk.on('request', (told) => this.#sent(told));
    clerk.on('response', (told) => this.#ended(told, { status: told.status }));
    clerk.on('error', (told) => this.#ended(told, { failure: String(told.error) }));
    clerk.on('retry', (told) => this.#willBeRepeated(told));
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

  #sent({ method, path, attempt }) {
    const former = this.#find({ method, path, attempt: attempt - 1 }, ({ dueAt, isRepeated }) => !isRepeated && dueAt);
    if (former) former.isRepeated = true;
    const entry = former?.entry ?? this.#owner(`${method} ${path}`);
    const startedAt = this.#now();
    this.#leaving = { entry, method, path, attempt, startedAt, query: [], form: [] };
    entry.requests.push(this.#leaving);
    this.#judge(entry);
  }

  #ended(told, outcome) {
    const { durationMs: ms } = told;
    const request = this.#find(told, ({ ms, startedAt }) => ms === undefined && startedAt, this.#now() - ms);
    if (!request) return;
    Object.assign(request, outcome, { ms, endedAt: this.#now() });
    this.#judge(request.entry);
  }

  #willBeRepeated(told) {
    const request = this.#find(told, (one) => isBad(one) && !one.dueAt && one.endedAt);
    if (!request) return;
    Object.assign(request, { waitMs: told.waitMs, dueAt: this.#now() + told.waitMs });
    this.#judge(request.entry);
  }

  // Events do not say which of several like requests they are about: it is the one whose moment, of those that
  // `momentOf` has one for, is nearest to `moment`.
  #find({ method, path, attempt }, momentOf, moment = this.#now()) {
    const off = (request) => Math.abs(momentOf(request) - moment);
    return this.entries
      .flatMap(({ requests }) => requests)
      .filter((one) => one.method === method && one.path === path && one.attempt === attempt && momentOf(one))
      .sort((one, other) => off(one) - off(other))[0];
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
      const isOpen = last.some(({ endedAt, dueAt }) => !endedAt || dueAt);
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

  /** Stands in for `fetch`: sends the same request. The SDK tells of a request right before it calls this. */
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
