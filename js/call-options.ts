// `{ signal, timeoutMs }`, which every call takes beside its parameters.

import { invalidParam, runtimeError } from './errors.js';
import type { CallOptions } from './types.js';

/** The error for an aborted call: the reason itself if it is an error. */
function aborted(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  return Object.assign(runtimeError('aborted', 'The call was aborted.', reason), { name: 'AbortError' });
}

/**
 * Runs a call within its options. `send` gets a signal that aborts when the call is to end, with the error for the caller as
 * its reason; undefined if nothing can end the call. The call rejects with that error wherever it stands.
 */
export async function withCallOptions<T>(
  options: CallOptions | undefined,
  send: (signal: AbortSignal | undefined) => T | Promise<T>,
): Promise<T> {
  const { signal, timeoutMs } = options ?? {};
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs >= 0)) {
    throw invalidParam('timeoutMs', 'must be a number of milliseconds');
  }
  // Anything else is no signal: an event that a handler passed on, for example.
  const given = typeof signal?.addEventListener === 'function' ? signal : undefined;
  if (given?.aborted) throw aborted(given.reason);
  if (!given && timeoutMs === undefined) return send(undefined);

  const controller = new AbortController();
  const abort = () => controller.abort(aborted(given?.reason));
  given?.addEventListener('abort', abort);
  const timeout = () => controller.abort(runtimeError('timeout', `The call took longer than ${timeoutMs} ms.`));
  // A timer holds 31 bits; a longer limit is no limit.
  const timer = timeoutMs !== undefined && timeoutMs < 2 ** 31 ? setTimeout(timeout, timeoutMs) : undefined;
  const ended = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason));
  });
  try {
    return await Promise.race([send(controller.signal), ended]);
  } finally {
    clearTimeout(timer);
    given?.removeEventListener('abort', abort);
  }
}
