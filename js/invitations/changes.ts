// Changes of invitations while they happen: counts follow at once, live lists and other tabs are informed.

import type { ClerkContext } from '../context.js';
import { notify } from '../listeners.js';
import { inFlight, serverCount } from '../objects/pending-count.js';
import type { Organization, OrganizationInvitation } from '../types.js';

const CHANNEL = 'clerk-organization';

/** A change: one object for all its phases. */
export interface Change {
  readonly organizationId: string;
  /** Of an invitation. */
  readonly emailAddresses?: string[];
  readonly role?: string;
  /** The id that is revoked. */
  readonly revoked?: string;
  readonly wasPending?: boolean;
  /** What the server made, once it succeeded. */
  invitations?: OrganizationInvitation[];
  error?: unknown;
}

export type Phase = 'started' | 'succeeded' | 'failed';
type Listener = (phase: Phase, change: Change) => void;

/** The changes of one `Clerk`. Of a change in another tab only its success is known, and the organization. */
class Changes {
  readonly #listeners = new Set<Listener>();
  readonly #context: ClerkContext;
  #channel: BroadcastChannel | undefined;

  constructor(context: ClerkContext) {
    this.#context = context;
  }

  subscribe(listener: Listener): () => void {
    this.#listen();
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs a change that adds `by` to the number of pending invitations. */
  async run<T>(organization: Organization, change: Change, by: number, work: () => Promise<T>): Promise<T> {
    const before = serverCount.get(organization);
    const pending = organization.pendingInvitationsCount - (inFlight.get(organization) ?? 0);
    const addInFlight = (by: number) => inFlight.set(organization, (inFlight.get(organization) ?? 0) + by);
    addInFlight(by);
    this.#count(organization, by);
    notify(this.#listeners, 'started', change);
    let isDone = false;
    let result: T;
    try {
      result = await work();
      isDone = true;
    } catch (error) {
      change.error = error;
      throw error;
    } finally {
      addInFlight(-by);
      // A count that the server sent meanwhile includes this change, unless it is the old one: that came before the change was
      // sent once more with a new token.
      const now = serverCount.get(organization);
      if (!isDone || (now !== before && now?.pending !== pending)) this.#count(organization, -by);
      if (!isDone) notify(this.#listeners, 'failed', change);
    }
    change.invitations = [result].flat() as OrganizationInvitation[];
    notify(this.#listeners, 'succeeded', change);
    this.#listen()?.postMessage({ organizationId: change.organizationId, by });
    return result;
  }

  /** Takes the server's count, which must not be taken while a change is in flight. */
  setCount(organization: Organization, pending: number): void {
    this.#count(organization, pending - organization.pendingInvitationsCount);
  }

  #count(organization: Organization, by: number): void {
    if (!by) return;
    organization.pendingInvitationsCount += by;
    this.#context.notifyListeners();
  }

  #listen(): BroadcastChannel | undefined {
    if (!this.#channel && globalThis.document && globalThis.BroadcastChannel) {
      this.#channel = new BroadcastChannel(CHANNEL);
      this.#channel.onmessage = ({ data }: MessageEvent<{ organizationId: string; by: number }>) => {
        const organization = this.#context.objects.organizationById(data.organizationId);
        if (organization) this.#count(organization, data.by);
        notify(this.#listeners, 'succeeded', { organizationId: data.organizationId });
      };
    }
    return this.#channel;
  }
}

const changes = new WeakMap<object, Changes>();

/** The changes of a `Clerk`. */
export function changesOf(context: ClerkContext): Changes {
  const known = changes.get(context.clerk);
  if (known) return known;
  const created = new Changes(context);
  changes.set(context.clerk, created);
  return created;
}
