// The server-side commands of Clerk's guide to invitations, run verbatim by curl with the emulator's host, key and ids
// filled in.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { beforeEach, test } from 'node:test';
import { promisify } from 'node:util';

import { createClerkClient } from '@clerk/backend';

import { emulator, outbox, reset } from '../support/emulator.mjs';

const run = promisify(execFile);
const { organizationId, admin } = emulator;

beforeEach(reset);

/** Runs a command of the guide. Resolves to `{ status, body }`. */
async function guide(command, ids = {}) {
  const filled = Object.entries({ '{org_123}': organizationId, user_123: admin.userId, ...ids }).reduce(
    (text, [written, real]) => text.replaceAll(written, real),
    command.replace('https://api.clerk.com', emulator.url).replace('YOUR_SECRET_KEY', emulator.secretKey),
  );
  const quietly = `${filled} --silent --show-error --max-time 20 --write-out '\\n%{http_code}'`;
  const { stdout } = await run('sh', ['-c', quietly]);
  const lines = stdout.split('\n');
  return { status: Number(lines.pop()), body: JSON.parse(lines.join('\n')) };
}

const INVITE = `curl 'https://api.clerk.com/v1/organizations/{org_123}/invitations' \\
-X POST \\
-H 'Authorization: Bearer YOUR_SECRET_KEY' \\
-H 'Content-Type: application/json' \\
-d '{ "inviter_user_id": "user_123", "email_address": "email@example.com", "role": "org:member" }'`;

test('one invitation', async () => {
  const { status, body } = await guide(INVITE);
  assert.equal(status, 200);
  assert.equal(body.object, 'organization_invitation');
  assert.deepEqual([body.email_address, body.role, body.status], ['email@example.com', 'org:member', 'pending']);
  assert.equal(body.inviter_id, admin.userId);
  const twice = await guide(INVITE);
  assert.deepEqual([twice.status, twice.body.errors[0].code], [400, 'organization_invitation_not_unique']);
});

test('several invitations', async () => {
  const command = `curl 'https://api.clerk.com/v1/organizations/{org_123}/invitations/bulk' \\
-X POST \\
-H 'Authorization: Bearer YOUR_SECRET_KEY' \\
-H 'Content-Type: application/json' \\
-d '[{ "inviter_user_id": "user_123", "email_address": "email123@example.com", "role": "org:member" }, { "inviter_user_id": "user_456", "email_address": "email456@example.com", "role": "org:member" }]'`;
  const { status, body } = await guide(command, { user_456: admin.userId });
  assert.equal(status, 200);
  assert.equal(body.total_count, 2);
  assert.deepEqual(
    body.data.map(({ email_address }) => email_address),
    ['email123@example.com', 'email456@example.com'],
  );
});

test('an invitation that leads to a page of the application', async () => {
  const command = `curl 'https://api.clerk.com/v1/organizations/{org_123}/invitations' \\
  -X POST \\
  -H 'Authorization: Bearer YOUR_SECRET_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{ "inviter_user_id": "user_123", "email_address": "email@example.com", "role": "org:member", "redirect_url": "https://www.example.com/accept-invitation" }'`;
  const { status, body } = await guide(command);
  assert.equal(status, 200);
  const [mail] = await outbox();
  assert.equal(mail.link, body.url);
  const opened = await fetch(mail.link, { redirect: 'manual' });
  const target = new URL(opened.headers.get('location'));
  assert.equal(target.origin + target.pathname, 'https://www.example.com/accept-invitation');
  assert.equal(target.searchParams.get('__clerk_status'), 'sign_up');
  assert.ok(target.searchParams.get('__clerk_ticket'));
});

test('an invitation with metadata', async () => {
  const command = `curl 'https://api.clerk.com/v1/organizations/{org_123}/invitations' \\
  -X POST \\
  -H 'Authorization: Bearer YOUR_SECRET_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{ "inviter_user_id": "user_123", "email_address": "email@example.com", "role": "org:member", "public_metadata": {"department": "marketing"} }'`;
  const { status, body } = await guide(command);
  assert.equal(status, 200);
  assert.deepEqual(body.public_metadata, { department: 'marketing' });
});

test('an invitation is revoked, and its link shows that it was revoked', async () => {
  const created = (await guide(INVITE)).body;
  const command = `curl 'https://api.clerk.com/v1/organizations/{org_123}/invitations/{inv_123}/revoke' \\
  -X POST \\
  -H 'Authorization: Bearer YOUR_SECRET_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{ "requesting_user_id": "user_123" }'`;
  const { status, body } = await guide(command, { '{inv_123}': created.id });
  assert.deepEqual([status, body.status, body.id], [200, 'revoked', created.id]);
  const opened = await fetch(created.url, { redirect: 'manual' });
  assert.ok(opened.status >= 400 && opened.status < 500, String(opened.status));
});

test('a user who has an account becomes a member without an invitation', async () => {
  const { organizations, users } = createClerkClient({
    secretKey: emulator.secretKey,
    apiUrl: emulator.url,
    telemetry: { disabled: true },
  });
  const user = await users.createUser({ emailAddress: ['someone@example.com'], password: 'a-long-password' });
  const membership = await organizations.createOrganizationMembership({
    organizationId,
    userId: user.id,
    role: 'org:member',
  });
  assert.equal(membership.publicUserData.userId, user.id);
  assert.equal(membership.organization.id, organizationId);
  assert.deepEqual(await outbox(), []);
});
