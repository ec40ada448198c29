// Inviting many addresses, with an outcome for each.

import type { OrganizationInvitation } from '../objects/invitation.js';
import type { InvitationExtras, InviteMembersOptions } from './invitation.js';
import type { OrganizationCustomRoleKey } from './membership.js';
import type { Organization } from './organization.js';

/**
 * What became of an address:
 *
 * - `invited`: `invitation` is the invitation that was made
 * - `already_invited`: there is a pending invitation of the address already; `error` is the server's refusal, or
 *   `invitation` is what was found when an `outcome_unknown` was looked up
 * - `already_member`, `invalid`: `error` is the server's refusal
 * - `refused`: the server refused the address for another reason, or was unreachable after all retries; see `error`
 * - `rate_limited`: the server asked for a longer wait than the caller allows; `error.retryAfter` has the seconds
 * - `outcome_unknown`: the request was sent, and whether the server applied it is not known; see `error`
 * - `not_attempted`: the address was not sent; `error` is there if an abort or a failure ended the call
 */
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
export interface InviteOutcome {
  /** As it was given. */
  emailAddress: string;
  status: InviteStatus;
  /** With `invited`, and with `already_invited` if it was found. */
  invitation?: OrganizationInvitation;
  /** Why the address is not invited. Addresses of one request share one error. */
  error?: Error;
}

/** A former outcome, as it was or after a way through JSON. */
export type FormerOutcome = Pick<InviteOutcome, 'emailAddress' | 'status'> & { invitation?: unknown; error?: unknown };

/** What {@link Organization.inviteMembersSettled} takes to go on with what it left. */
export interface ResumeInvitingParams extends InvitationExtras {
  /**
   * What it resolved to, or the same after a way through JSON. Outcomes that are final (`invited`, `already_invited`,
   * `already_member`, `invalid`) are returned as they are here.
   */
  formerResult: readonly FormerOutcome[];
  /** The role, as before. */
  role: OrganizationCustomRoleKey;
}

/** How far {@link Organization.inviteMembersSettled} is. */
export interface InviteProgress {
  /** How many of the given addresses have an outcome. */
  done: number;
  total: number;
  /** The wait that begins now, in milliseconds; 0 where there is none. */
  waitingMs: number;
}

/** What {@link Organization.inviteMembersSettled} takes beside its params. */
export interface InviteMembersSettledOptions extends InviteMembersOptions {
  /** Called at the start, after each part and when a wait begins or ends. */
  onProgress?: (progress: InviteProgress) => void;
  /** The longest that the call waits for the server, all waits together, in milliseconds. Default ten minutes. */
  maxWaitMs?: number;
}
