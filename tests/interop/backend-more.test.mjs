// More of the Backend API through @clerk/backend, unmodified: invitations to the application, addresses, roles and
// permissions, domains, logos, JWT templates; and the matching calls of clerk-js, `getToken({ template })` and
// `user.createEmailAddress`.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { createClerkClient, verifyToken } from '@clerk/backend';

import { inBrowser } from '../support/browser.mjs';
import { change, createUser, emulator, outbox, reset } from '../support/emulator.mjs';
import { loadOfficial } from './clerk-js.mjs';

const { organizationId, admin, secretKey, publishableKey, url: apiUrl } = emulator;
const clerkClient = createClerkClient({ secretKey, publishableKey, apiUrl, telemetry: { disabled: true } });
const { emailAddresses, invitations, jwtTemplates, organizationPermissions, organizationRoles, organizations, sessions, users } =
  clerkClient;
const suite = inBrowser({ path: '/bare' });
/** A PNG of one pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

beforeEach(async () => {
  await reset();
  await change({ rate_limits: false });
});

const rejects = (call, status, code) =>
  assert.rejects(call, (error) => {
    assert.deepEqual([error.status, error.errors[0].code], [status, code]);
    return true;
  });

/** Opens a page with clerk-js in which the admin is signed in. */
async function signedInPage() {
  const page = await suite.open('/bare');
  await page.evaluate(loadOfficial, emulator);
  await page.evaluate(async ({ emailAddress: identifier, password }) => {
    const signIn = await window.Clerk.client.signIn.create({ strategy: 'password', identifier, password });
    await window.Clerk.setActive({ session: signIn.createdSessionId });
  }, admin);
  return page;
}

test('invitations to the application are created, listed and revoked', async () => {
  const created = await invitations.createInvitation({
    emailAddress: 'new@example.com',
    redirectUrl: 'http://localhost:3000/welcome',
    publicMetadata: { plan: 'team' },
    expiresInDays: 7,
  });
  assert.deepEqual([created.status, created.revoked, created.publicMetadata], ['pending', false, { plan: 'team' }]);
  assert.match(created.url, /\/v1\/tickets\/accept\?ticket=/);
  await rejects(invitations.createInvitation({ emailAddress: 'new@example.com' }), 400, 'duplicate_record');
  const bulk = await invitations.createInvitationBulk([{ emailAddress: 'a@example.com' }, { emailAddress: 'b@example.com' }]);
  assert.equal((bulk.data ?? bulk).length, 2);
  const { data, totalCount } = await invitations.getInvitationList({ orderBy: 'email_address', status: 'pending' });
  assert.deepEqual([data.map(({ emailAddress }) => emailAddress), totalCount], [
    ['a@example.com', 'b@example.com', 'new@example.com'],
    3,
  ]);
  assert.equal((await invitations.revokeInvitation(created.id)).status, 'revoked');
  await rejects(invitations.revokeInvitation(created.id), 400, 'invitation_already_revoked');
  assert.equal((await outbox()).length, 3);
});

test('addresses are created, shown, changed and deleted', async () => {
  const user = await createUser('one@example.com');
  const made = await emailAddresses.createEmailAddress({ userId: user.userId, emailAddress: 'two@example.com' });
  assert.equal(made.verification, null);
  const verified = await emailAddresses.updateEmailAddress(made.id, { verified: true, primary: true });
  assert.equal(verified.verification.status, 'verified');
  assert.equal((await emailAddresses.getEmailAddress(made.id)).emailAddress, 'two@example.com');
  assert.equal((await users.getUser(user.userId)).primaryEmailAddressId, made.id);
  assert.equal((await emailAddresses.deleteEmailAddress(made.id)).deleted, true);
  await rejects(emailAddresses.getEmailAddress(made.id), 404, 'resource_not_found');
});

test('roles and permissions are created, assigned, changed and deleted', async () => {
  const permission = await organizationPermissions.createOrganizationPermission({
    name: 'Read teams',
    key: 'org:team:read',
    description: '',
  });
  const role = await organizationRoles.createOrganizationRole({ name: 'Editor', key: 'org:editor' });
  const assigned = await organizationRoles.assignPermissionToOrganizationRole({
    organizationRoleId: role.id,
    permissionId: permission.id,
  });
  assert.deepEqual(assigned.permissions.map(({ key }) => key), ['org:team:read']);
  const renamed = await organizationRoles.updateOrganizationRole({ organizationRoleId: role.id, name: 'Writer' });
  assert.deepEqual([renamed.name, renamed.key], ['Writer', 'org:editor']);
  const changed = await organizationPermissions.updateOrganizationPermission({ permissionId: permission.id, name: 'Teams' });
  assert.equal(changed.name, 'Teams');
  const removed = await organizationRoles.removePermissionFromOrganizationRole({
    organizationRoleId: role.id,
    permissionId: permission.id,
  });
  assert.deepEqual(removed.permissions, []);
  assert.equal((await organizationRoles.deleteOrganizationRole(role.id)).deleted, true);
  assert.equal((await organizationPermissions.deleteOrganizationPermission(permission.id)).deleted, true);
});

