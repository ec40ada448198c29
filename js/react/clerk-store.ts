// A `Clerk` as an external store for `useSyncExternalStore`. Organizations and users keep their identity while their
// fields change, so every change makes a new snapshot.

import { ClerkRuntimeError } from 'clerk-organization';
import type { Clerk, GetTokenOptions, OrganizationMembership, Resources, SignOutOptions } from 'clerk-organization';

import { Listeners } from './listeners.js';

export const IS_SERVER = typeof document === 'undefined';

/** The state of a `Clerk` at one moment. */
export type ClerkSnapshot =
  | ({ isLoaded: true; membership: OrganizationMembership | null } & Resources)
  | ({ isLoaded: false; membership?: undefined } & { [name in keyof Resources]?: undefined });

/** Before `load()` is done, and on a server. */
export const NOT_LOADED: ClerkSnapshot = { isLoaded: false };

export interface ClerkStore {
  subscribe: (listener: () => void) => () => void;
  snapshot: () => ClerkSnapshot;
  /** Loads the `Clerk` unless it is loaded, once more after a failure. A failure is in the console. */
  load: () => void;
  getToken: (options?: GetTokenOptions) => Promise<string | null>;
  signOut: Clerk['signOut'];
}

const stores = new WeakMap<Clerk, ClerkStore>();

/** Returns the store of a `Clerk`, always the same one. */
export function clerkStore(clerk: Clerk): ClerkStore {
  const store = stores.get(clerk) ?? createStore(clerk);
  stores.set(clerk, store);
  return store;
}

function createStore(clerk: Clerk): ClerkStore {
  const listeners = new Listeners();
  let snapshot = takeSnapshot(clerk);
  let loading: Promise<void> | undefined;

  const update = () => {
    snapshot = takeSnapshot(clerk);
    listeners.notify();
  };
  clerk.__internal_legacyRoles = true;
  // From the start, not from the first subscription: a change between a render and its subscription must not be lost.
  clerk.addListener(update, { skipInitialEmit: true });
  clerk.on('status', update);

  function load(): Promise<void> {
    if (IS_SERVER) throw new ClerkRuntimeError('nothing is loaded on a server.', { code: 'not_loaded' });
    if (!loading) (loading = clerk.load()).catch(console.error);
    return loading;
  }
  // Rejects with the error of the last attempt. The effect of a child runs before the provider's, so this may be the
  // first to load.
  const loaded = async () => clerk.loaded || load();

  return {
    subscribe: listeners.subscribe,
    snapshot: () => snapshot,
    load: () => {
      if (clerk.status === 'error') loading = undefined;
      if (!clerk.loaded) load();
    },
    // Made once, so that they are the same functions at each render.
    getToken: async (options) => {
      await loaded();
      return clerk.session ? clerk.session.getToken(options) : null;
    },
    signOut: async (options?: SignOutOptions | (() => void | Promise<unknown>)) => {
      await loaded();
      return clerk.signOut(options);
    },
  };
}

function takeSnapshot(clerk: Clerk): ClerkSnapshot {
  // With a client, the others are null or there.
  const { client, session, user, organization } = clerk as Resources;
  if (!clerk.loaded || !client) return NOT_LOADED;
  const isActive = (one: OrganizationMembership) => one.organization.id === organization?.id;
  const membership = user?.organizationMemberships.find(isActive) ?? null;
  return { isLoaded: true, client, session, user, organization, membership };
}
