// Equal calls that overlap share one request.

import { withCallOptions } from './call-options.js';
import type { CallOptions } from './types.js';

interface Running<T> {
  /** Undefined if nothing can end the first caller's call, so that the request is never aborted. */
  readonly controller: AbortController | undefined;
  readonly promise: Promise<T>;
  callers: number;
}

/** Calls by key. Each caller can abort its own call; the last one to abort aborts the request. */
export class SharedCalls<T> {
  #running = new Map<unknown, Running<T>>();

  call(key: unknown, options: CallOptions | undefined, send: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
    return withCallOptions(options, async (signal) => {
      const running = this.#running.get(key) ?? this.#start(key, send, signal ? new AbortController() : undefined);
      running.callers += 1;
      // If the last caller aborts before the answer, the request is aborted.
      const leave = () => {
        running.callers -= 1;
        if (running.callers) return;
        this.#forget(key, running);
        running.controller?.abort(signal?.reason);
      };
      signal?.addEventListener('abort', leave);
      try {
        return await running.promise;
      } finally {
        signal?.removeEventListener('abort', leave);
      }
    });
  }

  #start(
    key: unknown,
    send: (signal: AbortSignal | undefined) => Promise<T>,
    controller: AbortController | undefined,
  ): Running<T> {
    const running: Running<T> = { controller, callers: 0, promise: send(controller?.signal) };
    this.#running.set(key, running);
    const forget = () => this.#forget(key, running);
    running.promise.then(forget, forget);
    return running;
  }

  #forget(key: unknown, running: Running<T>): void {
    if (this.#running.get(key) === running) this.#running.delete(key);
  }
}
