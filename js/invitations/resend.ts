// Sending an invitation again. Clerk has no such call, so the old one is revoked and a new one made.

import type { ClerkContext } from '../context.js';
import { invalidParam, runtimeError } from '../errors.js';
import type { CallOptions, InviteMemberParams, Organization, OrganizationInvitation } from '../types.js';
import { isRefusal } from './refusals.js';

/**
 * `organization.resendInvitation`. `options` are for the revoking: once that has happened, the inviting is not cut off,
 * because it would leave the person without an invitation.
 */
export async function resendInvitation(
  { clerk }: ClerkContext,
  organization: Organization,
  invitation: OrganizationInvitation,
  options?: CallOptions,
): Promise<OrganizationInvitation> {
  const { id, emailAddress, role, publicMetadata, status } = invitation ?? {};
  if (![id, emailAddress, role].every((text) => typeof text === 'string' && text)) {
    throw invalidParam('invitation', 'must be an invitation');
  }
  const params: InviteMemberParams = { emailAddress, role };
  if (Object.keys(publicMetadata ?? {}).length) {
    // Before anything is revoked: a new invitation without them would be another one.
    if (!clerk.invitationRelay) {
      throw runtimeError(
        'not_on_frontend_api',
        'The invitation has public metadata, which the Frontend API does not take. ' +
          'Pass the URL of a relay to `new Clerk(key, { invitationRelay })`, or revoke it and invite without them.',
      );
    }
    params.publicMetadata = publicMetadata;
  }
  // An expired or revoked one does not keep the server from making another.
  const revoked = status === 'pending' ? await invitation.revoke(options) : invitation;
  try {
    return await inviteTwice(organization, params);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause;
    const text = `The invitation of ${emailAddress} is revoked, and a new one could not be made: ${reason}`;
    throw runtimeError('invitation_not_resent', text, cause, { revoked });
  }
}

// Once more, unless the server has refused.
async function inviteTwice(organization: Organization, params: InviteMemberParams): Promise<OrganizationInvitation> {
  try {
    return await organization.inviteMember(params);
  } catch (error) {
    if (isRefusal(error)) throw error;
    return organization.inviteMember(params);
  }
}
