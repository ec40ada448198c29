// What callers pass: params, and `{ signal, timeoutMs }`, the options of every call.

import { invalidParam, runtimeError } from './errors.js';
import type { CallOptions } from './types.js';

/** The error for an aborted call: the reason itself if it is an error. */
function aborted(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  return Object.assign(runtimeError('aborted', 'The call was aborted.', reason), { name: 'AbortError' });
}

/**
 * A copy of what a caller passes: its object, and the arrays in it, may change while the code of the call is fetched. Anything
 * but an object literal stays as it is.
 */
export function copyOf<T>(given: T): T {
  if ((given as object | null | undefined)?.constructor !== Object) return given;
  const members = Object.entries(given as object).map(([name, value]: [string, unknown]) => [name, Array.isArray(value) ? value.slice() : value]);
  return Object.fromEntries(members) as T;
}

/** The caller's signal. Undefined for anything else, for example the event of a click handler. */
export const signalOf = (options: CallOptions | null | undefined): AbortSignal | undefined =>
  typeof options?.signal?.addEventListener === 'function' ? options.signal : undefined;

/** As {@link withSignal}; and the call rejects with that error at once, wherever it stands. */
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
 * Runs a call within its options. `run` gets a signal that aborts when the call is to end, with the error for the caller as
 * its reason; undefined if nothing can end the call.
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
  // A timer holds 31 bits; a longer limit is no limit.
  const timer = timeoutMs !== undefined && timeoutMs < 2 ** 31 ? setTimeout(timeout, timeoutMs) : undefined;
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    given?.removeEventListener('abort', abort);
  }
}
