// Inviting many addresses, with an outcome for each.

import type { OrganizationInvitation } from '../objects/invitation.js';
import type { InvitationExtras, InviteMembersOptions } from './invitation.js';
import type { OrganizationCustomRoleKey } from './membership.js';
import type { Organization } from './organization.js';

/**
 * The outcome for one address:
 *
 * - `invited`: `invitation` is the new invitation
 * - `already_invited`: the address already has a pending invitation; `error` is the server's refusal, or
 *   `invitation` is the one that a look-up of an `outcome_unknown` found
 * - `already_member`, `invalid`: `error` is the server's refusal
 * - `refused`: the server refused the address for another reason; see `error`
 * - `rate_limited`: the server requires a longer wait than the caller allows; `error.retryAfter` has the seconds
 * - `outcome_unknown`: the request was sent, and it is unknown whether the server applied it; see `error`
 * - `not_attempted`: the address was not sent, or the server was unreachable after all retries; `error` is set if an abort or
 *   a failure ended the call
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

/** An address and its outcome. */
export interface InviteOutcome {
  /** The address as the caller passed it. */
  emailAddress: string;
  status: InviteStatus;
  /** Set with `invited`, and with `already_invited` if a look-up found it. */
  invitation?: OrganizationInvitation;
  /** The error, if the address is not invited. Addresses of one request share one error. */
  error?: Error;
}

/** An outcome of an earlier call, also after `JSON.stringify` and `JSON.parse`. */
export type FormerOutcome = Pick<InviteOutcome, 'emailAddress' | 'status'> & { invitation?: unknown; error?: unknown };

/** The params with which {@link Organization.inviteMembersSettled} continues an earlier call. */
export interface ResumeInvitingParams extends InvitationExtras {
  /**
   * The result of the earlier call, also after `JSON.stringify` and `JSON.parse`. Final outcomes (`invited`,
   * `already_invited`, `already_member`, `invalid`) are returned unchanged.
   */
  formerResult: readonly FormerOutcome[];
  /** The role of the earlier call. */
  role: OrganizationCustomRoleKey;
}

/** The progress of {@link Organization.inviteMembersSettled}. */
export interface InviteProgress {
  /** The number of addresses that have an outcome. */
  done: number;
  total: number;
  /** The length of the wait that starts now, in milliseconds; 0 if no wait starts. */
  waitingMs: number;
}

/** The options of {@link Organization.inviteMembersSettled}. */
export interface InviteMembersSettledOptions extends InviteMembersOptions {
  /** Called at the start, after each part, and when a wait starts or ends. */
  onProgress?: ((progress: InviteProgress) => void) | undefined;
  /** The longest total time that the call waits for the server, in milliseconds. Default ten minutes. */
  maxWaitMs?: number | undefined;
}
