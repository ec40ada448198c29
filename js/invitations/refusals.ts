// What an error means for the addresses of the call that it ended.

import type { ClerkAPIError, InviteStatus } from '../types.js';

// The codes of Clerk's published error list that are about an address. Others about an address are `refused`.
const STATUS: Record<string, InviteStatus> = {
  already_a_member_in_organization: 'already_member',
  organization_invitation_not_unique: 'already_invited',
  duplicate_record: 'already_invited',
  form_param_format_invalid: 'invalid',
};
// Refusals of an address whose HTTP status is about the caller elsewhere.
const OF_ADDRESS = new Set(['not_allowed_access', 'form_email_address_blocked']);
// About the whole call, whatever the addresses.
const OF_CALL = new Set(['invitations_not_supported', 'organization_member_limit_managed_by_billing']);
const TOO_MANY = new Set(['bulk_size_exceeded', 'form_param_array_size_exceeded']);
// Nothing was sent, and nothing will be.
const OF_CALLER = new Set(['invalid_params', 'not_on_frontend_api', 'not_loaded', 'signed_out']);

/** What two spellings of one address have in common. */
export const addressKey = (emailAddress: string): string => emailAddress.trim().toLowerCase();

/** An error of a call, also after a way through JSON. */
export interface CallError {
  code?: string;
  status?: number;
  errors?: ClerkAPIError[];
  retryAfter?: number;
}

/** Whether the server read the call and refused it. */
export function isRefusal(error: unknown): boolean {
  const { status = 0 } = (error ?? {}) as CallError;
  return status >= 400 && status < 500;
}

/** What to do about an error; see {@link judge}. */
export type Verdict =
  | { verdict: 'caller' | 'doubt' | 'wait' | 'end' }
  | { verdict: 'halve'; isTooMany: boolean }
  | { verdict: 'named'; blamed: Map<string, InviteStatus> };

/**
 * What to do about the error that ended the call for these addresses (each an {@link addressKey}):
 *
 * - `caller`: the call cannot be made at all
 * - `doubt`: there is no valid answer
 * - `wait`: refused unread, for now
 * - `named`: `blamed` has the addresses that are to blame, and the status of each
 * - `halve`: some are to blame and the server does not name them; or (`isTooMany`) they are too many for one call
 * - `end`: refused for a reason that meets every address
 */
export function judge(given: unknown, addresses: string[]): Verdict {
  const error = (given ?? {}) as CallError;
  if (OF_CALLER.has(error.code ?? '')) return { verdict: 'caller' };
  if (!isRefusal(error)) return { verdict: 'doubt' };
  if (error.status === 429) return { verdict: 'wait' };
  const { errors = [] } = error;
  const isAlone = addresses.length === 1;
  if (!isAlone && errors.some(({ code }) => TOO_MANY.has(code))) return { verdict: 'halve', isTooMany: true };
  const [first] = errors;
  if (!first || !errors.every((one) => isOfAddress(one, error.status))) return { verdict: 'end' };
  const blamed = isAlone ? new Map([[addresses[0] ?? '', statusOf(first)]]) : named(errors, addresses);
  return blamed.size ? { verdict: 'named', blamed } : { verdict: 'halve', isTooMany: false };
}

function isOfAddress({ code, meta }: ClerkAPIError, status: number | undefined): boolean {
  if (OF_CALL.has(code)) return false;
  if (OF_ADDRESS.has(code)) return true;
  return [400, 422].includes(status ?? 0) && [undefined, 'email_address', 'email_addresses'].includes(meta?.paramName);
}

const statusOf = ({ code }: ClerkAPIError): InviteStatus => (Object.hasOwn(STATUS, code) && STATUS[code]) || 'refused';

// Clerk names addresses in `meta`, or in the text alone (already_a_member_in_organization), where its own form looks.
function named(errors: ClerkAPIError[], addresses: string[]): Map<string, InviteStatus> {
  const blamed = new Map<string, InviteStatus>();
  for (const error of errors) {
    // Which of two spellings is one too many is not for the server to say.
    if (error.code === 'form_param_duplicate') continue;
    const { emailAddresses, identifiers } = error.meta ?? {};
    const listed: unknown[] = [emailAddresses ?? identifiers ?? []].flat();
    const words = listed.length ? listed : `${error.longMessage ?? error.message ?? ''}`.split(/[\s,;:<>"'()[\]]+/);
    // A full stop ends the sentence rather than the address.
    const names = new Set(words.map((word) => addressKey(`${word}`).replace(/\.+$/, '')));
    for (const address of addresses) if (names.has(address)) blamed.set(address, statusOf(error));
  }
  return blamed;
}
