// The arguments of callers: params, and `{ signal, timeoutMs }`, the options of every call.

import { invalidParam, runtimeError } from './errors.js';
import type { CallOptions } from './types.js';

/** The error for an aborted call: the reason itself if it is an error. */
function aborted(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  return Object.assign(runtimeError('aborted', 'The call was aborted.', reason), { name: 'AbortError' });
}

/**
 * Copies an argument, because the caller may change its object and the arrays in it while the code of the call is fetched.
 * Only plain objects are copied.
 */
export function copyOf<T>(given: T): T {
  if ((given as object | null | undefined)?.constructor !== Object) return given;
  const members = Object.entries(given as object).map(([name, value]: [string, unknown]) => [name, Array.isArray(value) ? value.slice() : value]);
  return Object.fromEntries(members) as T;
}

/** The caller's signal. Undefined for anything else, for example the event of a click handler. */
export const signalOf = (options: CallOptions | null | undefined): AbortSignal | undefined =>
  typeof options?.signal?.addEventListener === 'function' ? options.signal : undefined;

/** Like {@link withSignal}, but the call rejects with that error at once, at any step. */
export const withCallOptions = <T>(
  options: CallOptions | null | undefined,
  send: (signal: AbortSignal | undefined) => T | Promise<T>,
): Promise<T> =>
  withSignal(options, (signal) => {
    if (!signal) return send(undefined);
    const ended = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return Promise.race([send(signal), ended]);
  });

/**
 * Runs a call with its options. `run` gets a signal that aborts when the call must end, with the error for the caller as its
 * reason. The signal is undefined if nothing can end the call.
 */
export async function withSignal<T>(
  options: CallOptions | null | undefined,
  run: (signal: AbortSignal | undefined) => T | Promise<T>,
): Promise<T> {
  const { timeoutMs } = options ?? {};
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs >= 0)) {
    throw invalidParam('timeoutMs', 'must be a number of milliseconds');
  }
  const given = signalOf(options);
  if (given?.aborted) throw aborted(given.reason);
  if (!given && timeoutMs === undefined) return run(undefined);

  const controller = new AbortController();
  const abort = () => controller.abort(aborted(given?.reason));
  given?.addEventListener('abort', abort);
  const timeout = () => controller.abort(runtimeError('timeout', `The call took longer than ${timeoutMs} ms.`));
  // A timer takes at most 31 bits, so a longer limit counts as no limit.
  const timer = timeoutMs !== undefined && timeoutMs < 2 ** 31 ? setTimeout(timeout, timeoutMs) : undefined;
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    given?.removeEventListener('abort', abort);
  }
}
