// The rest of the Backend API through @clerk/backend, unmodified: organizations, members, users, sessions, tokens.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { createClerkClient, verifyToken } from '@clerk/backend';

import { advanceClock, change, emulator, reset } from '../support/emulator.mjs';

const { organizationId, admin, member, secretKey, publishableKey, url: apiUrl } = emulator;
const clerkClient = createClerkClient({ secretKey, publishableKey, apiUrl, telemetry: { disabled: true } });
const { organizations, users, sessions } = clerkClient;

beforeEach(async () => {
  await reset();
  await change({ rate_limits: false });
});

const rejects = (call, status, code) =>
  assert.rejects(call, (error) => {
    assert.deepEqual([error.status, error.errors[0].code], [status, code]);
    return true;
  });

/** A session token of this user, from a new session. */
async function tokenOf(userId, expiresInSeconds) {
  const session = await sessions.createSession({ userId });
  const token = await sessions.getToken(session.id, undefined, expiresInSeconds);
  return { session, jwt: token.jwt };
}

test('organizations are created, found, changed, given metadata and deleted', async () => {
  const created = await organizations.createOrganization({
    name: 'Acme',
    createdBy: admin.userId,
    maxAllowedMemberships: 4,
    publicMetadata: { a: { b: 1 } },
  });
  assert.deepEqual([created.name, created.slug, created.createdBy], ['Acme', 'acme', admin.userId]);
  const counted = await organizations.getOrganization({ slug: 'acme', includeMembersCount: true });
  assert.deepEqual([counted.id, counted.membersCount], [created.id, 1]);
  const { data, totalCount } = await organizations.getOrganizationList({ query: 'acm', includeMembersCount: true });
  assert.deepEqual([data[0].id, data[0].membersCount, totalCount], [created.id, 1, 1]);
  const renamed = await organizations.updateOrganization(created.id, { name: 'Acme Two', maxAllowedMemberships: 0 });
  assert.deepEqual([renamed.name, renamed.maxAllowedMemberships], ['Acme Two', 0]);
  const merged = await organizations.updateOrganizationMetadata(created.id, { publicMetadata: { a: { c: 2 } } });
  assert.deepEqual(merged.publicMetadata, { a: { b: 1, c: 2 } });
  const replaced = await organizations.replaceOrganizationMetadata(created.id, { privateMetadata: { d: 3 } });
  assert.deepEqual([replaced.publicMetadata, replaced.privateMetadata], [{ a: { b: 1, c: 2 } }, { d: 3 }]);
  // The older form, which the client splits into two calls.
  const both = await organizations.updateOrganization(created.id, { name: 'Acme', publicMetadata: {} });
  assert.deepEqual([both.name, both.publicMetadata], ['Acme', {}]);
  const deleted = await organizations.deleteOrganization(created.id);
  assert.deepEqual([deleted.object, deleted.id, deleted.deleted], ['organization', created.id, true]);
  await rejects(organizations.getOrganization({ organizationId: created.id }), 404, 'resource_not_found');
});

test('members are listed, added, changed and removed', async () => {
  const user = await users.createUser({ emailAddress: ['new@example.com'], firstName: 'New' });
  const who = { organizationId, userId: user.id };
  const added = await organizations.createOrganizationMembership({ ...who, role: 'org:member' });
  assert.deepEqual([added.role, added.publicUserData.identifier], ['org:member', 'new@example.com']);
  const list = (params) => organizations.getOrganizationMembershipList({ organizationId, ...params });
  assert.equal((await list({})).totalCount, 9);
  assert.equal((await list({ userId: [user.id] })).data[0].id, added.id);
  assert.equal((await list({ role: ['org:admin'] })).data[0].publicUserData.userId, admin.userId);
  assert.equal((await list({ query: 'new@', orderBy: '-created_at', limit: 1 })).totalCount, 1);
  const changed = await organizations.updateOrganizationMembership({ ...who, role: 'org:admin' });
  assert.equal(changed.role, 'org:admin');
  assert.ok(changed.permissions.includes('org:sys_memberships:manage'));
  const merged = await organizations.updateOrganizationMembershipMetadata({ ...who, publicMetadata: { a: 1 } });
  assert.deepEqual(merged.publicMetadata, { a: 1 });
  assert.equal((await users.getOrganizationMembershipList({ userId: user.id })).totalCount, 1);
  assert.equal((await organizations.getInstanceOrganizationMembershipList({ limit: 1 })).totalCount, 11);
  const removed = await organizations.deleteOrganizationMembership(who);
  assert.equal(removed.id, added.id);
  await rejects(organizations.deleteOrganizationMembership(who), 404, 'resource_not_found');
});

