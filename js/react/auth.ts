// The signed-in user and their permissions.

import type { Clerk } from 'clerk-organization';

import { clerkStore } from './clerk-store.js';
import { useClerkState } from './provider.js';
import type { UseAuthReturn, UseSessionReturn, UseUserReturn } from './types.js';

/** Returns the provider's `Clerk`. Renders again when its state changes. */
export const useClerk = (): Clerk => useClerkState()[0];

/**
 * Returns the signed-in user, the active organization, and a check of the user's permissions in it.
 *
 * @param options `treatPendingAsSignedOut: false` counts a session with a task left (`pending`) as signed in
 */
export function useAuth({ treatPendingAsSignedOut = true }: { treatPendingAsSignedOut?: boolean } = {}): UseAuthReturn {
  const [clerk, { isLoaded, session, membership }] = useClerkState();
  const { getToken, signOut } = clerkStore(clerk);
  const isUsable = session?.status === 'active' || (session?.status === 'pending' && !treatPendingAsSignedOut);
  const active = isUsable && session.user ? session : undefined;
  const joined = active && membership;
  // As in Clerk's hook: undefined before `load()` is done, null if the value is missing.
  const none = isLoaded ? null : undefined;
  return {
    isLoaded,
    isSignedIn: isLoaded ? !!active : undefined,
    userId: active?.user?.id ?? none,
    sessionId: active?.id ?? none,
    sessionClaims: active?.lastActiveToken?.jwt.claims ?? none,
    actor: active?.actor ?? none,
    orgId: joined?.organization.id ?? none,
    orgRole: joined?.role ?? none,
    orgSlug: joined?.organization.slug ?? none,
    has: isUsable ? session.checkAuthorization : () => false,
    getToken,
    signOut,
  } as UseAuthReturn;
}

// Undefined before `load()` is done, null while signed out.
const signed = (isLoaded: boolean, name: string, value: unknown, isSignedIn: boolean) => ({
  isLoaded,
  isSignedIn: isLoaded ? !!value && isSignedIn : undefined,
  [name]: isLoaded ? (value ?? null) : undefined,
});

/** Returns the signed-in user. */
export function useUser(): UseUserReturn {
  const [, { isLoaded, user }] = useClerkState();
  return signed(isLoaded, 'user', user, true) as UseUserReturn;
}

/** Returns the active session. */
export function useSession(): UseSessionReturn {
  const [clerk, { isLoaded, session }] = useClerkState();
  return signed(isLoaded, 'session', session, clerk.isSignedIn) as UseSessionReturn;
}
