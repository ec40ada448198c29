// Leaving the page for another URL. `location.assign('javascript:…')` runs code, and `redirectUrl` often comes from the
// page's own query, so no other file navigates.

/** Returns whether a page may navigate to a URL: `may_navigate_to` in core/src/navigation.rs. */
export type MayNavigateTo = (url: string) => boolean;

/**
 * Navigates to a URL. Does nothing in a worker and in Node, which have no page, like Clerk's client.
 *
 * @param refuse creates the error for a URL that is not allowed
 */
export function navigate(url: string, mayNavigateTo: MayNavigateTo, refuse: () => Error): void {
  if (!mayNavigateTo(url)) throw refuse();
  (globalThis.location as Partial<Location> | undefined)?.assign?.(url);
}
