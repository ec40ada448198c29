// What a `Clerk` is at a moment, as something that React can compare. Organizations and users keep their identity while
// their fields change, so each change makes a new snapshot.

import { takeOldRoles } from './old-roles.js';

/** Before `load()`, and on a server. */
const NOT_LOADED = Object.freeze({ isLoaded: false });

const states = new WeakMap();

/** The state of a `Clerk`: one for each, kept while that is. */
export function stateOf(clerk) {
  if (!states.has(clerk)) states.set(clerk, keep(clerk));
  return states.get(clerk);
}

function keep(clerk) {
  const listeners = new Set();
  let snapshot = look(clerk);
  let loading;

  const changed = () => {
    snapshot = look(clerk);
    for (const listener of [...listeners]) listener();
  };
  // Not only while somebody renders: what changed between a render and its subscription must be seen too.
  clerk.addListener(changed, { skipInitialEmit: true });
  clerk.on('status', changed);

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => snapshot,
    serverSnapshot: () => NOT_LOADED,
    /** Loads it unless that has happened. That it failed shows in `clerk.status`, and why in the console. */
    load: () => {
      if (clerk.loaded) return;
      loading ??= clerk
        .load()
        .catch((error) => console.error(error))
        .finally(() => (loading = undefined));
    },
    // The same functions at each render. They wait for `load()`.
    getToken: async (options) => {
      await loaded(clerk);
      return clerk.session ? clerk.session.getToken(options) : null;
    },
    signOut: async (params) => {
      await loaded(clerk);
      return clerk.signOut(params);
    },
  };
}

function look(clerk) {
  if (!clerk.loaded) return NOT_LOADED;
  const { client, session, user, organization } = clerk;
  const membership = organization && user?.organizationMemberships.find((one) => one.organization.id === organization.id);
  if (membership) takeOldRoles(organization, membership.role);
  return { isLoaded: true, client, session, user, organization, membership: membership ?? null };
}

const loaded = (clerk) =>
  new Promise((resolve) => {
    const told = () => {
      if (!clerk.loaded) return;
      clerk.off('status', told);
      resolve();
    };
    clerk.on('status', told);
    told();
  });
