// For an app that runs Clerk's official client already: our organizations on its session, without a second sign-in.
//
// Both read the same cookies (the client's, and a development instance's dev browser), so ours finds the session there;
// what the official client does afterwards is followed.

import { Clerk } from './index.js';

/**
 * Resolves to a `Clerk` of ours, loaded, on the session of the official client, which is loaded too if it is not yet.
 * From then on it follows: another session, another organization, signing out.
 *
 * @param official clerk-js's object, for example `window.Clerk`
 * @param options what `new Clerk` takes beside the key; where the official client's API is needs not be said again
 */
export async function fromClerkJS(official, options) {
  if (!official.loaded) await official.load();
  const { publishableKey, proxyUrl, domain } = official;
  const clerk = new Clerk(publishableKey, { proxyUrl: proxyUrl || undefined, domain: domain || undefined, ...options });
  // The official client sees to both.
  await clerk.load({ polling: false, touchSession: false });
  let following = Promise.resolve();
  // Asked when its turn has come: of several changes in a row only the last is of interest.
  const follow = () => {
    const session = official.session?.id ?? null;
    const organization = official.organization?.id ?? null;
    const here = [clerk.session?.id ?? null, clerk.organization?.id ?? null];
    return session === here[0] && organization === here[1] ? undefined : clerk.reload({ session });
  };
  official.addListener(() => {
    // The next change tries again; meanwhile the client that is at hand is the newest that there is.
    following = following.then(follow).catch(() => {});
  });
  await following;
  return clerk;
}
