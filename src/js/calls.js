// What a caller may say about a call beside its params, and calls that are one.

import { failed, invalid } from './errors.js';

/** The error for a call that its caller ended: the reason itself where it is an error. */
function aborted(reason) {
  if (reason instanceof Error) return reason;
  return Object.assign(failed('aborted', 'The call was aborted.', reason), { name: 'AbortError' });
}

/**
 * Runs a call within `{ signal, timeoutMs }`. `send` gets a Promise that rejects when the call is to end, or undefined
 * when nothing can end it.
 */
export async function bounded(options, send) {
  const { signal, timeoutMs } = options ?? {};
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs >= 0)) {
    throw invalid('timeoutMs', 'must be a number of milliseconds');
  }
  // Anything else is no signal: an event that a handler passed on, for example.
  const listened = typeof signal?.addEventListener === 'function' ? signal : undefined;
  if (listened?.aborted) throw aborted(listened.reason);
  if (!listened && timeoutMs === undefined) return send();

  let end, timer;
  const ended = new Promise((_, reject) => (end = reject));
  // Nobody may listen any more when it comes.
  ended.catch(() => {});
  const abort = () => end(aborted(listened.reason));
  listened?.addEventListener('abort', abort);
  // A timer takes no more than 31 bits, and what is longer than that ends no call.
  if (timeoutMs < 2 ** 31) {
    timer = setTimeout(() => end(failed('timeout', `The call took longer than ${timeoutMs} ms.`)), timeoutMs);
  }
  try {
    return await send(ended);
  } finally {
    clearTimeout(timer);
    listened?.removeEventListener('abort', abort);
    // Lets go of who waits for it.
    end();
  }
}

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
