// Inviting any number of addresses with a call that takes a few and accepts all of them or none. Knows no page.

import { isClerkAPIResponseError } from 'clerk-organization';

import { problems } from '../page/problems.js';

/** What Clerk documents as the most that one call takes. */
export const PART_SIZE = 10;

/**
 * Sends `addresses` in parts and tells the outcome of each, once: `tell(address, outcome)` with
 * `{ state: 'invited', invitation }`, `{ state: 'refused', problem }`, `{ state: 'unclear', problem }` where there was
 * no answer to believe, or `{ state: 'unsent', problem? }` where nothing was applied and it may be tried again.
 *
 * A part that is refused for some of its addresses is sent again without them. Where the server does not say which
 * ones they are, the part is halved until they stand alone. Anything that would meet every part (role, permission,
 * seats, rate limit, network) ends it: that error is returned.
 *
 * @param invite `(addresses) => Promise<OrganizationInvitation[]>`
 * @param signal ends it before the next part
 */
export async function inviteAll(invite, addresses, tell, signal) {
  const parts = [];
  for (let at = 0; at < addresses.length; at += PART_SIZE) parts.push(addresses.slice(at, at + PART_SIZE));
  let stopped;
  while (parts.length) {
    const part = parts.shift();
    if (stopped || signal?.aborted) {
      part.forEach((address) => tell(address, { state: 'unsent' }));
      continue;
    }
    try {
      const invitations = await invite(part);
      const byAddress = new Map(invitations.map((invitation) => [invitation.emailAddress?.toLowerCase(), invitation]));
      for (const [at, address] of part.entries()) {
        tell(address, { state: 'invited', invitation: byAddress.get(address.toLowerCase()) ?? invitations[at] });
      }
    } catch (error) {
      const { again, ended } = refused(error, part, tell);
      parts.unshift(...again);
      stopped = ended ? error : stopped;
    }
  }
  return stopped;
}

// What to send again, and whether there is any use in going on.
function refused(error, part, tell) {
  const [problem] = problems(error);
  if (!isAboutAddresses(error)) {
    const isRefusal = error?.code === 'invalid_params' || (isClerkAPIResponseError(error) && error.status < 500);
    part.forEach((address) => tell(address, { state: isRefusal ? 'unsent' : 'unclear', problem }));
    return { again: [], ended: true };
  }
  const blame = new Map();
  for (const one of problems(error)) {
    for (const address of one.addresses) blame.set(String(address).toLowerCase(), one);
  }
  const blamed = part.filter((address) => blame.has(address.toLowerCase()));
  if (blamed.length || part.length === 1) {
    const named = blamed.length ? blamed : part;
    named.forEach((address) =>
      tell(address, { state: 'refused', problem: blame.get(address.toLowerCase()) ?? problem }),
    );
    const rest = part.filter((address) => !named.includes(address));
    return { again: rest.length ? [rest] : [], ended: false };
  }
  const half = Math.ceil(part.length / 2);
  return { again: [part.slice(0, half), part.slice(half)], ended: false };
}

// Clerk refuses addresses with 400 (already invited, already a member) and 422 (no address).
function isAboutAddresses(error) {
  if (!isClerkAPIResponseError(error) || ![400, 422].includes(error.status)) return false;
  return (
    error.errors.length > 0 && error.errors.every(({ meta }) => [undefined, 'email_address'].includes(meta.paramName))
  );
}
