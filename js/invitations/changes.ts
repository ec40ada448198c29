// Changes of an organization while they happen. Equal ones share a request, other tabs are informed; with changes of
// invitations, counts follow at once and live lists are informed too.

import type { ClerkContext } from '../context.js';
import { notify } from '../listeners.js';
import type { InvitationJson } from '../objects/invitation.js';
import type { OrganizationJson } from '../objects/organization.js';
import { SharedCalls } from '../shared-call.js';
import type { CallOptions, Organization, OrganizationInvitation } from '../types.js';

/** A change: one object for all its phases. */
export interface Change {
  readonly organizationId: string;
  /** Of an invitation. */
  readonly emailAddresses?: string[];
  readonly role?: string;
  /** The id that is revoked. */
  readonly revoked?: string;
  readonly wasPending?: boolean;
  /** The invitations that were made, once it succeeded. */
  invitations?: OrganizationInvitation[];
  /** The invitation that was revoked, once it succeeded, in the server's JSON: each list has an object of its own of it. */
  update?: InvitationJson;
  error?: unknown;
}

export type Phase = 'started' | 'succeeded' | 'failed';
type Listener = (phase: Phase, change: Change) => void;

/** The changes of one `Clerk`. Of a change in another tab only its success is known, and the organization. */
export class Changes {
  readonly #listeners = new Set<Listener>();
  readonly #context: ClerkContext;
  readonly #calls = new SharedCalls<unknown>();

  constructor(context: ClerkContext) {
    this.#context = context;
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Runs a change, whose params are those of an operation. An equal one that is under way is shared: a double click is one
   * request, and is counted once.
   */
  run<T>(
    organization: Organization,
    change: Change,
    [operation, ids, params]: [operation: string, ids: string[], params: object],
    options: CallOptions | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const key = JSON.stringify([organization.id, operation, ids, params]);
    const calls = this.#calls as SharedCalls<T>;
    return calls.call(key, options, (signal) => this.#run(organization, change, () => work(signal)));
  }

  async #run<T>(organization: Organization, change: Change, work: () => Promise<T>): Promise<T> {
    const { wasm } = this.#context;
    const { id } = organization;
    const revoked = change.wasPending ? 1 : 0;
    const number = wasm.now((core) => core.beginPending(id, change.emailAddresses ?? [], revoked));
    this.#showCount(organization);
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
      wasm.now((core) => core.endPending(number, isDone));
      this.#showCount(organization);
      if (!isDone) notify(this.#listeners, 'failed', change);
    }
    if (change.revoked) change.update = result as InvitationJson;
    else change.invitations = [result].flat() as OrganizationInvitation[];
    notify(this.#listeners, 'succeeded', change);
    this.#informTabs(id);
    return result;
  }

  /** Runs a change of anything but invitations. An equal one, by its `key`, that is under way is shared. */
  share<T>(
    organizationId: string,
    key: unknown,
    options: CallOptions | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return (this.#calls as SharedCalls<T>).call(JSON.stringify(key), options, async (signal) => {
      const result = await work(signal);
      this.#informTabs(organizationId);
      return result;
    });
  }

  #informTabs(organizationId: string): void {
    const { background, clerk } = this.#context;
    background?.changes?.postMessage({ frontendApi: clerk.frontendApi, organizationId });
  }

  /** Takes the server's count, which must not be taken while a change is in flight. */
  setCount(organization: Organization, pending: number): void {
    this.#context.wasm.now((core) => core.countedPending(organization.id, pending));
    this.#showCount(organization);
  }

  #showCount(organization: Organization): void {
    const pending = this.#context.wasm.now((core) => core.pendingCount(organization.id));
    if (pending === organization.pendingInvitationsCount) return;
    organization.pendingInvitationsCount = pending;
    this.#context.notifyListeners();
  }

  /**
   * Another tab has changed an organization: lists fetch their rows, and the organization is fetched. One that this tab does
   * not have, or that the server no longer has for this user, was joined, left or deleted: then the client is fetched.
   */
  async changedElsewhere(organizationId: string): Promise<void> {
    const { wasm, objects, notifyListeners } = this.#context;
    const fetchClient = () => wasm.run(undefined, (core) => core.load());
    if (!objects.organizationById(organizationId)) return void (await fetchClient());
    notify(this.#listeners, 'succeeded', { organizationId });
    try {
      objects.organization((await wasm.call('getOrganization', [organizationId], {})) as OrganizationJson);
      notifyListeners();
    } catch {
      await fetchClient();
    }
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

/** A message of another tab. */
export const onChangeElsewhere = (context: ClerkContext, organizationId: string): Promise<void> =>
  changesOf(context).changedElsewhere(organizationId);
