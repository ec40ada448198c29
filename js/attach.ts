// For an app that runs Clerk's official client: this package's organizations on its session, without a second sign-in.
//
// Both clients read the same cookies (the client's, and a development instance's dev browser), so this client has the same
// session. It follows later changes of the official client.

import { Clerk } from './index.js';
import type { ClerkOptions } from './types.js';

/** The members of Clerk's official client that this entry uses. */
export interface OfficialClerk {
  readonly publishableKey: string;
  readonly proxyUrl?: string;
  readonly domain?: string;
  readonly loaded: boolean;
  load: () => Promise<unknown>;
  readonly session?: { id: string } | null;
  readonly organization?: { id: string } | null;
  addListener: (listener: () => void) => unknown;
}

/**
 * Creates a loaded `Clerk` on the session of Clerk's official client, and loads the official client if necessary. It then
 * follows the official client: another session, another organization, signing out.
 *
 * @param official clerk-js's object, for example `window.Clerk`
 * @param options the options of `new Clerk`; the proxy and the domain of the official client are the defaults
 * @throws {ClerkRuntimeError} as `clerk.load()`
 */
export async function fromClerkJS(official: OfficialClerk, options?: ClerkOptions): Promise<Clerk> {
  if (!official.loaded) await official.load();
  const { publishableKey, proxyUrl, domain } = official;
  const clerk = new Clerk(publishableKey, { proxyUrl: proxyUrl || undefined, domain: domain || undefined, ...options });
  // The official client renews the token, reports the focus and writes the cookies.
  await clerk.load({ polling: false, touchSession: false, cookies: false });
  let following: Promise<unknown> = Promise.resolve();
  // Compares the states only when it runs: if several changes come in a row, only the last one matters.
  const follow = () => {
    const session = official.session?.id ?? null;
    const organization = official.organization?.id ?? null;
    const isSame = session === (clerk.session?.id ?? null) && organization === (clerk.organization?.id ?? null);
    return isSame ? undefined : clerk.reload({ session });
  };
  official.addListener(() => {
    // After a failure the next change tries again.
    following = following.then(follow).catch(() => {});
  });
  await following;
  return clerk;
}
