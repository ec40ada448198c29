// @ts-nocheck
// Inviting any number of addresses, each to an outcome of its own: what poisons a part does not stop the others, what
// nobody answered is looked for before it is sent again, and what is left can be gone on with.

import { withCallOptions } from '../call-options.js';
import { invalidParam } from '../errors.js';
import { notify } from '../listeners.js';
import { LARGEST_PAGE, eachInvitation } from './pages.js';
import { isRefusal, judge, key } from './refusals.js';

/** How long a call waits for the server at most, all waits together. */
const MAX_WAIT_MS = 10 * 60 * 1000;
/** Waits after silence or a failing server; after the last it is believed to be down. */
const DOUBT_MS = [500, 1000, 2000, 4000];
/** Waits where a rate limit does not say how long; the last again and again. */
const LIMIT_MS = [5000, 10_000, 20_000, 40_000, 60_000];
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const SETTLED = new Set(['invited', 'already_invited', 'already_member', 'invalid']);

/**
 * `organization.inviteMembersSettled`. `params` is what `inviteMembers` takes, or `{ formerResult, role, … }` to go on
 * with what a former call left: everything but `invited`, `already_invited`, `already_member` and `invalid`.
 */
export async function inviteMembersSettled(inside, organization, params, options) {
  const { maxWaitMs = MAX_WAIT_MS, onProgress } = options ?? {};
  const chunkSize = inside.addressesPerRequest(options);
  if (!(typeof maxWaitMs === 'number' && maxWaitMs >= 0)) {
    throw invalidParam('maxWaitMs', 'must be a number of milliseconds');
  }
  const { rows, said } = read(params);

  return withCallOptions(options, async (ended) => {
    const stop = new AbortController();
    ended?.catch((error) => stop.abort(error));
    const sending = new Sending(inside, organization, said, { rows, onProgress, maxWaitMs, signal: stop.signal });
    const path = `/organizations/${organization.id}/invitations`;
    // The waits of each request, which are seen from outside alone.
    const unsubscribe = inside.clerk.on('retry', (retry) => retry.path.includes(path) && sending.tell(retry.waitMs));
    try {
      await sending.run(chunkSize);
    } finally {
      unsubscribe();
    }
    return rows.map(({ emailAddress, outcome }) => {
      const { status = 'not_attempted', invitation, error } = outcome;
      return { emailAddress, status, ...(invitation && { invitation }), ...(error && { error }) };
    });
  });
}

// One row for each address that was given, in that order, and one outcome for each that is meant.
function read(params) {
  const { emailAddresses, formerResult, ...said } = params ?? {};
  const given = formerResult ?? emailAddresses;
  if (!Array.isArray(given)) throw invalidParam('emailAddresses', 'must be an array of addresses');
  const outcomes = new Map();
  const rows = [...given].map((one) => {
    const { emailAddress, status, invitation, error } = formerResult ? (one ?? {}) : { emailAddress: one };
    const name = typeof emailAddress === 'string' ? key(emailAddress) : '';
    // A line break ends an address on its way to the wasm side, and is in none.
    if (!name || /\n/.test(name)) {
      return { emailAddress, outcome: { status: 'invalid', error: invalidParam('emailAddress', 'must be an address') } };
    }
    if (!outcomes.has(name)) {
      const settled = SETTLED.has(status) && { status, invitation, error };
      const doubtful = Boolean(error) && !isRefusal(error);
      outcomes.set(name, settled || { name, address: emailAddress.trim(), doubtful });
    }
    return { emailAddress, outcome: outcomes.get(name) };
  });
  return { rows, said };
}

const chunks = (all, size) =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

// One wait after the other, then always the last that is named.
const waitsOf = ([...all], last) => () => all.shift() ?? last;

// The part without those that are to blame, to try again.
function spared(part, blamed, error) {
  const rest = [];
  for (const outcome of part) {
    if (blamed.has(outcome.name)) Object.assign(outcome, { status: blamed.get(outcome.name), error });
    else rest.push(outcome);
  }
  return rest.length ? [rest] : [];
}

class Sending {
  #calls = 0;
  #waitedMs = 0;

  constructor(inside, organization, said, { rows, onProgress, maxWaitMs, signal }) {
    Object.assign(this, { inside, organization, said, rows, onProgress, maxWaitMs, signal });
  }

