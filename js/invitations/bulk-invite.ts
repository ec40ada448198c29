// `inviteMembersSettled`: many invitations, with an outcome for each address. The core decides which addresses to send, how
// long to wait, and the outcome of each answer.

import { withSignal } from '../call-options.js';
import type { ClerkContext } from '../context.js';
import { invalidParam } from '../errors.js';
import type { BulkInvite, LazyCore } from '../lazy-glue-types.js';
import { notify } from '../listeners.js';
import type {
  FormerOutcome,
  InviteMembersParams,
  InviteMembersSettledOptions,
  InviteOutcome,
  Organization,
  OrganizationInvitation,
  ResumeInvitingParams,
} from '../types.js';
import { reportFailure } from './failures.js';
import { numberOf, readChunkSize } from './page-params.js';

/** The longest time that a timer takes, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** An outcome of an earlier call, as untyped callers pass it. */
type Given = Partial<FormerOutcome>;

/** `organization.inviteMembersSettled` */
export async function inviteMembersSettled(
  core: LazyCore,
  clerk: ClerkContext['clerk'],
  organization: Organization,
  params: InviteMembersParams | ResumeInvitingParams,
  options?: InviteMembersSettledOptions,
): Promise<InviteOutcome[]> {
  const { emailAddresses, formerResult, ...extras } = (params ?? {}) as Partial<InviteMembersParams & ResumeInvitingParams>;
  const chunkSize = readChunkSize(core, options);
  const maxWaitMs = core.readMaxWaitMs(numberOf(options?.maxWaitMs));
  if (maxWaitMs === undefined) throw invalidParam('maxWaitMs', 'must be a number of milliseconds');
  const given: unknown = formerResult ?? emailAddresses;
  if (!Array.isArray(given)) throw invalidParam('emailAddresses', 'must be an array of addresses');
  // Spread, because other methods skip holes in an array.
  const rows: Given[] = ([...given] as unknown[]).map((one) =>
    formerResult ? ((one ?? {}) as Given) : { emailAddress: one as string },
  );
  const addresses = rows.map(({ emailAddress }) => (typeof emailAddress === 'string' ? emailAddress : ''));
  const statuses = rows.map(({ status }) => (typeof status === 'string' ? status : ''));

  return withSignal(options, async (signal) => {
    const bulk = core.createBulkInvite(addresses, statuses, extras.role ?? '', chunkSize, maxWaitMs);
    try {
      const driver = new BulkDriver(core, bulk, organization, extras as InviteMembersParams, signal);
      const onProgress = options?.onProgress;
      driver.onProgress = (waitingMs) =>
        onProgress && notify([onProgress], { done: driver.done, total: rows.length, waitingMs });
      // The wait of a single request is reported as progress too.
      const path = `/organizations/${organization.id}/invitations`;
      const unsubscribe = clerk.on('retry', (retry) => retry.path.includes(path) && driver.onProgress(retry.waitMs));
      try {
        await driver.run();
      } finally {
        unsubscribe();
      }
      return driver.outcomes(rows);
    } finally {
      core.forget(bulk);
    }
  });
}

/** Performs the actions of the core, and keeps the objects that the core refers to by position. */
class BulkDriver {
  readonly #core: LazyCore;
  readonly #bulk: BulkInvite;
  readonly #organization: Organization;
  readonly #extras: InviteMembersParams;
  readonly #signal: AbortSignal;
  readonly #invitations: OrganizationInvitation[] = [];
  readonly #failures: unknown[] = [];
  /** The number of given addresses that have an outcome. */
  done = 0;
  onProgress: (waitingMs: number) => void = () => {};

  constructor(
    core: LazyCore,
    bulk: BulkInvite,
    organization: Organization,
    extras: InviteMembersParams,
    signal: AbortSignal | undefined,
  ) {
    this.#core = core;
    this.#bulk = bulk;
    this.#organization = organization;
    this.#extras = extras;
    this.#signal = signal ?? new AbortController().signal;
  }

  async run(): Promise<void> {
    const [core, bulk] = [this.#core, this.#bulk];
    const { BulkAction } = core;
    // The pending parts.
    const parts: Promise<OrganizationInvitation[]>[] = [];
    for (;;) {
      const [done, waitingMs] = core.takeProgress(bulk);
      if (done !== undefined) {
        this.done = done;
        this.onProgress(waitingMs ?? 0);
      }
      if (this.#signal.aborted) {
        this.#failures.push(this.#signal.reason);
        core.aborted(bulk);
      }
      const [action, subject, pageSize] = core.nextAction(bulk);
      if (action === BulkAction.Resolve) return;
      if (action === BulkAction.Reject) throw this.#failures.at(-1);
      try {
        if (action === BulkAction.Invite) parts.push(this.#invite(subject as string[]));
        else if (action === BulkAction.Join) this.#invited((await parts.shift()) ?? []);
        else if (action === BulkAction.List) await this.#list(subject as number, pageSize as number);
        else await this.#wait(subject as number);
      } catch (error) {
        // If the call was aborted, the outcome of a pending request is unknown, and its error does not count.
        if (this.#signal.aborted) continue;
        this.#failures.push(error);
        reportFailure(core, bulk, error);
      }
    }
  }

  /** The outcome of each row. Final outcomes of an earlier result are returned unchanged. */
  outcomes(rows: Given[]): InviteOutcome[] {
    return this.#core.outcomes(this.#bulk).map(([status, invitationAt = -1, errorAt = -1, formerAt = -1], row) => {
      const former = rows[formerAt];
      const invitation = former ? former.invitation : this.#invitations[invitationAt];
      let error = former ? former.error : this.#failures[errorAt];
      if (!former && status === 'invalid') error ??= invalidParam('emailAddress', 'must be an address');
      const emailAddress = rows[row]?.emailAddress;
      return { emailAddress, status, ...(invitation ? { invitation } : {}), ...(error ? { error } : {}) } as InviteOutcome;
    });
  }

  #invite(emailAddresses: string[]): Promise<OrganizationInvitation[]> {
    const options = { signal: this.#signal, chunkSize: emailAddresses.length };
    const part = this.#organization.inviteMembers({ ...this.#extras, emailAddresses }, options);
    // An abort can end the call before this part is awaited.
    part.catch(() => {});
    return part;
  }

  #invited(invitations: OrganizationInvitation[]): void {
    this.#invitations.push(...invitations);
    this.#core.invited(
      this.#bulk,
      invitations.map(({ emailAddress }) => `${emailAddress}`),
    );
  }

  async #list(initialPage: number, pageSize: number): Promise<void> {
    const request = { status: 'pending', initialPage, pageSize } as const;
    const { data, total_count: total } = await this.#organization.getInvitations(request, { signal: this.#signal });
    this.#invitations.push(...data);
    this.#core.listed(
      this.#bulk,
      data.map(({ id }) => id),
      data.map(({ emailAddress }) => `${emailAddress}`),
      data.map(({ role }) => `${role}`),
      total,
    );
  }

  /** Waits. An abort ends the wait, and the loop handles it. */
  async #wait(askedMs: number): Promise<void> {
    const signal = this.#signal;
    const ms = Math.min(askedMs, LONGEST_TIMER_MS);
    await new Promise<void>((resolve) => {
      const stop = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const timer = setTimeout(stop, ms);
      signal.addEventListener('abort', stop);
    });
    if (!signal.aborted) this.#core.waitEnded(this.#bulk);
  }
}
