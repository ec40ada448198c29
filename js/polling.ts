// A page that stays open: the session's cookie is kept fresh for the app's own server, and Clerk is told that the page has
// the focus. As in clerk-js 6.40: the same times, the same requests.

import type { ClerkContext } from './context.js';

const POLL_MS = 1500;
/** While the page does not have the focus. */
const UNFOCUSED_POLL_MS = 5000;
/** A server that fails is asked ever less often. */
const LONGEST_POLL_MS = 60_000;
/** How often a focus is sent to Clerk when there is only one session. */
const TOUCH_INTERVAL_MS = 5000;

const touchedAt = new WeakMap<object, number>();

/** Begins to poll, once; `event` is a focus of the page, if there was one. */
export async function startPolling(context: ClerkContext, event: Event | undefined): Promise<void> {
  const { clerk, loadOptions } = context;
  if (!touchedAt.has(clerk)) {
    touchedAt.set(clerk, -Infinity);
    if (loadOptions?.polling ?? true) poll(context);
  }
  if (event) await onFocus(context);
}

// Renews a token that is about to expire; asking for one that is not takes no request.
function poll(context: ClerkContext, failures = 0): void {
  const again = (failures: number) => {
    const ms = (document.hasFocus() ? POLL_MS : UNFOCUSED_POLL_MS) * 2 ** failures;
    setTimeout(() => poll(context, failures), Math.min(ms, LONGEST_POLL_MS));
  };
  Promise.resolve(context.clerk.session?.getToken()).then(
    () => again(0),
    () => again(failures + 1),
  );
}

async function onFocus(context: ClerkContext): Promise<void> {
  const { clerk, loadOptions, withAccount, writeSessionCookies } = context;
  const { client, session } = clerk;
  // Another tab, in which another organization is active, may have written the cookie.
  writeSessionCookies();
  const now = performance.now();
  const isTooSoon = client?.sessions.length === 1 && now - (touchedAt.get(clerk) ?? -Infinity) < TOUCH_INTERVAL_MS;
  if (!session || isTooSoon || !(loadOptions?.touchSession ?? true)) return;
  touchedAt.set(clerk, now);
  await withAccount((account, context) => account.touch(context, session, 'focus'));
}
