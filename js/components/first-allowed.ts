// Chooses the redirect URL that a component passes to `setActive`.

import type { MayNavigateTo } from '../navigation.js';

/** Returns the first defined URL to which the page may navigate. */
export function firstAllowed(
  mayNavigateTo: MayNavigateTo,
  urls: readonly (string | null | undefined)[],
): string | undefined {
  // Untyped callers may pass anything.
  return urls.find((url): url is string => typeof url === 'string' && mayNavigateTo(url));
}
