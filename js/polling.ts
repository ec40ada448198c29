// A page that stays open: the session's cookie is kept fresh for the app's own server, and Clerk is told when the page is
// looked at again. As in clerk-js 6.40: the same times, the same requests.

const POLL_MS = 1500;
/** Where the page has no focus. */
const UNFOCUSED_POLL_MS = 5000;
/** A server that fails is asked ever less often. */
const LONGEST_POLL_MS = 60_000;
/** How often Clerk is told of a focus, where there is only one session. */
const TOUCH_MS = 5000;

const tended = new WeakMap();

/** Begins to poll, unless that has begun; `event` is a focus of the page, if there was one. */
export async function tend(inside, event) {
  const { clerk, options } = inside;
  if (!tended.has(clerk)) {
    tended.set(clerk, { touchedAt: -Infinity });
    if (options?.polling ?? true) poll(inside);
  }
  if (event) await focused(inside, tended.get(clerk));
}

// A token that is about to end is renewed; asking for one that is not takes no request.
function poll(inside, failures = 0) {
  const again = (failures) => {
    const ms = (document.hasFocus() ? POLL_MS : UNFOCUSED_POLL_MS) * 2 ** failures;
    setTimeout(() => poll(inside, failures), Math.min(ms, LONGEST_POLL_MS));
  };
  Promise.resolve(inside.clerk.session?.getToken()).then(
    () => again(0),
    () => again(failures + 1),
  );
}

async function focused(inside, state) {
  const { clerk, options, act, obtained } = inside;
  // Another tab, where another organization is active, may have written the cookie.
  obtained();
  const now = performance.now();
  const soon = clerk.client.sessions.length === 1 && now - state.touchedAt < TOUCH_MS;
  if (!clerk.session || soon || !(options?.touchSession ?? true)) return;
  state.touchedAt = now;
  await act('touch', clerk.session, 'focus');
}
