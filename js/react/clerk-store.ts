// A `Clerk` as an external store for `useSyncExternalStore`. Organizations and users keep their identity while their
// fields change, so every change makes a new snapshot.

import { ClerkRuntimeError } from 'clerk-organization';
import type { Clerk, GetTokenOptions, OrganizationMembership, Resources } from 'clerk-organization';

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
  /** Loads the `Clerk` unless it is loaded, and again after a failure. Failures are logged to the console. */
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
  // Listens before the first subscription, so that a change between a render and its subscription is not lost.
  clerk.addListener(update, { skipInitialEmit: true });
  clerk.on('status', update);

  function load(): Promise<void> {
    if (IS_SERVER) throw new ClerkRuntimeError('nothing is loaded on a server.', { code: 'not_loaded' });
    if (!loading) (loading = clerk.load()).catch(console.error);
    return loading;
  }
  // Rejects with the error of the last attempt. This may be the first call of `load()`, because the effect of a child runs
  // before the provider's.
  const loaded = async () => clerk.loaded || load();

  return {
    subscribe: listeners.subscribe,
    snapshot: () => snapshot,
    load: () => {
      if (clerk.status === 'error') loading = undefined;
      if (!clerk.loaded) load();
    },
    // Created once, so that they are the same functions in each render.
    getToken: async (options) => {
      await loaded();
      return clerk.session ? clerk.session.getToken(options) : null;
    },
    signOut: async (given, options) => {
      await loaded();
      return clerk.signOut(given, options);
    },
  };
}

function takeSnapshot(clerk: Clerk): ClerkSnapshot {
  // If there is a client, the others are null or defined.
  const { client, session, user, organization } = clerk as Resources;
  if (!clerk.loaded || !client) return NOT_LOADED;
  const isActive = (one: OrganizationMembership) => one.organization.id === organization?.id;
  const membership = user?.organizationMemberships.find(isActive) ?? null;
  return { isLoaded: true, client, session, user, organization, membership };
}
