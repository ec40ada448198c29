// `@clerk/backend` 2 and 3 on the emulator: each sends its own API version and gets answers of that version's shape.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import * as backend2 from 'clerk-backend-2';
import * as backend3 from 'clerk-backend-3';

import { change, emulator, reset } from '../support/emulator.mjs';
import { versionOf } from './versions.mjs';

const { organizationId, admin, secretKey, publishableKey, url: apiUrl } = emulator;

beforeEach(async () => {
  await reset();
  await change({ rate_limits: false });
});

for (const [name, { createClerkClient, verifyToken }] of Object.entries({
  'clerk-backend-2': backend2,
  'clerk-backend-3': backend3,
})) {
  test(`@clerk/backend ${versionOf(name)} invites, lists, revokes, changes metadata and verifies a token`, async () => {
    const clerk = createClerkClient({ secretKey, publishableKey, apiUrl, telemetry: { disabled: true } });
    const invitation = await clerk.organizations.createOrganizationInvitation({
      organizationId,
      emailAddress: 'new@example.com',
      role: 'org:member',
      inviterUserId: admin.userId,
    });
    const { data, totalCount } = await clerk.organizations.getOrganizationInvitationList({
      organizationId,
      status: ['pending'],
      limit: 1,
    });
    assert.deepEqual([data[0].id, totalCount], [invitation.id, 15]);
    const revoked = await clerk.organizations.revokeOrganizationInvitation({
      organizationId,
      invitationId: invitation.id,
      requestingUserId: admin.userId,
    });
    assert.equal(revoked.status, 'revoked');
    const user = await clerk.users.updateUser(admin.userId, { firstName: 'Ada', publicMetadata: { plan: 'team' } });
    assert.deepEqual([user.firstName, user.publicMetadata], ['Ada', { plan: 'team' }]);
    const members = await clerk.organizations.getOrganizationMembershipList({ organizationId });
    assert.equal(members.totalCount, 8);
    const application = await clerk.invitations.createInvitation({ emailAddress: 'app@example.com' });
    assert.equal(application.status, 'pending');

    const session = await clerk.sessions.createSession({ userId: admin.userId });
    const { jwt } = await clerk.sessions.getToken(session.id);
    const claims = await verifyToken(jwt, { secretKey, apiUrl });
    assert.deepEqual([claims.sub, claims.sid, claims.v], [admin.userId, session.id, 2]);
    const request = new Request('http://localhost:3000/', { headers: { authorization: `Bearer ${jwt}` } });
    const state = await clerk.authenticateRequest(request);
    const { userId, orgId, orgRole } = state.toAuth();
    assert.deepEqual([userId, orgId, orgRole], [admin.userId, organizationId, 'org:admin']);
  });
}
