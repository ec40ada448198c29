// Pending changes of an organization. Equal ones share a request, counts follow at once, and live lists and other tabs get a
// message.

import type { ClerkContext } from './context.js';
import { notify } from './listeners.js';
import type { InvitationJson } from './objects/invitation.js';
import type { OrganizationJson } from './objects/organization.js';
import { SharedCalls } from './shared-call.js';
import type { CallOptions, Organization, OrganizationInvitation } from './types.js';

/** A change: one object for all its phases. */
export interface Change {
  readonly organizationId: string;
  /** The operation that is sent. Undefined for a change of invitations. */
  readonly operation?: string;
  /** The id of the changed object; for a member, the user's id. */
  readonly target?: string | undefined;
  /** The addresses to invite. */
  readonly emailAddresses?: string[];
  readonly role?: string;
  /** The id that is revoked. */
  readonly revoked?: string;
  readonly wasPending?: boolean;
  /** The new invitations, once the change succeeded. */
  invitations?: OrganizationInvitation[];
  /** The server's JSON of the revoked invitation, once the change succeeded. Each list creates its own object from it. */
  update?: InvitationJson;
  error?: unknown;
}

/** Equal changes within this time are a burst. */
const BURST_MS = 50;

export type Phase = 'started' | 'succeeded' | 'failed';
type Listener = (phase: Phase, change: Change) => void;

const changes = new WeakMap<object, Changes>();

/** The changes of one `Clerk`. A change in another tab only comes as a message with its organization, after it succeeded. */
export class Changes {
  readonly #listeners = new Set<Listener>();
  readonly #calls = new SharedCalls<unknown>();
  readonly #context: ClerkContext;
  /** The messages that were posted within the last {@link BURST_MS}, and whether an equal change has succeeded since. */
  readonly #posted = new Map<string, boolean>();

  constructor(context: ClerkContext) {
    this.#context = context;
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Runs a change, or shares a pending one with an equal `key`: a double click is one request and is counted once.
   *
   * @param organization an object whose counts follow, in addition to the client's
   */
  run<T>(
    change: Change,
    key: unknown[],
    options: CallOptions | undefined,
    work: (signal: AbortSignal | undefined) => Promise<T>,
    organization?: Organization,
  ): Promise<T> {
    const calls = this.#calls as SharedCalls<T>;
    // `work` comes first, because it throws for invalid params. Such a call must not show, and equal calls must not share it.
    const run = (signal: AbortSignal | undefined) => this.#run(change, work(signal), organization);
    return calls.call(keyOf([change.organizationId, key]), options, run);
  }

  async #run<T>(change: Change, pending: Promise<T>, organization: Organization | undefined): Promise<T> {
    const { wasm } = this.#context;
    const { organizationId, operation, emailAddresses = [], wasPending, revoked } = change;
    const number = wasm.now('beginChange', organizationId, operation, emailAddresses, wasPending ? 1 : 0);
    const showCounts = () => this.#showCounts(organizationId, organization);
    const end = (isSuccess: boolean) => {
      wasm.now('endChange', number, isSuccess);
      showCounts();
    };
    showCounts();
    notify(this.#listeners, 'started', change);
    let result: T;
    try {
      result = await pending;
    } catch (error) {
      change.error = error;
      notify(this.#listeners, 'failed', change);
      end(false);
      throw error;
    }
    end(true);
    if (revoked) change.update = result as InvitationJson;
    else if (!operation) change.invitations = [result].flat() as OrganizationInvitation[];
    notify(this.#listeners, 'succeeded', change);
    this.#informTabs(change);
    return result;
  }

  /** Other tabs fetch at each message, so a burst of equal changes posts one message for the first and one for all others. */
  #informTabs({ organizationId, operation }: Change): void {
    const { background, clerk } = this.#context;
    const key = organizationId + operation;
    const post = () => background?.changes?.postMessage({ frontendApi: clerk.frontendApi, organizationId, operation });
    const isMore = this.#posted.has(key);
    this.#posted.set(key, isMore);
    if (isMore) return;
    // In a separate task, so that the caller does not wait for it.
    setTimeout(() => {
      post();
      setTimeout(() => {
        if (this.#posted.get(key)) post();
        this.#posted.delete(key);
      }, BURST_MS);
    });
  }

  /** Takes the server's count of pending invitations, which must be from a time without a pending change. */
  setCount(organization: Organization, pending: number): void {
    const { id } = organization;
    this.#context.wasm.now('counted', id, false, pending);
    this.#showCounts(id, organization);
  }

  #showCounts(id: string, given: Organization | undefined): void {
    const { objects, wasm, notifyListeners } = this.#context;
    const members = wasm.now('count', id, true);
    const pending = wasm.now('count', id, false);
    let isChange = false;
    for (const organization of [given, objects.organizationById(id)]) {
      if (!organization) continue;
      isChange ||= organization.membersCount !== members || organization.pendingInvitationsCount !== pending;
      organization.membersCount = members;
      organization.pendingInvitationsCount = pending;
    }
    if (isChange) notifyListeners();
  }

  /**
   * Handles a change in another tab: lists fetch their rows, and the organization is fetched. The client is fetched instead if a
   * role changed, which may be the user's own, and if the organization was joined, left or deleted: this tab does not have it,
   * or the server refuses it.
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

/** A key that is equal for equal values. A value that is not JSON is unique, because the core must refuse it by its param. */
function keyOf(values: unknown[]): unknown {
  try {
    return JSON.stringify(values);
  } catch {
    return values;
  }
}

/** The changes of a `Clerk`. */
export function changesOf(context: ClerkContext): Changes {
  const known = changes.get(context.clerk) ?? new Changes(context);
  changes.set(context.clerk, known);
  return known;
}

/** A message of another tab. */
export const onChangeElsewhere = (context: ClerkContext, organizationId: string, operation: unknown): Promise<void> =>
  changesOf(context).changedElsewhere(organizationId, operation);
