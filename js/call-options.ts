// What a caller may say about a call beside its params.

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
