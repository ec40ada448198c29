// Who is signed in, and what they may do.

import type { Clerk, OrganizationMembership } from 'clerk-organization';

import { clerkStore } from './clerk-store.js';
import { useClerkState } from './provider.js';
import type { UseAuthReturn, UseSessionReturn, UseUserReturn } from './types.js';

/** Returns the provider's `Clerk`. Renders again when its state changes. */
export const useClerk = (): Clerk => useClerkState()[0];

/**
 * Returns who is signed in, and what they may do in the active organization.
 *
 * @param options `treatPendingAsSignedOut: false` counts a session with a task left (`pending`) as signed in
 */
export function useAuth({ treatPendingAsSignedOut = true }: { treatPendingAsSignedOut?: boolean } = {}): UseAuthReturn {
  const [clerk, { isLoaded, session, membership }] = useClerkState();
  const { getToken, signOut } = clerkStore(clerk);
  const isUsable = session?.status === 'active' || (session?.status === 'pending' && !treatPendingAsSignedOut);
  const actions = { has: isUsable ? session.checkAuthorization : () => false, getToken, signOut };
  if (!isLoaded) return { isLoaded, isSignedIn: undefined, ...identity(undefined), ...actions };
  if (!isUsable || !session.user) return { isLoaded, isSignedIn: false, ...identity(null), ...actions };
  return {
    isLoaded,
    isSignedIn: true,
    userId: session.user.id,
    sessionId: session.id,
    sessionClaims: session.lastActiveToken?.jwt.claims ?? null,
    actor: session.actor ?? null,
    ...(membership ? activeIn(membership) : nowhere(null)),
    ...actions,
  };
}

const activeIn = ({ organization, role }: OrganizationMembership) => ({
  orgId: organization.id,
  orgRole: role,
  orgSlug: organization.slug,
});

// As in Clerk's hook: undefined before it is known, null if nobody is signed in.
const identity = <None extends null | undefined>(none: None) => ({
  userId: none,
  sessionId: none,
  sessionClaims: none,
  actor: none,
  ...nowhere(none),
});

const nowhere = <None extends null | undefined>(none: None) => ({ orgId: none, orgRole: none, orgSlug: none });

/** Returns the signed-in user. */
export function useUser(): UseUserReturn {
  const [, { isLoaded, user }] = useClerkState();
  if (!isLoaded) return { isLoaded, isSignedIn: undefined, user: undefined };
  return user ? { isLoaded, isSignedIn: true, user } : { isLoaded, isSignedIn: false, user: null };
}

/** Returns the active session. */
export function useSession(): UseSessionReturn {
  const [clerk, { isLoaded, session }] = useClerkState();
  if (!isLoaded) return { isLoaded, isSignedIn: undefined, session: undefined };
  return session ? { isLoaded, isSignedIn: clerk.isSignedIn, session } : { isLoaded, isSignedIn: false, session: null };
}
