// Many invitations: `inviteMembersSettled`, with an outcome for each address, and `inviteMembers` in parts. The core
// decides what is sent, how long to wait and what each answer means.

import { numberOf } from './driver.js';
import { reportFailure } from './failures.js';
import type { BulkInvite, CallOptions, Environment, InvitationExtras, InvitationRow, OrganizationCalls } from './driver.js';

/** What became of an address. */
export type InviteStatus =
  | 'invited'
  | 'already_invited'
  | 'already_member'
  | 'invalid'
  | 'refused'
  | 'rate_limited'
  | 'outcome_unknown'
  | 'not_attempted';

/** An address and what became of it. */
export interface InviteOutcome<Invitation> {
  emailAddress: string;
  status: InviteStatus;
  invitation?: Invitation;
  error?: Error;
}

/** An outcome of an earlier call, as it was or after a way through JSON. */
export interface FormerOutcome {
  emailAddress: string;
  status: InviteStatus;
  invitation?: unknown;
  error?: unknown;
}

/** What `inviteMembersSettled` takes. */
export type SettledParams = InvitationExtras &
  ({ emailAddresses: string[]; formerResult?: never } | { emailAddresses?: never; formerResult: readonly FormerOutcome[] });

/** How far a call is. */
export interface InviteProgress {
  done: number;
  total: number;
  waitingMs: number;
}

/** What `inviteMembersSettled` takes beside its params. */
export interface SettledOptions extends CallOptions {
  chunkSize?: number;
  maxWaitMs?: number;
  onProgress?: (progress: InviteProgress) => void;
}

/** The longest time that a timer takes, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** `organization.inviteMembersSettled` */
export async function inviteMembersSettled<Invitation extends InvitationRow>(
  environment: Environment,
  calls: OrganizationCalls<Invitation>,
  params: SettledParams | null | undefined,
  options?: SettledOptions | null,
): Promise<InviteOutcome<Invitation>[]> {
  const { core, errors } = environment;
  const { emailAddresses, formerResult, ...extras } = params ?? { role: '' };
  const chunkSize = readChunkSize(environment, options);
  const maxWaitMs = core.readMaxWaitMs(numberOf(options?.maxWaitMs));
  if (maxWaitMs === undefined) throw errors.invalid('maxWaitMs', 'must be a number of milliseconds');
  const given: unknown = formerResult ?? emailAddresses;
  if (!Array.isArray(given)) throw errors.invalid('emailAddresses', 'must be an array of addresses');
  // Spread, because other methods skip the holes of an array.
  const formers: Partial<FormerOutcome>[] = formerResult
    ? [...formerResult].map((former) => former ?? {})
    : [...given].map((emailAddress) => ({ emailAddress }));
  const addresses = formers.map(({ emailAddress }) => (typeof emailAddress === 'string' ? emailAddress : ''));
  const statuses = formers.map(({ status }) => (typeof status === 'string' ? status : ''));

  return environment.bounded(options ?? undefined, async (ended) => {
    const bulk = new core.BulkInvite(addresses, statuses, extras.role ?? '', chunkSize, maxWaitMs);
    const driver = new BulkDriver(environment, calls, extras, bulk, formers.length, options?.onProgress);
    try {
      await driver.run(ended);
      return formers.map((former, row) => driver.outcome(former, row, formers));
    } finally {
      bulk.free();
    }
  });
}

function readChunkSize({ core, errors }: Environment, options?: { chunkSize?: number } | null): number {
  const given: unknown = options?.chunkSize;
  const size = core.readChunkSize(typeof given === 'string' ? NaN : numberOf(given));
  if (size === undefined) throw errors.invalid('chunkSize', 'must be a whole number from 1 up');
  return size;
}

/** Performs what the core asks for, and keeps the objects that it knows by their positions. */
class BulkDriver<Invitation extends InvitationRow> {
  readonly #invitations: Invitation[] = [];
  readonly #failures: unknown[] = [];
  readonly #stop = new AbortController();

  constructor(
    readonly environment: Environment,
    readonly calls: OrganizationCalls<Invitation>,
    readonly extras: InvitationExtras,
    readonly bulk: BulkInvite,
    readonly total: number,
    readonly onProgress: ((progress: InviteProgress) => void) | undefined,
  ) {}