test('domains and the logo of an organization are created, changed and deleted', async () => {
  const domain = await organizations.createOrganizationDomain({
    organizationId,
    name: 'acme.example',
    enrollmentMode: 'automatic_suggestion',
  });
  assert.deepEqual([domain.name, domain.verification.status], ['acme.example', 'verified']);
  const own = { organizationId, domainId: domain.id };
  const changed = await organizations.updateOrganizationDomain({ ...own, enrollmentMode: 'manual_invitation' });
  // The client returns domains exactly as they are on the wire.
  assert.equal(changed.enrollment_mode, 'manual_invitation');
  const listed = await organizations.getOrganizationDomainList({ organizationId });
  assert.deepEqual([listed.data[0].id, listed.totalCount], [domain.id, 1]);
  assert.equal((await organizations.deleteOrganizationDomain(own)).deleted, true);

  const file = new Blob([Buffer.from(PNG, 'base64')], { type: 'image/png' });
  const withLogo = await organizations.updateOrganizationLogo(organizationId, { file, uploaderUserId: admin.userId });
  assert.equal(withLogo.hasImage, true);
  const image = await fetch(withLogo.imageUrl);
  assert.equal(image.headers.get('content-type'), 'image/png');
  assert.equal((await organizations.deleteOrganizationLogo(organizationId)).hasImage, false);
});

test('getToken({ template }) returns the filled-in template, to clerk-js and to @clerk/backend', async () => {
  const template = await jwtTemplates.create({
    name: 'supabase',
    claims: { role: 'authenticated', email: '{{user.primary_email_address}}', org: '{{org.slug || \'none\'}}' },
    lifetime: 120,
  });
  assert.deepEqual([template.name, template.lifetime], ['supabase', 120]);
  const page = await signedInPage();
  const jwt = await page.evaluate(() => window.Clerk.session.getToken({ template: 'supabase' }));
  const claims = await verifyToken(jwt, { secretKey, apiUrl });
  assert.deepEqual([claims.email, claims.role, claims.sub], [admin.emailAddress, 'authenticated', admin.userId]);
  assert.equal(claims.org, 'northwind-studio');
  assert.equal(claims.exp - claims.iat, 120);

  const session = await sessions.createSession({ userId: admin.userId });
  const token = await sessions.getToken(session.id, 'supabase');
  assert.equal((await verifyToken(token.jwt, { secretKey, apiUrl })).email, admin.emailAddress);
  await rejects(sessions.getToken(session.id, 'none'), 404, 'resource_not_found');
  const { data } = await jwtTemplates.list();
  assert.deepEqual(data.map(({ id }) => id), [template.id]);
  const updated = await jwtTemplates.update({ templateId: template.id, name: 'supabase', claims: { a: 1 } });
  assert.deepEqual(updated.claims, { a: 1 });
  assert.equal((await jwtTemplates.get(template.id)).id, template.id);
  assert.equal((await jwtTemplates.delete(template.id)).deleted, true);
  await page.close();
});

test('a user of clerk-js adds and verifies an address, and ends a session of another browser', async () => {
  const page = await signedInPage();
  const added = await page.evaluate(async () => {
    const address = await window.Clerk.user.createEmailAddress({ email: 'second@example.com' });
    await address.prepareVerification({ strategy: 'email_code' });
    return { id: address.id, status: address.verification.status };
  });
  assert.equal(added.status, 'unverified');
  const { code } = (await outbox()).at(-1);
  const verified = await page.evaluate(
    async ({ id, code }) => {
      const address = window.Clerk.user.emailAddresses.find((address) => address.id === id);
      const { verification } = await address.attemptVerification({ code });
      await window.Clerk.user.update({ primaryEmailAddressId: id });
      return [verification.status, window.Clerk.user.primaryEmailAddress.emailAddress];
    },
    { id: added.id, code },
  );
  assert.deepEqual(verified, ['verified', 'second@example.com']);

  const other = await sessions.createSession({ userId: admin.userId });
  const left = await page.evaluate(async (id) => {
    const all = await window.Clerk.user.getSessions();
    const revoked = await all.find((session) => session.id === id).revoke();
    const again = await window.Clerk.user.getSessions();
    return [all.length, revoked.status, again.some((session) => session.id === id)];
  }, other.id);
  assert.deepEqual(left, [2, 'revoked', false]);
  const destroyed = await page.evaluate(async (id) => {
    const first = window.Clerk.user.emailAddresses.find((address) => address.id !== id);
    await first.destroy();
    await window.Clerk.user.reload();
    return window.Clerk.user.emailAddresses.map(({ emailAddress }) => emailAddress);
  }, added.id);
  assert.deepEqual(destroyed, ['second@example.com']);
  await page.close();
});
