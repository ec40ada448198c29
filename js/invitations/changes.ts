// What happens to invitations, while it happens: counts follow at once, lists are told, other tabs too.

import { tell, told, underWay } from '../wasm/clerk_organization.js';

const CHANNEL = 'clerk-organization';

/**
 * Tells those who subscribed `(phase, change)`: `started`, then `succeeded` or `failed`, with one object for all phases,
 * `{ organizationId, emailAddresses, role }` or `{ organizationId, revoked, wasPending }`, and in it the `invitations`
 * that the server made once it succeeded, or the `error`. Of a change in another tab only that it succeeded is told, and
 * in which organization.
 */
class Changes {
  #listeners = new Set();
  #channel;
  #objects;
  #changed;

  constructor({ objects, changed }) {
    this.#objects = objects;
    this.#changed = changed;
  }

  subscribe(listener) {
    this.#listen();
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs a change; `by` is what it does to the number of pending invitations. */
  async run(organization, change, by, work) {
    const before = told.get(organization);
    const pending = organization.pendingInvitationsCount - (underWay.get(organization) ?? 0);
    const passing = (by) => underWay.set(organization, (underWay.get(organization) ?? 0) + by);
    passing(by);
    this.#count(organization, by);
    tell(this.#listeners, 'started', change);
    let done;
    try {
      done = await work();
    } catch (error) {
      change.error = error;
      throw error;
    } finally {
      passing(-by);
      // A count that the server told meanwhile knows of this change, unless it is the old one: that came before the
      // change was sent once more with a new token.
      const now = told.get(organization);
      if (!done || (now !== before && now.pending !== pending)) this.#count(organization, -by);
      if (!done) tell(this.#listeners, 'failed', change);
    }
    change.invitations = [done].flat();
    tell(this.#listeners, 'succeeded', change);
    this.#listen()?.postMessage({ organizationId: change.organizationId, by });
    return done;
  }

  /** Takes the server's word for how many are pending; while no change is under way, of which it may not know yet. */
  counted(organization, pending) {
    this.#count(organization, pending - organization.pendingInvitationsCount);
  }

  #count(organization, by) {
    if (!by) return;
    organization.pendingInvitationsCount += by;
    this.#changed();
  }

  #listen() {
    if (!this.#channel && globalThis.document && globalThis.BroadcastChannel) {
      this.#channel = new BroadcastChannel(CHANNEL);
      this.#channel.onmessage = ({ data: { organizationId, by } }) => {
        const organization = this.#objects.known(organizationId);
        if (organization) this.#count(organization, by);
        tell(this.#listeners, 'succeeded', { organizationId });
      };
    }
    return this.#channel;
  }
}

const changes = new WeakMap();

/** The changes of a `Clerk`. */
export function changesOf(inside) {
  if (!changes.has(inside.clerk)) changes.set(inside.clerk, new Changes(inside));
  return changes.get(inside.clerk);
}
