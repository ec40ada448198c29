// What happens to invitations, while it happens: counts follow at once, lists are told, other tabs too.

import { told, underWay } from '../wasm/clerk_organization.js';

const CHANNEL = 'clerk-organization';

/**
 * Tells those who subscribed `(phase, change)`: `started`, then `succeeded` or `failed`, with one object for all phases,
 * `{ organizationId, emailAddresses, role }` or `{ organizationId, revoked }`, and in it the `invitations` that the
 * server made once it succeeded. Of a change in another tab only that it succeeded is told, and in which organization.
 */
export class Changes {
  #listeners = new Set();
  #channel;
  #arrived;

  /** `arrived(organizationId, by)` is called for a change in another tab, before the listeners. */
  constructor(arrived) {
    this.#arrived = arrived;
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
    const count = (by) => (organization.pendingInvitationsCount += by);
    const passing = (by) => underWay.set(organization, (underWay.get(organization) ?? 0) + by);
    count(by);
    passing(by);
    this.#tell('started', change);
    let done;
    try {
      done = await work();
    } finally {
      passing(-by);
      // A count that the server told meanwhile knows of this change, unless it is the old one: that came before the
      // change was sent once more with a new token.
      const now = told.get(organization);
      if (!done || (now !== before && now.pending !== pending)) count(-by);
      if (!done) this.#tell('failed', change);
    }
    change.invitations = [done].flat();
    this.#tell('succeeded', change);
    this.#listen()?.postMessage({ organizationId: change.organizationId, by });
    return done;
  }

  /** A page that leaves, or a worker that ends, listens no longer. */
  close() {
    this.#channel?.close();
  }

  #listen() {
    if (!this.#channel && globalThis.document && globalThis.BroadcastChannel) {
      this.#channel = new BroadcastChannel(CHANNEL);
      this.#channel.onmessage = ({ data: { organizationId, by } }) => {
        this.#arrived(organizationId, by);
        this.#tell('succeeded', { organizationId });
      };
    }
    return this.#channel;
  }

  #tell(phase, change) {
    for (const listener of this.#listeners) listener(phase, change);
  }
}

const changes = new WeakMap();

/** The changes of a `Clerk`. */
export function changesOf({ clerk, objects }) {
  if (!changes.has(clerk)) {
    const arrived = (organizationId, by) => {
      const organization = objects.known(organizationId);
      if (organization) organization.pendingInvitationsCount += by;
    };
    changes.set(clerk, new Changes(arrived));
  }
  return changes.get(clerk);
}
