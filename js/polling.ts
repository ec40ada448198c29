// A page that stays open: the session's cookie is kept fresh for the app's own server, and Clerk is told that the page has
// the focus. As in clerk-js 6.40: the same times, the same requests.

import type { ClerkContext } from './context.js';
import { pollDelay } from './wasm.js';

/** How often a focus is sent to Clerk if there is only one session. */
const TOUCH_INTERVAL_MS = 5000;

/** Polls until the background ends. */
export function startPolling({ clerk, background, loadOptions }: ClerkContext): void {
  const signal = background?.closing.signal;
  if (!signal) return;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout>;
  // Renews a token that is about to expire; asking for one that is not takes no request.
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

/** The page got the focus. */
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
