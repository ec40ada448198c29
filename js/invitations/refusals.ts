// @ts-nocheck
// What an error says about the addresses of the call that it ended. Pure.

// The codes of Clerk's published error list that speak about an address. Others that do are `refused`.
const STATUS = {
  already_a_member_in_organization: 'already_member',
  organization_invitation_not_unique: 'already_invited',
  duplicate_record: 'already_invited',
  form_param_format_invalid: 'invalid',
};
// Refusals of an address whose HTTP status elsewhere speaks of the caller.
const OF_ADDRESS = new Set(['not_allowed_access', 'form_email_address_blocked']);
// Said of the whole call, whatever the addresses.
const OF_CALL = new Set(['invitations_not_supported', 'organization_member_limit_managed_by_billing']);
const TOO_MANY = new Set(['bulk_size_exceeded', 'form_param_array_size_exceeded']);
// Nothing was sent, and nothing will be.
const OF_CALLER = new Set(['invalid_params', 'not_on_frontend_api', 'not_loaded', 'signed_out']);

/** By what two spellings of an address are told to be one. */
export const key = (emailAddress) => emailAddress.trim().toLowerCase();

/** Whether the server read the call and did not do it. Also for an error that went through JSON. */
export const isRefusal = (error) => error?.status >= 400 && error.status < 500;

/**
 * What to do about the error that ended the call for these addresses (as {@link key} writes them):
 *
 * - `caller`: the call cannot be made at all
 * - `doubt`: there is no answer to believe
 * - `wait`: refused unread, for now
 * - `named`: `blamed` has the addresses that are to blame, and the status of each
 * - `halve`: some are to blame, nobody says which; with `tooMany`, they are too many for one call
 * - `end`: refused for a reason that meets every address
 */
export function judge(error, addresses) {
  if (OF_CALLER.has(error?.code)) return { verdict: 'caller' };
  if (!isRefusal(error)) return { verdict: 'doubt' };
  if (error.status === 429) return { verdict: 'wait' };
  const { errors = [] } = error;
  const alone = addresses.length === 1;
  if (!alone && errors.some(({ code }) => TOO_MANY.has(code))) return { verdict: 'halve', tooMany: true };
  if (!errors.length || !errors.every((one) => isOfAddress(one, error.status))) return { verdict: 'end' };
  const blamed = alone ? new Map([[addresses[0], statusOf(errors[0])]]) : named(errors, addresses);
  return blamed.size ? { verdict: 'named', blamed } : { verdict: 'halve' };
}

function isOfAddress({ code, meta }, status) {
  if (OF_CALL.has(code)) return false;
  if (OF_ADDRESS.has(code)) return true;
  return [400, 422].includes(status) && [undefined, 'email_address', 'email_addresses'].includes(meta?.paramName);
}

const statusOf = ({ code }) => (Object.hasOwn(STATUS, code) ? STATUS[code] : 'refused');

// Clerk names addresses in `meta`, or in the text alone (already_a_member_in_organization), where its own form looks.
function named(errors, addresses) {
  const blamed = new Map();
  for (const error of errors) {
    // Which of two spellings is one too many is not for the server to say.
    if (error.code === 'form_param_duplicate') continue;
    const { emailAddresses, identifiers } = error.meta ?? {};
    const told = [emailAddresses ?? identifiers ?? []].flat();
    const words = told.length ? told : `${error.longMessage ?? error.message ?? ''}`.split(/[\s,;:<>"'()[\]]+/);
    // A full stop ends the sentence rather than the address.
    const names = new Set(words.map((word) => key(`${word}`).replace(/\.+$/, '')));
    for (const address of addresses) if (names.has(address)) blamed.set(address, statusOf(error));
  }
  return blamed;
}
