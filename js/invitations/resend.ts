// Sending an invitation again: revoke, then invite. The core decides whether a step is tried again and what a failure
// leaves behind.

import { reportFailure } from './failures.js';
import type { CallOptions, Environment, InvitationExtras, InvitationRow, OrganizationCalls } from './driver.js';

/** What is read of the invitation to send again. */
export interface ResendableInvitation extends InvitationRow {
  status: string;
  publicMetadata?: Record<string, unknown> | null;
  revoke: (options?: CallOptions) => Promise<unknown>;
}

/**
 * `organization.resendInvitation`. The options are for the revocation. An abort does not stop the invitation that follows
 * it, because the person would be left without one.
 *
 * @throws `invitation_not_resent` with `revoked` and `cause` if the old invitation is revoked and the new one was not made,
 * or is not known to be made: then `cause.code` is `outcome_unknown`.
 */
export async function resendInvitation<Invitation extends ResendableInvitation>(
  { core, errors, ...rest }: Environment,
  calls: OrganizationCalls<Invitation>,
  hasRelay: boolean,
  invitation: Invitation | null | undefined,
  options?: CallOptions,
): Promise<Invitation> {
  const environment = { core, errors, ...rest };
  if (!isInvitation(invitation)) throw errors.invalid('invitation', 'must be an invitation');
  const { emailAddress, role, status, publicMetadata } = invitation;
  const params: InvitationExtras & { emailAddress: string } = { emailAddress, role };
  if (publicMetadata && Object.keys(publicMetadata).length) {
    // Before anything is revoked: a new invitation without them would be another one.
    if (!hasRelay) {
      throw errors.failed(
        'not_on_frontend_api',
        'The invitation has public metadata, which the Frontend API does not take. ' +
          'Pass `new Clerk(key, { invitationRelay })` the URL of a relay, or revoke it and invite without them.',
      );
    }
    params.publicMetadata = publicMetadata;
  }
  const call = new core.Resend(status);
  let made: Invitation | undefined;
  let failure: unknown;
  try {
    for (;;) {
      try {
        const step = call.step();
        if (step === core.ResendStep.Revoke) await invitation.revoke(options);
        else if (step === core.ResendStep.Invite) made = await calls.inviteMember(params);
        else break;
        call.succeeded();
      } catch (error) {
        failure = error;
        reportFailure(environment, call, error);
      }
    }
    const end = call.step();
    if (end === core.ResendStep.Done && made) return made;
    if (end === core.ResendStep.NotRevoked) throw failure;
    const what =
      end === core.ResendStep.InvitationUnknown
        ? 'whether a new one was made is not known'
        : 'a new one could not be made';
    const why = failure instanceof Error ? failure.message : String(failure);
    const message = `The invitation of ${emailAddress} is revoked, and ${what}: ${why}`;
    throw errors.failed('invitation_not_resent', message, failure, { revoked: invitation });
  } finally {
    call.free();
  }
}

function isInvitation<Invitation extends ResendableInvitation>(
  invitation: Invitation | null | undefined,
): invitation is Invitation {
  const { id, emailAddress, role } = invitation ?? {};
  return [id, emailAddress, role].every((text) => typeof text === 'string' && text !== '');
}
