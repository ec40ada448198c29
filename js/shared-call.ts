// Equal calls that overlap share one request.

import { withCallOptions } from './call-options.js';
import type { CallOptions } from './types.js';
import type { Ended } from './wasm.js';

interface Running<T> {
  readonly controller: AbortController;
  readonly promise: Promise<T>;
  callers: number;
}

/** Calls by key. Each caller may abort by itself; the request is aborted with the last. */
export class SharedCalls<T> {
  #running = new Map<string, Running<T>>();

  call(key: string, options: CallOptions | undefined, send: (ended: Ended) => Promise<T>): Promise<T> {
    return withCallOptions(options, async (ended) => {
      const running = this.#running.get(key) ?? this.#start(key, send);
      running.callers += 1;
      try {
        return await (ended ? Promise.race([running.promise, ended]) : running.promise);
      } finally {
        running.callers -= 1;
        if (!running.callers) {
          if (this.#running.get(key) === running) this.forget(key);
          running.promise.catch(() => {});
          running.controller.abort();
        }
      }
    });
  }

  #start(key: string, send: (ended: Ended) => Promise<T>): Running<T> {
    const controller = new AbortController();
    const running = { controller, callers: 0, promise: withCallOptions({ signal: controller.signal }, send) };
    this.#running.set(key, running);
    return running;
  }

  /** Later calls do not share the request that runs now. */
  forget(key: string): void {
    this.#running.delete(key);
  }
}
