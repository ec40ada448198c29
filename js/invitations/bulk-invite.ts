// Inviting any number of addresses, each with an outcome of its own: an address that the server refuses does not stop the
// others, what got no answer is looked up before it is sent again, and a later call can go on with what is left.

import type { InvitationsContext } from '../account.js';
import { withCallOptions } from '../call-options.js';
import { invalidParam } from '../errors.js';
import { notify } from '../listeners.js';
import type {
  FormerOutcome,
  InvitationExtras,
  InviteMembersParams,
  InviteMembersSettledOptions,
  InviteOutcome,
  InviteStatus,
  Organization,
  OrganizationInvitation,
  ResumeInvitingParams,
} from '../types.js';
import { LARGEST_PAGE, eachInvitation } from './pages.js';
import { addressKey, isRefusal, judge } from './refusals.js';
import type { CallError } from './refusals.js';

/** How long a call waits for the server at most, all waits together. */
const MAX_WAIT_MS = 10 * 60 * 1000;
/** Waits after no answer or a failing server; after the last the call gives up. */
const DOUBT_MS = [500, 1000, 2000, 4000];
/** Waits when a rate limit does not say how long; the last one repeats. */
const LIMIT_MS = [5000, 10_000, 20_000, 40_000, 60_000];
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const SETTLED = new Set<InviteStatus>(['invited', 'already_invited', 'already_member', 'invalid']);

/** What becomes of one address, however often it was given. */
interface Outcome {
  status?: InviteStatus | undefined;
  invitation?: OrganizationInvitation | undefined;
  error?: Error | undefined;
}
/** An outcome that may be open: without a status until then. */
interface OpenOutcome extends Outcome {
  key: string;
  address: string;
  /** Whether an earlier request with it may have arrived. */
  isDoubtful: boolean;
}
/** An address as it was given. */
interface Row {
  emailAddress: string;
  outcome: Outcome | OpenOutcome;
}

const isOpen = (outcome: Outcome | OpenOutcome): outcome is OpenOutcome => 'key' in outcome && !outcome.status;

type Fields = InvitationExtras & { role: string };

/**
 * `organization.inviteMembersSettled`. `params` is what `inviteMembers` takes, or `{ formerResult, role, … }` to go on with
 * what an earlier call left: everything but `invited`, `already_invited`, `already_member` and `invalid`.
 */
export async function inviteMembersSettled(
  context: InvitationsContext,
  organization: Organization,
  params: InviteMembersParams | ResumeInvitingParams,
  options?: InviteMembersSettledOptions,
): Promise<InviteOutcome[]> {
  const { maxWaitMs = MAX_WAIT_MS, onProgress } = options ?? {};
  const size = context.addressesPerRequest(options);
  if (!(typeof maxWaitMs === 'number' && maxWaitMs >= 0)) {
    throw invalidParam('maxWaitMs', 'must be a number of milliseconds');
  }
  const { rows, fields } = readParams(params);

  return withCallOptions(options, async (ended) => {
    const signal = ended ?? new AbortController().signal;
    const bulk = new BulkInvite(context, organization, fields, { rows, onProgress, maxWaitMs, signal });
    const path = `/organizations/${organization.id}/invitations`;
    // The waits between the sendings of one request.
    const unsubscribe = context.clerk.on('retry', (retry) => retry.path.includes(path) && bulk.emitProgress(retry.waitMs));
    try {
      await bulk.run(size);
    } finally {
      unsubscribe();
    }
    return rows.map(({ emailAddress, outcome }) => {
      const { status = 'not_attempted', invitation, error } = outcome;
      return { emailAddress, status, ...(invitation && { invitation }), ...(error && { error }) };
    });
  });
}

// One row for each given address, in that order, and one outcome for each address.
function readParams(params: InviteMembersParams | ResumeInvitingParams): { rows: Row[]; fields: Fields } {
  const { emailAddresses, formerResult, ...fields } = (params ?? {}) as Partial<InviteMembersParams & ResumeInvitingParams>;
  const given: unknown = formerResult ?? emailAddresses;
  if (!Array.isArray(given)) throw invalidParam('emailAddresses', 'must be an array of addresses');
  const outcomes = new Map<string, Row['outcome']>();
  const rows = ([...given] as unknown[]).map((one): Row => {
    const former = (formerResult ? (one ?? {}) : { emailAddress: one }) as Partial<FormerOutcome>;
    const { emailAddress, status } = former;
    const error = former.error as Error | undefined;
    const key = typeof emailAddress === 'string' ? addressKey(emailAddress) : '';
    // A line break ends an address on its way to the wasm side, and no address has one.
    if (typeof emailAddress !== 'string' || !key || /\n/.test(key)) {
      const outcome: Outcome = { status: 'invalid', error: invalidParam('emailAddress', 'must be an address') };
      return { emailAddress: emailAddress as string, outcome };
    }
    const invitation = former.invitation as OrganizationInvitation | undefined;
    const outcome =
      outcomes.get(key) ??
      (status && SETTLED.has(status) ?
        { status, invitation, error }
      : { key, address: emailAddress.trim(), isDoubtful: Boolean(error) && !isRefusal(error) });
    outcomes.set(key, outcome);
    return { emailAddress, outcome };
  });
  return { rows, fields: fields as Fields };
}

