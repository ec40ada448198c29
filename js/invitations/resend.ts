// Resending an invitation: revoke, then invite. The core decides whether a step is retried, and the state after a failure.

import type { ClerkContext } from '../context.js';
import { invalidParam, runtimeError } from '../errors.js';
import type { LazyCore } from '../lazy-glue-types.js';
import type { CallOptions, InviteMemberParams, Organization, OrganizationInvitation } from '../types.js';
import { reportFailure } from './failures.js';

/**
 * `organization.resendInvitation`. The options apply to the revocation. An abort does not stop the following invitation, so
 * that the person is not left without one.
 */
export async function resendInvitation(
  core: LazyCore,
  clerk: ClerkContext['clerk'],
  organization: Organization,
  invitation: OrganizationInvitation,
  options?: CallOptions,
): Promise<OrganizationInvitation> {
  const params = readParams(invitation, Boolean(clerk.invitationRelay));
  const { ResendStep } = core;
  const call = core.createResend(invitation.status);
  let made: OrganizationInvitation | undefined;
  let failure: unknown;
  try {
    let step = core.resendStep(call);
    for (; step === ResendStep.Revoke || step === ResendStep.Invite; step = core.resendStep(call)) {
      try {
        if (step === ResendStep.Revoke) await invitation.revoke(options);
        else made = await organization.inviteMember(params);
        core.stepSucceeded(call);
      } catch (error) {
        failure = error;
        reportFailure(core, call, error);
      }
    }
    if (step === ResendStep.Done && made) return made;
    if (step === ResendStep.NotRevoked) throw failure;
    const isUnknown = step === ResendStep.InvitationUnknown;
    const what = isUnknown ? 'it is not known whether a new one was made' : 'a new one could not be made';
    const why = failure instanceof Error ? failure.message : String(failure);
    const message = `The invitation of ${params.emailAddress} is revoked, and ${what}: ${why}`;
    throw runtimeError('invitation_not_resent', message, failure, { revoked: invitation });
  } finally {
    core.forget(call);
  }
}

/** Checks the invitation before anything is revoked. A new invitation would lack its metadata. */
function readParams(invitation: OrganizationInvitation | null | undefined, hasRelay: boolean): InviteMemberParams {
  const { id, emailAddress, role, publicMetadata } = invitation ?? {};
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (!isText(id) || !isText(emailAddress) || !isText(role)) throw invalidParam('invitation', 'must be an invitation');
  if (!publicMetadata || !Object.keys(publicMetadata).length) return { emailAddress, role };
  if (hasRelay) return { emailAddress, role, publicMetadata };
  throw runtimeError(
    'not_on_frontend_api',
    'The invitation has public metadata, which the Frontend API does not take. ' +
      'Pass the URL of a relay to `new Clerk(key, { invitationRelay })`, or revoke it and invite without them.',
  );
}
