// The Backend API through @clerk/backend, unmodified: the five methods for an organization's invitations.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { createClerkClient } from '@clerk/backend';
import { isClerkAPIResponseError } from '@clerk/shared/error';

import { advanceClock, change, clearRequests, emulator, outbox, requests, reset } from '../support/emulator.mjs';

const { organizationId, admin, member } = emulator;
const clientOf = (secretKey) => createClerkClient({ secretKey, apiUrl: emulator.url, telemetry: { disabled: true } });
const { organizations } = clientOf(emulator.secretKey);
const DAY = 24 * 60 * 60 * 1000;

beforeEach(reset);

/** The error that the call rejects with; Clerk's own guard must recognise it. */
async function refused(call) {
  const error = await call.then(
    (result) => assert.fail(`resolved with ${JSON.stringify(result)}`),
    (reason) => reason,
  );
  assert.ok(isClerkAPIResponseError(error), String(error));
  assert.match(error.clerkTraceId, /^[0-9a-f]{32}$/);
  return error;
}

const codes = (error) => error.errors.map(({ code }) => code);

test('getOrganizationInvitationList: every status, newest first, with the total count', async () => {
  const { data, totalCount } = await organizations.getOrganizationInvitationList({ organizationId });
  assert.equal(totalCount, 31);
  assert.equal(data.length, 10);
  assert.ok(data.every((invitation, at) => at === 0 || data[at - 1].createdAt >= invitation.createdAt));
  assert.ok(new Set(data.map(({ status }) => status)).size > 1);
  const { raw, ...first } = data[0];
  assert.equal(data[0].constructor.name.replace(/^_/, ''), 'OrganizationInvitation');
  assert.deepEqual(
    Object.keys(first).filter((key) => !key.startsWith('_')).sort(),
    [
      'createdAt',
      'emailAddress',
      'expiresAt',
      'id',
      'organizationId',
      'privateMetadata',
      'publicMetadata',
      'publicOrganizationData',
      'role',
      'roleName',
      'status',
      'updatedAt',
      'url',
    ],
  );
  assert.equal(first.organizationId, organizationId);
  assert.equal(typeof first.createdAt, 'number');
  assert.equal(first.expiresAt - first.createdAt, 30 * DAY);
  assert.equal(data[0].raw.public_inviter_data.identifier, admin.emailAddress);
});

test('getOrganizationInvitationList: the examples of its documentation', async () => {
  const list = (params) => organizations.getOrganizationInvitationList({ organizationId, ...params });
  const pending = await list({ status: ['pending'] });
  assert.equal(pending.totalCount, 14);
  assert.ok(pending.data.every(({ status }) => status === 'pending'));
  assert.equal((await list({ limit: 10 })).data.length, 10);
  const first = await list({});
  const next = await list({ offset: 10 });
  assert.equal(next.totalCount, 31);
  assert.ok(next.data.every(({ id }) => first.data.every((other) => other.id !== id)));

  assert.equal((await list({ status: ['pending', 'revoked'], limit: 500 })).data.length, 19);
  const sorted = (await list({ orderBy: '+email_address', limit: 500 })).data.map(({ emailAddress }) => emailAddress);
  assert.deepEqual(sorted, [...sorted].sort());
  assert.equal((await list({ emailAddress: 'priya.raman@example.com' })).totalCount, 1);
  await change({ backend_list_default_status: 'pending' });
  assert.equal((await list({})).totalCount, 14);
});

test('createOrganizationInvitation: what was sent comes back, and a mail with its link is in the outbox', async () => {
  await clearRequests();
  const created = await organizations.createOrganizationInvitation({
    organizationId,
    inviterUserId: admin.userId,
    emailAddress: 'new@example.com',
    role: 'org:member',
    redirectUrl: 'https://app.example.com/accept',
    expiresInDays: 3,
    publicMetadata: { department: 'marketing', nested: { camelCase: true } },
    privateMetadata: { cost: 7 },
  });
  assert.equal(created.emailAddress, 'new@example.com');
  assert.equal(created.status, 'pending');
  assert.deepEqual(created.publicMetadata, { department: 'marketing', nested: { camelCase: true } });
  assert.deepEqual(created.privateMetadata, { cost: 7 });
  assert.equal(created.expiresAt - created.createdAt, 3 * DAY);
  assert.equal(created.raw.inviter_id, admin.userId);
  const [mail] = await outbox();
  assert.equal(mail.to, 'new@example.com');
  assert.equal(mail.link, created.url);

  const [request] = await requests();
  assert.equal(request.headers['content-type'], 'application/json');
  assert.equal(request.headers['user-agent'], '@clerk/backend@3.25.0');
  assert.equal(request.headers['clerk-api-version'], '2026-05-12');
  assert.equal(request.status, 200);
  const opened = await fetch(created.url, { redirect: 'manual' });
  assert.equal(opened.status, 303);
  assert.equal(new URL(opened.headers.get('location')).origin, 'https://app.example.com');
});

