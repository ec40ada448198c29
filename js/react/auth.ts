// Who is signed in, and what they may do.

import { useNow } from './provider.js';
import { stateOf } from './state.js';

/** The `Clerk` itself; renders anew whenever it changes. */
export const useClerk = () => useNow()[0];

/** Whether and as whom somebody is signed in, and what they may do in the active organization. */
export function useAuth({ treatPendingAsSignedOut = true } = {}) {
  const [clerk, { isLoaded, session, user, organization, membership }] = useNow();
  const { getToken, signOut } = stateOf(clerk);
  const isSignedIn = isLoaded ? isUsable(session, treatPendingAsSignedOut) : undefined;
  if (!isSignedIn) {
    // As in Clerk's hook: undefined while it is not known, null where there is none.
    const none = isLoaded ? null : undefined;
    const nobody = { userId: none, sessionId: none, sessionClaims: none, actor: none };
    const nowhere = { orgId: none, orgRole: none, orgSlug: none };
    return { isLoaded, isSignedIn, ...nobody, ...nowhere, has: () => false, getToken, signOut };
  }
  return {
    isLoaded,
    isSignedIn,
    userId: user.id,
    sessionId: session.id,
    sessionClaims: session.lastActiveToken?.jwt.claims ?? null,
    actor: session.actor ?? null,
    orgId: organization?.id ?? null,
    orgRole: membership?.role ?? null,
    orgSlug: organization?.slug ?? null,
    has: (params) => session.checkAuthorization(params),
    getToken,
    signOut,
  };
}

const isUsable = (session, treatPendingAsSignedOut) =>
  Boolean(session?.user && (session.status === 'active' || (session.status === 'pending' && !treatPendingAsSignedOut)));

/** The signed-in user. */
export function useUser() {
  const [, { isLoaded, user }] = useNow();
  return { isLoaded, isSignedIn: isLoaded ? Boolean(user) : undefined, user };
}

/** The active session. */
export function useSession() {
  const [clerk, { isLoaded, session }] = useNow();
  return { isLoaded, isSignedIn: isLoaded ? Boolean(session) && clerk.isSignedIn : undefined, session };
}
