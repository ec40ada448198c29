// Every call to the SDK and the HTTP requests that it sent, as the panel shows them. The log watches `fetch` from
// outside, which any app can do; the SDK does not know of it.

import { redactJson, redactPairs } from './redact.js';

const LIMIT = 60;
const UNASKED = { code: '// sent without a call', aside: true };

export class CallLog extends EventTarget {
  /** Newest first. */
  entries = [];
  #open = new Set();
  #starting = null;
  #turn = Promise.resolve();
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
   * throws. An `aside` is a call that nobody asked for by hand: it follows from another.
   */
  async call({ name, code, aside = false }, start) {
    const entry = await this.#begin({ name, code, aside });
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
      this.#open.delete(entry);
      this.#changed(entry);
    }
  }

  // One call starts per turn of the event loop: what is sent within that turn was sent by it.
  async #begin(about) {
    const before = this.#turn;
    let over;
    this.#turn = new Promise((resolve) => (over = resolve));
    await before;
    const entry = this.#add(about);
    this.#open.add(entry);
    this.#starting = entry;
    setTimeout(() => {
      this.#starting = null;
      over();
    });
    return entry;
  }

  #add(about) {
    const entry = { ...about, state: 'open', startedAt: this.#now(), ms: undefined, requests: [] };
    this.entries.unshift(entry);
    this.entries.length = Math.min(this.entries.length, LIMIT);
    this.#changed(entry);
    return entry;
  }

  clear() {
    this.entries = this.entries.filter((entry) => entry.state === 'open');
    this.#changed();
  }

  #changed(entry) {
    this.dispatchEvent(new CustomEvent('change', { detail: entry }));
  }

  /** Stands in for `fetch`: sends the same request, and writes down what was asked and answered. */
  fetch = async (input, init = {}) => {
    const request = this.#describe(input, init);
    const entry = this.#owner(request);
    entry.requests.push(request);
    this.#changed(entry);
    const startedAt = this.#now();
    try {
      const response = await this.#send(input, init);
      request.status = response.status;
      // Before the SDK has it: once it has read the answer it ends the request, and with it every copy.
      await this.#read(response.clone(), request, entry);
      return response;
    } catch (error) {
      request.failure = `${error?.name ?? 'Error'}: ${error?.message ?? error}`;
      throw error;
    } finally {
      request.ms = this.#now() - startedAt;
      if (entry.code === UNASKED.code)
        Object.assign(entry, { state: request.status < 400 ? 'done' : 'failed', ms: request.ms });
      this.#changed(entry);
    }
  };

  #describe(input, { method = 'GET', body }) {
    const url = new URL(input instanceof Request ? input.url : input, document.baseURI);
    const form = typeof body === 'string' || body instanceof URLSearchParams ? new URLSearchParams(body) : [];
    return { method, path: url.pathname, query: redactPairs(url.searchParams), form: redactPairs(form) };
  }

  // A second attempt at something comes after a pause: it belongs to the call whose first attempt had no answer.
  #owner({ method, path }) {
    const again = ({ requests }) =>
      requests.some((sent) => sent.failure && sent.method === method && sent.path === path);
    const open = [...this.#open];
    return (
      this.#starting ??
      open.find(again) ??
      (open.length === 1 ? open[0] : this.#add({ ...UNASKED, name: `${method} ${path}` }))
    );
  }

  async #read(response, request, entry) {
    const type = response.headers.get('content-type') ?? '';
    try {
      if (/json/.test(type)) request.body = redactJson(JSON.parse(await response.text()), request.path);
      else if (/^text\/(html|plain)/.test(type)) request.text = await response.text();
      else request.text = `${type || 'nothing'}, ${response.headers.get('content-length') ?? 'unknown'} bytes`;
    } catch (error) {
      request.failure = `The body could not be read. ${error.name}: ${error.message}`;
    }
    this.#changed(entry);
  }
}
