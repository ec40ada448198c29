// Calls that are one.

import { bounded } from './wasm/clerk_organization.js';

/** Equal calls that overlap share one request. Each of them may be ended by itself; the request ends with the last. */
export class Sharing {
  #running = new Map();

  call(key, options, send) {
    return bounded(options, async (ended) => {
      let one = this.#running.get(key);
      if (!one) {
        const ending = new AbortController();
        one = { ending, callers: 0, promise: bounded({ signal: ending.signal }, send) };
        this.#running.set(key, one);
      }
      one.callers += 1;
      try {
        return await (ended ? Promise.race([one.promise, ended]) : one.promise);
      } finally {
        one.callers -= 1;
        if (!one.callers) {
          if (this.#running.get(key) === one) this.forget(key);
          one.promise.catch(() => {});
          one.ending.abort();
        }
      }
    });
  }

  /** Calls from now on share another request than the one that is under way. */
  forget(key) {
    this.#running.delete(key);
  }
}
