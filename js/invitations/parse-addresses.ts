// Pasted addresses, from the core's arrays to objects.

import type { NotUnderstoodReason, ParsedEmailAddresses } from '../addresses.js';
import type { LazyCore } from '../lazy-glue-types.js';

/** `parseEmailAddresses` */
export function parseEmailAddresses(core: LazyCore, given: string): ParsedEmailAddresses {
  const parsed = core.parseEmailAddresses(given);
  try {
    const [roles, reasons, lines] = [parsed.roles(), parsed.reasons(), parsed.lines()];
    const [cleanedAddresses, cleanedLines] = [parsed.cleanedAddresses(), parsed.cleanedLines()];
    return {
      emailAddresses: parsed.emailAddresses(),
      withRoles: parsed.addressesWithRoles().map((emailAddress, at) => ({ emailAddress, role: roles[at] ?? '' })),
      notUnderstood: parsed.notUnderstood().map((text, at) => {
        return { text, reason: reasons[at] as NotUnderstoodReason, line: lines[at] ?? 0 };
      }),
      duplicates: parsed.duplicates(),
      cleaned: parsed.cleanedTexts().map((text, at) => {
        return { text, emailAddress: cleanedAddresses[at] ?? '', line: cleanedLines[at] ?? 0 };
      }),
    };
  } finally {
    parsed.free();
  }
}