const chunks = <T>(all: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

interface BulkOptions {
  rows: Row[];
  onProgress: InviteMembersSettledOptions['onProgress'];
  maxWaitMs: number;
  signal: AbortSignal;
}

class BulkInvite {
  readonly #context: InvitationsContext;
  readonly #organization: Organization;
  readonly #fields: Fields;
  readonly #options: BulkOptions;
  #calls = 0;
  #waitedMs = 0;

  constructor(context: InvitationsContext, organization: Organization, fields: Fields, options: BulkOptions) {
    this.#context = context;
    this.#organization = organization;
    this.#fields = fields;
    this.#options = options;
  }

  emitProgress(waitingMs = 0): void {
    const { rows, onProgress } = this.#options;
    const done = rows.filter(({ outcome }) => outcome.status).length;
    if (onProgress) notify([onProgress], { done, total: rows.length, waitingMs });
  }

  /** Runs until every outcome has a status, or the rest would end the same way. */
  async run(size: number): Promise<void> {
    const open = [...new Set(this.#options.rows.map(({ outcome }) => outcome))].filter(isOpen);
    const doubtful = open.filter(({ isDoubtful }) => isDoubtful);
    const untried = open.filter(({ isDoubtful }) => !isDoubtful);
    let parts = [...chunks(doubtful, size), ...chunks(untried, size)];
    this.emitProgress();
    for (let part = parts.shift(); part; part = parts.shift()) {
      const rest = await this.#settle(part);
      this.emitProgress();
      if (!rest) return;
      parts.unshift(...rest.parts);
      // No other part may be larger than one that was too large.
      const { largest } = rest;
      if (largest) parts = parts.flatMap((part) => chunks(part, largest));
    }
  }

  /** Brings a part to its outcomes. Returns the parts to try instead, or undefined when every part would end the same way. */
  async #settle(given: OpenOutcome[]): Promise<{ parts: OpenOutcome[][]; largest?: number } | undefined> {
    const doubtWaits = [...DOUBT_MS];
    const limitWaits = [...LIMIT_MS];
    let part = given;
    for (;;) {
      try {
        part = await this.#withoutFound(part.filter(({ status }) => !status));
        if (part.length) await this.#send(part);
        return { parts: [] };
      } catch (error) {
        // An unfinished look-up may have found some.
        const open = part.filter(({ status }) => !status);
        const end = (status: InviteStatus) => {
          for (const outcome of open) Object.assign(outcome, { status, error });
          return undefined;
        };
        if (this.#options.signal.aborted) {
          // Nothing was sent, so there is nothing to report.
          if (!this.#calls) throw error;
          return end('not_attempted');
        }
        const judged = judge(error, open.map(({ key }) => key));
        if (judged.verdict === 'caller' && this.#calls === 1) throw error;
        if (judged.verdict === 'halve') {
          const half = Math.ceil(open.length / 2);
          return { parts: chunks(open, half), ...(judged.isTooMany && { largest: half }) };
        }
        if (judged.verdict === 'named') {
          for (const outcome of open) {
            const status = judged.blamed.get(outcome.key);
            if (status) Object.assign(outcome, { status, error });
          }
          const rest = open.filter(({ status }) => !status);
          return { parts: rest.length ? [rest] : [] };
        }
        if (judged.verdict === 'doubt') for (const outcome of open) outcome.isDoubtful = true;
        const { retryAfter } = error as CallError;
        const waitMs =
          judged.verdict === 'doubt' ? doubtWaits.shift()
          : judged.verdict !== 'wait' ? undefined
          : retryAfter === undefined ? (limitWaits.shift() ?? LIMIT_MS.at(-1))
          : Math.max(retryAfter * 1000, 1000);
        if (!(await this.#wait(waitMs))) return end(judged.verdict === 'wait' ? 'rate_limited' : 'refused');
      }
    }
  }

  // False without a wait, or when it would be longer than the caller allows. An abort ends it; the next step sees that.
  async #wait(ms: number | undefined): Promise<boolean> {
    const { maxWaitMs, signal } = this.#options;
    if (ms === undefined || this.#waitedMs + ms > maxWaitMs) return false;
    this.#waitedMs += ms;
    this.emitProgress(ms);
    await new Promise<void>((wake) => {
      const timer = setTimeout(wake, Math.min(ms, LONGEST_TIMER_MS));
      const stop = () => {
        clearTimeout(timer);
        wake();
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
    return true;
  }

  // Looks up the doubtful ones. Only those that are not there are sent: a request without an answer has invited the others.
  async #withoutFound(part: OpenOutcome[]): Promise<OpenOutcome[]> {
    const wanted = new Map(part.filter(({ isDoubtful }) => isDoubtful).map((outcome) => [outcome.key, outcome]));
    if (!wanted.size) return part;
    const pending = { status: 'pending', pageSize: LARGEST_PAGE } as const;
    const { signal } = this.#options;
    for await (const invitation of eachInvitation(this.#context, this.#organization, pending, { signal })) {
      const key = addressKey(`${invitation.emailAddress}`);
      const outcome = invitation.role === this.#fields.role ? wanted.get(key) : undefined;
      if (!outcome) continue;
      Object.assign(outcome, { status: 'invited', invitation });
      wanted.delete(key);
      if (!wanted.size) break;
    }
    for (const outcome of wanted.values()) outcome.isDoubtful = false;
    return part.filter(({ status }) => !status);
  }

  async #send(part: OpenOutcome[]): Promise<void> {
    const { signal } = this.#options;
    if (!signal.aborted) this.#calls += 1;
    const call = { ...this.#fields, emailAddresses: part.map(({ address }) => address) };
    const invitations = await this.#organization.inviteMembers(call, { signal, chunkSize: part.length });
    const byKey = new Map(invitations.map((invitation) => [addressKey(`${invitation.emailAddress}`), invitation]));
    part.forEach((outcome, at) => {
      Object.assign(outcome, { status: 'invited', invitation: byKey.get(outcome.key) ?? invitations[at] });
    });
  }
}
