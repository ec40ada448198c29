// Changes of an organization while they happen. Equal ones share a request; live lists and other tabs are informed. With
// changes of invitations, counts follow at once.

import type { ClerkContext } from '../context.js';
import { notify } from '../listeners.js';
import type { InvitationJson } from '../objects/invitation.js';
import type { OrganizationJson } from '../objects/organization.js';
import { SharedCalls } from '../shared-call.js';
import type { CallOptions, Organization, OrganizationInvitation } from '../types.js';

/** A change: one object for all its phases. */
export interface Change {
  readonly organizationId: string;
  /** What is sent, if it is not a change of an invitation. */
  readonly operation?: string;
  /** The id of what the operation changes; of a member, the user's. */
  readonly target?: string | undefined;
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
    const number = wasm.now('beginPending', id, change.emailAddresses ?? [], revoked);
    this.#showCount(organization);
    const end = (isDone: boolean) => {
      wasm.now('endPending', number, isDone);
      this.#showCount(organization);
    };
    const result = await this.#reported(change, async () => {
      try {
        return await work();
      } catch (error) {
        end(false);
        throw error;
      }
    });
    end(true);
    if (change.revoked) change.update = result as InvitationJson;
    else change.invitations = [result].flat() as OrganizationInvitation[];
    notify(this.#listeners, 'succeeded', change);
    this.#informTabs(change);
    return result;
  }

  /** Runs a change of anything but invitations. An equal one, by its `key`, that is under way is shared. */
  share<T>(
    change: Change,
    key: unknown,
    options: CallOptions | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return (this.#calls as SharedCalls<T>).call(JSON.stringify(key), options, async (signal) => {
      const result = await this.#reported(change, () => work(signal));
      notify(this.#listeners, 'succeeded', change);
      this.#informTabs(change);
      return result;
    });
  }

  async #reported<T>(change: Change, work: () => Promise<T>): Promise<T> {
    notify(this.#listeners, 'started', change);
    try {
      return await work();
    } catch (error) {
      change.error = error;
      notify(this.#listeners, 'failed', change);
      throw error;
    }
  }

  #informTabs({ organizationId, operation }: Change): void {
    const { background, clerk } = this.#context;
    background?.changes?.postMessage({ frontendApi: clerk.frontendApi, organizationId, operation });
  }

  /** Takes the server's count, which must not be taken while a change is in flight. */
  setCount(organization: Organization, pending: number): void {
    this.#context.wasm.now('countedPending', organization.id, pending);
    this.#showCount(organization);
  }

  #showCount(organization: Organization): void {
    const pending = this.#context.wasm.now('pendingCount', organization.id);
    if (pending === organization.pendingInvitationsCount) return;
    organization.pendingInvitationsCount = pending;
    this.#context.notifyListeners();
  }

  /**
   * Another tab has changed an organization: lists fetch their rows, and the organization is fetched. The client is fetched
   * instead if a role changed, which may be the user's own, and if this tab does not have the organization or the server no
   * longer has it for this user: it was joined, left or deleted.
   */
  async changedElsewhere(organizationId: string, operation: unknown): Promise<void> {
    const { wasm, objects, notifyListeners } = this.#context;
    const fetchClient = () => wasm.run(undefined, 'load');
    notify(this.#listeners, 'succeeded', { organizationId });
    if (operation === 'updateMember' || !objects.organizationById(organizationId)) return void (await fetchClient());
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
export const onChangeElsewhere = (context: ClerkContext, organizationId: string, operation: unknown): Promise<void> =>
  changesOf(context).changedElsewhere(organizationId, operation);
