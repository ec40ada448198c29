// The background work of an open page: it renews the session's cookie for the app's own server, and reports to Clerk that the
// page has the focus. Times and requests are those of clerk-js 6.40.

import type { ClerkContext } from './context.js';
import { pollDelay } from './wasm.js';

/** How often a focus is sent to Clerk if there is only one session. */
const TOUCH_INTERVAL_MS = 5000;

/** Polls until `clerk.close()`. */
export function startPolling({ clerk, background, loadOptions }: ClerkContext): void {
  const signal = background?.closing.signal;
  if (!signal) return;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout>;
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
  signal.addEventListener('abort', () => clearTimeout(timer));
  void poll();
}

const touchedAt = new WeakMap<object, number>();

/** Called when the page gets the focus. */
export async function onFocus(context: ClerkContext): Promise<void> {
  const { clerk, loadOptions, wasm, withAccount } = context;
  const { client, session } = clerk;
  // Another tab, in which another organization is active, may have written the cookie.
  wasm.now('writeCookies');
  const now = performance.now();
  const isTooSoon = client?.sessions.length === 1 && now - (touchedAt.get(clerk) ?? -Infinity) < TOUCH_INTERVAL_MS;
  if (!session || isTooSoon || !(loadOptions.touchSession ?? true)) return;
  touchedAt.set(clerk, now);
  await withAccount((account, context) => account.touch(context, session, 'focus'));
}