test('createOrganizationInvitationBulk: all of them, or none', async () => {
  const created = await organizations.createOrganizationInvitationBulk(organizationId, [
    { emailAddress: 'b@example.com', role: 'org:member', inviterUserId: admin.userId },
    { emailAddress: 'a@example.com', role: 'org:admin', publicMetadata: { n: 1 }, redirectUrl: 'http://localhost' },
  ]);
  assert.equal(created.totalCount, 2);
  assert.deepEqual(created.data.map(({ emailAddress, role }) => [emailAddress, role]), [
    ['b@example.com', 'org:member'],
    ['a@example.com', 'org:admin'],
  ]);
  assert.equal((await outbox()).length, 2);

  const bulk = (...addresses) =>
    organizations.createOrganizationInvitationBulk(
      organizationId,
      addresses.map((emailAddress) => ({ emailAddress, role: 'org:member' })),
    );
  const table = [
    [['new@example.com', 'a@example.com'], 400, 'organization_invitation_not_unique'],
    [['new@example.com', member.emailAddress], 400, 'already_a_member_in_organization'],
    [['new@example.com', 'nope'], 422, 'form_param_format_invalid'],
    [Array.from({ length: 11 }, (_, n) => `p${n}@example.com`), 400, 'bulk_size_exceeded'],
    [[], 400, 'request_body_invalid'],
  ];
  for (const [addresses, status, code] of table) {
    const error = await refused(bulk(...addresses));
    assert.deepEqual([error.status, codes(error)], [status, [code]], addresses.join());
  }
  assert.equal((await organizations.getOrganizationInvitationList({ organizationId })).totalCount, 33);
});

test('getOrganizationInvitation: returns one invitation, or an error', async () => {
  const { data } = await organizations.getOrganizationInvitationList({ organizationId, limit: 1 });
  const found = await organizations.getOrganizationInvitation({ organizationId, invitationId: data[0].id });
  assert.deepEqual(found, data[0]);
  const unknown = await refused(organizations.getOrganizationInvitation({ organizationId, invitationId: 'orginv_x' }));
  assert.deepEqual([unknown.status, unknown.message, codes(unknown)], [404, 'Not Found', ['resource_not_found']]);
  const unnamed = organizations.getOrganizationInvitation({ organizationId, invitationId: '' });
  await assert.rejects(unnamed, /valid resource ID/);
});

test('revokeOrganizationInvitation: works with and without a user, and only once', async () => {
  const { data } = await organizations.getOrganizationInvitationList({ organizationId, status: ['pending'] });
  const [first, second, third] = data.map(({ id }) => ({ organizationId, invitationId: id }));
  const revoked = await organizations.revokeOrganizationInvitation({ ...first, requestingUserId: admin.userId });
  assert.equal(revoked.status, 'revoked');
  assert.ok(revoked.updatedAt > revoked.createdAt);
  assert.equal((await organizations.revokeOrganizationInvitation(second)).status, 'revoked');
  const again = await refused(organizations.revokeOrganizationInvitation(second));
  assert.deepEqual([again.status, codes(again)], [404, ['organization_invitation_not_pending']]);
  const forbidden = await refused(
    organizations.revokeOrganizationInvitation({ ...third, requestingUserId: member.userId }),
  );
  assert.deepEqual([forbidden.status, codes(forbidden)], [403, ['authorization_invalid']]);
});

test('a refusal names what is wrong, field by field', async () => {
  const error = await refused(
    organizations.createOrganizationInvitation({
      organizationId,
      role: '',
      expiresInDays: 366,
      redirectUrl: 'javascript:alert(1)',
    }),
  );
  assert.equal(error.status, 422);
  assert.deepEqual(error.errors.map(({ code, meta }) => [code, meta.paramName]), [
    ['form_param_missing', 'email_address'],
    ['form_param_missing', 'role'],
    ['form_param_value_invalid', 'expires_in_days'],
    ['prohibited_redirect_url', 'redirect_url'],
  ]);
  const stranger = clientOf('sk_test_stranger');
  const unknown = await refused(stranger.organizations.getOrganizationInvitationList({ organizationId }));
  assert.deepEqual([unknown.status, codes(unknown)], [401, ['clerk_key_invalid']]);
});

test('a rate limit names the seconds to wait, and moving the clock lifts it', async () => {
  await change({ bulk_invitations_per_hour: 1 });
  const bulk = (emailAddress) =>
    organizations.createOrganizationInvitationBulk(organizationId, [{ emailAddress, role: 'org:member' }]);
  await bulk('a@example.com');
  const limited = await refused(bulk('b@example.com'));
  assert.deepEqual([limited.status, codes(limited)], [429, ['too_many_requests']]);
  assert.ok(limited.retryAfter > 3590 && limited.retryAfter <= 3600, String(limited.retryAfter));
  await advanceClock(limited.retryAfter * 1000);
  assert.equal((await bulk('b@example.com')).totalCount, 1);
});
