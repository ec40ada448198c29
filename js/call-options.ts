// `{ signal, timeoutMs }`, which every call takes beside its parameters.

import { invalidParam, runtimeError } from './errors.js';
import type { CallOptions } from './types.js';
import type { Ended } from './wasm.js';

/** The error for an aborted call: the reason itself when it is an error. */
function aborted(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  return Object.assign(runtimeError('aborted', 'The call was aborted.', reason), { name: 'AbortError' });
}

/**
 * Runs a call within its options. `send` gets a Promise that rejects when the call is to end, or undefined when nothing can
 * end it.
 */
export async function withCallOptions<T>(options: CallOptions | undefined, send: (ended: Ended) => T | Promise<T>): Promise<T> {
  const { signal, timeoutMs } = options ?? {};
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs >= 0)) {
    throw invalidParam('timeoutMs', 'must be a number of milliseconds');
  }
  // Anything else is no signal: an event that a handler passed on, for example.
  const abortable = typeof signal?.addEventListener === 'function' ? signal : undefined;
  if (abortable?.aborted) throw aborted(abortable.reason);
  if (!abortable && timeoutMs === undefined) return send(undefined);

  let end!: (error?: Error) => void;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ended = new Promise<never>((_, reject) => (end = reject));
  // The call may have settled before.
  ended.catch(() => {});
  const abort = () => end(aborted(abortable?.reason));
  abortable?.addEventListener('abort', abort);
  // A timer holds 31 bits; a longer limit than that is none.
  if (timeoutMs !== undefined && timeoutMs < 2 ** 31) {
    timer = setTimeout(() => end(runtimeError('timeout', `The call took longer than ${timeoutMs} ms.`)), timeoutMs);
  }
  try {
    return await send(ended);
  } finally {
    clearTimeout(timer);
    abortable?.removeEventListener('abort', abort);
    // Releases what still waits for it.
    end();
  }
}
