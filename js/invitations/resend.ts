// Sending an invitation again. Clerk has no such call, so the old one is revoked and a new one made.

import { failed, invalid } from '../wasm/clerk_organization.js';
import { isRefusal } from './outcomes.js';

/**
 * `organization.resendInvitation`. `options` are for the revoking: once that has happened, the inviting is not cut off,
 * because it would leave the person without an invitation.
 */
export async function resendInvitation({ clerk }, organization, invitation, options) {
  const { id, emailAddress, role, publicMetadata = {}, status } = invitation ?? {};
  if (![id, emailAddress, role].every((text) => typeof text === 'string' && text)) {
    throw invalid('invitation', 'must be an invitation');
  }
  const params = { emailAddress, role };
  if (Object.keys(publicMetadata ?? {}).length) {
    // Before anything is revoked: a new invitation without them would be another one.
    if (!clerk.invitationRelay) {
      throw failed(
        'not_on_frontend_api',
        'The invitation has public metadata, which the Frontend API does not take. ' +
          'Give `new Clerk(key, { invitationRelay })` the URL of a relay, or revoke it and invite without them.',
      );
    }
    params.publicMetadata = publicMetadata;
  }
  // What has expired, or was revoked, is in nobody's way.
  const revoked = status === 'pending' ? await invitation.revoke(options) : invitation;
  try {
    return await invited(organization, params);
  } catch (cause) {
    const why = cause?.message ?? cause;
    const text = `The invitation of ${emailAddress} is revoked, and a new one could not be made: ${why}`;
    throw failed('invitation_not_resent', text, cause, { revoked });
  }
}

// Once more, unless the server has said no.
async function invited(organization, params) {
  try {
    return await organization.inviteMember(params);
  } catch (error) {
    if (isRefusal(error)) throw error;
    return organization.inviteMember(params);
  }
}
