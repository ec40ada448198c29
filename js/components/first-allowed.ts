// Which of several redirect URLs a component passes to `setActive`.

import type { MayNavigateTo } from '../navigation.js';

/** Returns the first of these URLs that is given and may be navigated to. */
export function firstAllowed(
  mayNavigateTo: MayNavigateTo,
  urls: readonly (string | null | undefined)[],
): string | undefined {
  // Untyped callers may pass anything.
  return urls.find((url): url is string => typeof url === 'string' && mayNavigateTo(url));
}
