// The background work of an open page: it renews the session's cookie for the app's own server, and reports to Clerk that the
// page has the focus. Times and requests are those of clerk-js 6.40.

import type { ClerkContext } from './context.js';
import { pollDelay } from './wasm.js';

/** The delay until an open page first checks its token, which is valid for a minute. */
const FIRST_POLL_MS = 30_000;

/** The shortest interval between two reports of the focus to Clerk, if there is only one session. */
const TOUCH_INTERVAL_MS = 5000;

/** The signals that end the polling of the clients that poll. */
const polled = new WeakSet<AbortSignal>();

/** Polls until `clerk.close()`. Later calls do nothing. */
export function startPolling({ clerk, background, loadOptions }: ClerkContext): void {
  const signal = background?.closing.signal;
  if (!signal || polled.has(signal)) return;
  polled.add(signal);
  let failures = 0;
  // Renews a token that is about to expire. While the cached one is valid, this sends no request.
  const poll = async () => {
    try {
      if (loadOptions.polling ?? true) await clerk.session?.getToken({ signal });
      failures = 0;
    } catch {
      failures += 1;
    }
    if (!signal.aborted) timer = setTimeout(poll, pollDelay(document.hasFocus(), failures));
  };
  let timer = setTimeout(poll, FIRST_POLL_MS);
  signal.addEventListener('abort', () => clearTimeout(timer));
}

const touchedAt = new WeakMap<object, number>();

/** Called when the page gets the focus. */
export async function onFocus(context: ClerkContext): Promise<void> {
  const { clerk, loadOptions, wasm, withAccount } = context;
  // Polling has not started yet if this chunk could not be fetched before.
  if (loadOptions.polling ?? true) startPolling(context);
  const { client, session } = clerk;
  // Another tab with another active organization may have written the cookie.
  wasm.now('takeOverCookies');
  const now = performance.now();
  const isTooSoon = client?.sessions.length === 1 && now - (touchedAt.get(clerk) ?? -Infinity) < TOUCH_INTERVAL_MS;
  if (!session || isTooSoon || !(loadOptions.touchSession ?? true)) return;
  touchedAt.set(clerk, now);
  await withAccount((account, context) => account.touch(context, session, 'focus'));
}
