// `inviteMembers` with more addresses than one request takes.

import { withSignal } from '../call-options.js';
import { ClerkAPIResponseError, ClerkRuntimeError, runtimeError } from '../errors.js';
import type { LazyCore } from '../lazy-glue-types.js';
import type { InviteMembersOptions, OrganizationInvitation } from '../types.js';
import { readChunkSize } from './page-params.js';

/** Invites all of the addresses, or none if one is refused. */
export type InvitePart = (emailAddresses: string[], signal: AbortSignal | undefined) => Promise<OrganizationInvitation[]>;

/**
 * Invites one part of the addresses after the other. The first part that fails ends the call.
 *
 * @throws the error of that part, with the addresses that are `invited` and those that are `remaining`. The caller's own
 * abort reason is not changed: it is the `cause` of a `ClerkRuntimeError` `aborted`.
 */
export const inviteInParts = (
  core: LazyCore,
  emailAddresses: readonly string[],
  options: InviteMembersOptions | undefined,
  invite: InvitePart,
): Promise<OrganizationInvitation[]> =>
  withSignal(options, async (signal) => {
    const invited: OrganizationInvitation[] = [];
    const call = core.createInviteInParts(emailAddresses.length, readChunkSize(core, options));
    try {
      for (let part = core.nextPart(call); part.length; part = core.nextPart(call)) {
        invited.push(...(await invite(emailAddresses.slice(...part), signal)));
        core.invited(call, []);
      }
      return invited;
    } catch (error) {
      const at = core.remaining(call);
      if (at === undefined) throw error;
      throw withProgress(error, options?.signal, { invited, remaining: emailAddresses.slice(at) });
    } finally {
      core.forget(call);
    }
  });

function withProgress(error: unknown, signal: AbortSignal | undefined, progress: object): Error {
  // The caller's reason may be shared with other calls, or frozen.
  const isOurs = error instanceof ClerkRuntimeError || error instanceof ClerkAPIResponseError;
  if (isOurs && error !== signal?.reason) return Object.assign(error, progress);
  const message = 'The call was aborted after some of the addresses were invited.';
  return runtimeError('aborted', message, error, { ...progress, name: 'AbortError' });
}
