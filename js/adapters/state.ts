// The state of a `Clerk` for the adapters of frameworks, and a listener for its changes.

import type { Clerk, Organization, OrganizationMembership, Session, User } from 'clerk-organization';

/** The state of a `Clerk`. Before `load()` is done everything but `isLoaded` is undefined. */
export interface ClerkState {
  isLoaded: boolean;
  session: Session | null | undefined;
  user: User | null | undefined;
  /** The active organization. */
  organization: Organization | null | undefined;
  /** The user's membership in it. */
  membership: OrganizationMembership | null | undefined;
}

/** Returns the current state. Each change makes a new state, because the objects in it stay the same while their fields change. */
export function stateOf(clerk: Clerk): ClerkState {
  const { loaded, session, user, organization } = clerk;
  if (!loaded) return { isLoaded: false, session: undefined, user: undefined, organization: undefined, membership: undefined };
  const membership = user?.organizationMemberships.find((one) => one.organization.id === organization?.id) ?? null;
  return { isLoaded: true, session, user, organization, membership };
}

/** The signed-in user, and the active organization. Before `load()` is done everything but `isLoaded` and `has` is undefined. */
export interface Auth {
  isLoaded: boolean;
  isSignedIn: boolean | undefined;
  userId: string | null | undefined;
  sessionId: string | null | undefined;
  orgId: string | null | undefined;
  orgRole: string | null | undefined;
  orgSlug: string | null | undefined;
  has: Session['checkAuthorization'];
}

/** As in Clerk's adapters, a session with a task left (`pending`) counts as signed out. */
export function authOf({ isLoaded, session, membership }: ClerkState): Auth {
  const active = session?.status === 'active' ? session : undefined;
  const joined = active && membership;
  const none = isLoaded ? null : undefined;
  return {
    isLoaded,
    isSignedIn: isLoaded ? Boolean(active) : undefined,
    userId: active?.user?.id ?? none,
    sessionId: active?.id ?? none,
    orgId: joined?.organization.id ?? none,
    orgRole: joined?.role ?? none,
    orgSlug: joined?.organization.slug ?? none,
    has: active?.checkAuthorization ?? (() => false),
  };
}

/** Calls `listener` at each change. Returns a function that unsubscribes. Loads the `Clerk` in a browser. */
export function follow(clerk: Clerk, listener: () => void): () => void {
  const stopListening = clerk.addListener(listener, { skipInitialEmit: true });
  const stopObserving = clerk.on('status', listener);
  // A failure sets `clerk.status` and is logged to the console.
  if (typeof document !== 'undefined') clerk.load().catch((error: unknown) => console.error(error));
  return () => {
    stopListening();
    stopObserving();
  };
}
