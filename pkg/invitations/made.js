// Invitations that did not come through the organization's own methods, as the same objects.

import { OrganizationInvitation, bounded } from '../wasm/clerk_organization.js';

/** Gives what makes an `OrganizationInvitation` of the server's JSON; its `revoke` is told to lists like any other. */
export function maker({ clerk }, organization) {
  const { revokeInvitation } = Object.getPrototypeOf(organization);
  const revoke = ({ id, status }, options) =>
    clerk.changes.run(organization, { organizationId: organization.id, revoked: id }, status === 'pending' ? -1 : 0, () =>
      bounded(options, (ended) => revokeInvitation.call(organization, id, ended)),
    );
  return (json) => new OrganizationInvitation(json, { revoke });
}