test('users are created, found, counted, changed and deleted; their invitations are theirs', async () => {
  const created = await users.createUser({
    emailAddress: ['priya.raman@example.com'],
    password: 'a-long-password',
    externalId: 'e1',
    publicMetadata: { a: 1 },
    createdAt: new Date('2020-01-02T03:04:05.006Z'),
  });
  assert.equal(created.createdAt, Date.UTC(2020, 0, 2, 3, 4, 5, 6));
  assert.equal(created.primaryEmailAddress.emailAddress, 'priya.raman@example.com');
  assert.equal((await users.getUser(created.id)).externalId, 'e1');
  const found = await users.getUserList({ emailAddress: ['priya.raman@example.com'], orderBy: '-created_at' });
  assert.deepEqual([found.data.map(({ id }) => id), found.totalCount], [[created.id], 1]);
  assert.equal(await users.getCount(), 10);
  const changed = await users.updateUser(created.id, { firstName: 'Priya', publicMetadata: { b: 2 } });
  assert.deepEqual([changed.firstName, changed.publicMetadata], ['Priya', { b: 2 }]);
  assert.deepEqual((await users.updateUserMetadata(created.id, { publicMetadata: { b: null } })).publicMetadata, {});
  const invitations = await users.getOrganizationInvitationList({ userId: created.id, status: ['pending'] });
  assert.equal(invitations.totalCount, 1);
  assert.equal(invitations.data[0].publicOrganizationData.id, organizationId);
  assert.equal((await users.banUser(created.id)).banned, true);
  assert.equal((await users.unbanUser(created.id)).banned, false);
  const deleted = await users.deleteUser(created.id);
  assert.deepEqual([deleted.id, deleted.deleted], [created.id, true]);
  await rejects(users.getUser(created.id), 404, 'resource_not_found');
});

test('roles and settings of organizations', async () => {
  const roles = await clerkClient.organizationRoles.getOrganizationRoleList({ orderBy: 'key' });
  assert.deepEqual(roles.data.map(({ key }) => key), ['org:admin', 'org:billing_manager', 'org:member', 'org:viewer']);
  const settings = await clerkClient.instance.updateOrganizationSettings({ maxAllowedMemberships: 9 });
  assert.equal(settings.maxAllowedMemberships, 9);
  assert.equal((await clerkClient.instance.getOrganizationSettings()).maxAllowedMemberships, 9);
});

test('sessions are created, listed and revoked', async () => {
  const session = await sessions.createSession({ userId: member.userId });
  assert.deepEqual([session.status, session.lastActiveOrganizationId], ['active', organizationId]);
  const { data, totalCount } = await sessions.getSessionList({ userId: member.userId });
  assert.deepEqual([data[0].id, totalCount], [session.id, 1]);
  assert.equal((await sessions.getSession(session.id)).userId, member.userId);
  assert.equal((await sessions.revokeSession(session.id)).status, 'revoked');
  assert.equal((await sessions.getSessionList({ userId: member.userId, status: 'active' })).totalCount, 0);
  await rejects(sessions.getToken(session.id), 401, 'authentication_invalid');
});

test('verifyToken accepts only tokens of this instance, with the published key', async () => {
  const { session, jwt } = await tokenOf(admin.userId);
  const claims = await verifyToken(jwt, { secretKey, apiUrl });
  assert.deepEqual([claims.sub, claims.sid], [admin.userId, session.id]);
  assert.deepEqual([claims.o.id, claims.o.rol], [organizationId, 'admin']);

  const [header, payload, signature] = jwt.split('.');
  const other = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url')), sub: 'user_x' }));
  const forged = [
    [`${header}.${other.toString('base64url')}.${signature}`, 'token-invalid-signature'],
    [`${header}.${payload}.${signature.slice(0, -4)}AAAA`, 'token-invalid-signature'],
  ];
  for (const [token, reason] of forged) {
    await assert.rejects(verifyToken(token, { secretKey, apiUrl }), { reason });
  }
  const stranger = { secretKey: 'sk_test_stranger', apiUrl, skipJwksCache: true };
  await assert.rejects(verifyToken(jwt, stranger), { reason: 'secret-key-invalid' });
  await advanceClock(-120_000);
  const late = (await tokenOf(admin.userId)).jwt;
  await assert.rejects(verifyToken(late, { secretKey, apiUrl }), { reason: 'token-expired' });
  await advanceClock(240_000);
  const early = (await tokenOf(admin.userId)).jwt;
  await assert.rejects(verifyToken(early, { secretKey, apiUrl }), { reason: 'token-not-active-yet' });
});

test('authenticateRequest recognises a signed-in caller by header and by cookie', async () => {
  const { session, jwt } = await tokenOf(admin.userId);
  const page = 'http://localhost:3000/members';
  const byHeader = await clerkClient.authenticateRequest(
    new Request(page, { headers: { authorization: `Bearer ${jwt}` } }),
  );
  assert.equal(byHeader.isAuthenticated, true, byHeader.reason);
  const auth = byHeader.toAuth();
  assert.deepEqual([auth.userId, auth.sessionId], [admin.userId, session.id]);
  assert.deepEqual([auth.orgId, auth.orgRole], [organizationId, 'org:admin']);
  assert.equal(auth.has({ role: 'org:admin' }), true);
  assert.equal(auth.has({ role: 'org:member' }), false);

  const cookies = `__session=${jwt}; __client_uat=1; __clerk_db_jwt=dvb_1`;
  const byCookie = await clerkClient.authenticateRequest(new Request(page, { headers: { cookie: cookies } }));
  assert.equal(byCookie.isAuthenticated, true, byCookie.reason);
  assert.equal(byCookie.toAuth().userId, admin.userId);

  const nobody = await clerkClient.authenticateRequest(
    new Request(page, { headers: { authorization: `Bearer ${jwt.slice(0, -4)}AAAA` } }),
  );
  assert.deepEqual([nobody.isAuthenticated, nobody.reason], [false, 'token-invalid-signature']);
});
