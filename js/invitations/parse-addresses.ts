// Converts the core's arrays of pasted addresses to objects.

import type { NotUnderstoodReason, ParsedEmailAddresses } from '../addresses.js';
import type { LazyCore } from '../lazy-glue-types.js';

/** `parseEmailAddresses` */
export function parseEmailAddresses(core: LazyCore, given: string): ParsedEmailAddresses {
  const [emailAddresses, withRoles, notUnderstood, duplicates, cleaned] = core.parseEmailAddresses(given);
  return {
    emailAddresses,
    withRoles: withRoles.map(([emailAddress, role]) => ({ emailAddress, role })),
    notUnderstood: notUnderstood.map(([text, reason, line]) => ({ text, reason: reason as NotUnderstoodReason, line })),
    duplicates,
    cleaned: cleaned.map(([text, emailAddress, line]) => ({ text, emailAddress, line })),
  };
}