  tell(waitingMs = 0) {
    const done = this.rows.filter(({ outcome }) => outcome.status).length;
    if (this.onProgress) notify([this.onProgress], { done, total: this.rows.length, waitingMs });
  }

  /** Until every outcome has a status, or there is no use in going on. */
  async run(chunkSize) {
    const open = [...new Set(this.rows.map(({ outcome }) => outcome))].filter(({ status }) => !status);
    const [doubtful, untried] = [true, false].map((is) => open.filter((outcome) => outcome.doubtful === is));
    let parts = [...chunks(doubtful, chunkSize), ...chunks(untried, chunkSize)];
    this.tell();
    while (parts.length) {
      const part = parts.shift();
      const again = await this.#bring(part);
      this.tell();
      if (!again) return;
      parts.unshift(...again);
      // No other part is larger than one that was too large.
      if (again.tooMany) parts = parts.flatMap((part) => chunks(part, again[0].length));
    }
  }

  /** Brings a part to its outcomes. Gives the parts to try instead, or nothing where that would meet the same end. */
  async #bring(part) {
    const waits = { doubt: waitsOf(DOUBT_MS), wait: waitsOf(LIMIT_MS, LIMIT_MS.at(-1)) };
    for (;;) {
      try {
        part = await this.#missing(part.filter(({ status }) => !status));
        if (part.length) await this.#send(part);
        return [];
      } catch (error) {
        // Some may have been found by a look that was not finished.
        const open = part.filter((outcome) => !outcome.status);
        const settle = (status) => open.forEach((outcome) => Object.assign(outcome, { status, error }));
        if (this.signal.aborted) {
          // Nothing was sent, so nothing is to be told.
          if (!this.#calls) throw error;
          return settle('not_attempted');
        }
        const { verdict, blamed, tooMany } = judge(error, open.map(({ name }) => name));
        if (verdict === 'caller' && this.#calls === 1) throw error;
        if (verdict === 'halve') return Object.assign(chunks(open, Math.ceil(open.length / 2)), { tooMany });
        if (verdict === 'named') return spared(open, blamed, error);
        if (verdict === 'doubt') for (const outcome of open) outcome.doubtful = true;
        const told = verdict === 'wait' && error.retryAfter !== undefined;
        const waitMs = told ? Math.max(error.retryAfter * 1000, 1000) : waits[verdict]?.();
        if (!(await this.#waited(waitMs))) {
          return settle(verdict === 'wait' ? 'rate_limited' : 'refused');
        }
      }
    }
  }

  // False when there is none, or it would be longer than is wanted. An abort ends it, and is seen at what comes next.
  async #waited(ms) {
    if (ms === undefined || this.#waitedMs + ms > this.maxWaitMs) return false;
    this.#waitedMs += ms;
    this.tell(ms);
    await new Promise((wake) => {
      const timer = setTimeout(wake, Math.min(ms, LONGEST_TIMER_MS));
      const stop = () => wake(clearTimeout(timer));
      if (this.signal.aborted) stop();
      else this.signal.addEventListener('abort', stop, { once: true });
    });
    return true;
  }

  // Those that are not there. Only they are sent: of the others a sending that got no answer has invited them.
  async #missing(part) {
    const sought = new Map(part.filter(({ doubtful }) => doubtful).map((outcome) => [outcome.name, outcome]));
    if (!sought.size) return part;
    const pending = { status: 'pending', pageSize: LARGEST_PAGE };
    for await (const invitation of eachInvitation(this.inside, this.organization, pending, { signal: this.signal })) {
      const outcome = invitation.role === this.said.role && sought.get(key(`${invitation.emailAddress}`));
      if (!outcome) continue;
      Object.assign(outcome, { status: 'invited', invitation });
      sought.delete(outcome.name);
      if (!sought.size) break;
    }
    for (const outcome of sought.values()) outcome.doubtful = false;
    return part.filter(({ status }) => !status);
  }

  async #send(part) {
    if (!this.signal.aborted) this.#calls += 1;
    const call = { ...this.said, emailAddresses: part.map(({ address }) => address) };
    const invitations = await this.organization.inviteMembers(call, { signal: this.signal, chunkSize: part.length });
    const byName = new Map(invitations.map((invitation) => [key(`${invitation.emailAddress}`), invitation]));
    part.forEach((outcome, at) => {
      Object.assign(outcome, { status: 'invited', invitation: byName.get(outcome.name) ?? invitations[at] });
    });
  }
}