  async run(ended: Promise<never> | undefined): Promise<void> {
    const { bulk } = this;
    const { BulkAction } = this.environment.core;
    const { signal } = this.#stop;
    ended?.catch((error: unknown) => this.#stop.abort(error));
    // What a request waits for by itself is progress, too.
    const unsubscribe = this.calls.onRetry((waitMs) => this.#tell(waitMs));
    try {
      for (;;) {
        if (bulk.takeProgress()) this.#tell(bulk.waitingMs());
        // An abort by a listener of the progress arrives here one turn later.
        await Promise.resolve();
        if (signal.aborted) this.#abort();
        const action = bulk.nextAction();
        if (action === BulkAction.Resolve) return;
        if (action === BulkAction.Reject) throw this.#failures.at(-1);
        try {
          if (action === BulkAction.Invite) await this.#invite();
          else if (action === BulkAction.List) await this.#list();
          else await this.#wait();
        } catch (error) {
          // What is under way when the call ends has no known outcome; the core is told so, and not of its error.
          if (signal.aborted) continue;
          this.#failures.push(error);
          reportFailure(this.environment, bulk, error);
        }
      }
    } finally {
      unsubscribe();
    }
  }

  /** The outcome of a row. What is final in an earlier result comes back as it is there. */
  outcome(given: Partial<FormerOutcome>, row: number, formers: Partial<FormerOutcome>[]): InviteOutcome<Invitation> {
    const { bulk } = this;
    const former = formers[bulk.formerAt(row) ?? -1];
    const invitation = former ? former.invitation : this.#invitations[bulk.invitationAt(row) ?? -1];
    const status = bulk.statusAt(row);
    let error = former ? former.error : this.#failures[bulk.errorAt(row) ?? -1];
    if (!former && status === 'invalid') error ??= this.environment.errors.invalid('emailAddress', 'must be an address');
    return {
      emailAddress: given.emailAddress,
      status,
      ...(invitation ? { invitation } : {}),
      ...(error ? { error } : {}),
    } as InviteOutcome<Invitation>;
  }

  #abort(): void {
    this.#failures.push(this.#stop.signal.reason);
    this.bulk.aborted();
  }

  #tell(waitingMs: number): void {
    try {
      this.onProgress?.({ done: this.bulk.done(), total: this.total, waitingMs });
    } catch (error) {
      this.environment.report(error);
    }
  }

  async #invite(): Promise<void> {
    const emailAddresses = this.bulk.addresses();
    const options = { signal: this.#stop.signal };
    const invitations = await this.calls.inviteChunk({ ...this.extras, emailAddresses }, options);
    this.#invitations.push(...invitations);
    this.bulk.invited(invitations.map(({ emailAddress }) => `${emailAddress}`));
  }

  async #list(): Promise<void> {
    const request = { status: 'pending', initialPage: this.bulk.page(), pageSize: this.bulk.pageSize() };
    const page = await this.calls.getInvitations(request, { signal: this.#stop.signal });
    const { data, total_count: total } = page;
    this.#invitations.push(...data);
    this.bulk.listed(
      data.map(({ id }) => id),
      data.map(({ emailAddress }) => `${emailAddress}`),
      data.map(({ role }) => `${role}`),
      total,
    );
  }

  /** An abort ends the wait, and the loop sees it. */
  async #wait(): Promise<void> {
    const { signal } = this.#stop;
    const ms = Math.min(this.bulk.waitMs(), LONGEST_TIMER_MS);
    await new Promise<void>((resolve) => {
      const stop = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal.addEventListener('abort', stop, { once: true });
    });
    if (!signal.aborted) this.bulk.waited();
  }
}

/**
 * Invites one part of the addresses after the other. Each part is invited as a whole or not at all; the first that fails
 * ends the call.
 *
 * @throws the error of the part that failed, with `invited` and `remaining` unless the whole call was one part. The
 * caller's own abort reason is not changed: it is the `cause` of an error with the code `aborted`.
 */
export async function inviteInParts<Invitation>(
  environment: Environment,
  emailAddresses: readonly string[],
  options: (CallOptions & { chunkSize?: number }) | null | undefined,
  invite: (addresses: string[], ended: Promise<never> | undefined) => Promise<Invitation[]>,
): Promise<Invitation[]> {
  const { core, errors } = environment;
  const chunkSize = readChunkSize(environment, options);
  const invited: Invitation[] = [];
  return environment.bounded(options ?? undefined, async (ended) => {
    const call = new core.InviteInParts(emailAddresses.length, chunkSize);
    try {
      for (let part = call.nextPart(); part; part = call.nextPart()) {
        invited.push(...(await invite(emailAddresses.slice(part[0], part[1]), ended)));
        call.invited();
      }
      return invited;
    } catch (error) {
      const at = call.remaining();
      if (at === undefined) throw error;
      const partial = { invited, remaining: emailAddresses.slice(at) };
      const isReason = options?.signal?.aborted && error === options.signal.reason;
      if (!isReason && error instanceof Error && Object.isExtensible(error)) throw Object.assign(error, partial);
      const message = 'The call was aborted after some of the addresses were invited.';
      throw Object.assign(errors.failed('aborted', message, error, partial), { name: 'AbortError' });
    } finally {
      call.free();
    }
  });
}
