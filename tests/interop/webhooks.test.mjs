// Webhooks as applications receive them, verified by `verifyWebhook` of @clerk/backend and by `svix`.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, beforeEach, test } from 'node:test';

import { createClerkClient } from '@clerk/backend';
import { verifyWebhook } from '@clerk/backend/webhooks';
import { Webhook } from 'svix';

import { advanceClock, change, createUser, emulator, reset, signIn } from '../support/emulator.mjs';

const { organizationId, secretKey, url: apiUrl } = emulator;
const { organizations, users, sessions } = createClerkClient({ secretKey, apiUrl, telemetry: { disabled: true } });
const receivers = [];
const endpoints = [];

beforeEach(reset);
afterEach(async () => {
  for (const { id } of endpoints.splice(0)) await control('DELETE', `webhooks/${id}`);
});
after(() => receivers.forEach((server) => (server.closeAllConnections(), server.close())));

async function control(method, path, body) {
  const answer = await fetch(`${apiUrl}/__emulator/${path}`, { method, body: body && JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(JSON.stringify(json));
  return json;
}

async function endpoint(url) {
  const made = await control('POST', 'webhooks', { url });
  endpoints.push(made);
  return made;
}

/**
 * A receiver that records requests in `got`. `answer` returns the status of the answer, or `undefined` for no answer.
 */
async function receiver(answer = () => 200) {
  const receiver = { got: [], answer };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    receiver.got.push({ headers: request.headers, body });
    const status = receiver.answer();
    if (status) response.writeHead(status).end('{}');
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  receivers.push(server);
  receiver.url = `http://127.0.0.1:${server.address().port}/api/webhooks`;
  receiver.types = () => receiver.got.map(({ body }) => JSON.parse(body).type);
  return receiver;
}

async function until(what, isTrue, limitMs = 10_000) {
  const end = Date.now() + limitMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`not in ${limitMs} ms: ${what}`);
    await new Promise((soon) => setTimeout(soon, 20));
  }
}

const invite = (emailAddress) =>
  organizations.createOrganizationInvitation({
    organizationId,
    emailAddress,
    role: 'org:member',
    inviterUserId: emulator.admin.userId,
  });

test('every event arrives in order, and both libraries accept its signature', async () => {
  const app = await receiver();
  const { id, url, secret } = await endpoint(app.url);
  assert.match(id, /^ep_/);
  assert.equal(url, app.url);
  assert.match(secret, /^whsec_/);

  const invitation = await invite('hook@example.com');
  await organizations.revokeOrganizationInvitation({
    organizationId,
    invitationId: invitation.id,
    requestingUserId: emulator.admin.userId,
  });
  const user = await createUser('hooked@example.com');
  const accepted = await invite(user.emailAddress);
  const { devBrowser } = await signIn(user);
  const accept = `${apiUrl}/v1/me/organization_invitations/${accepted.id}/accept?__clerk_db_jwt=${devBrowser}`;
  assert.equal((await fetch(accept, { method: 'POST', headers: { origin: 'http://localhost:3000' } })).status, 200);
  await organizations.updateOrganizationMembership({ organizationId, userId: user.userId, role: 'org:admin' });
  await organizations.deleteOrganizationMembership({ organizationId, userId: user.userId });
  const made = await organizations.createOrganization({ name: 'Harbor' });
  await organizations.updateOrganization(made.id, { name: 'Harbour' });
  await organizations.deleteOrganization(made.id);
  await users.updateUser(user.userId, { firstName: 'Hook' });
  const {
    data: [session],
  } = await sessions.getSessionList({ userId: user.userId });
  await sessions.revokeSession(session.id);
  await users.deleteUser(user.userId);

  const expected = [
    'organizationInvitation.created',
    'organizationInvitation.revoked',
    'user.created',
    'organizationInvitation.created',
    'session.created',
    'organizationMembership.created',
    'organizationInvitation.accepted',
    'organizationMembership.updated',
    'organizationMembership.deleted',
    'organization.created',
    'organization.updated',
    'organization.deleted',
    'user.updated',
    'session.revoked',
    'user.deleted',
  ];
  await until('all events', () => app.got.length >= expected.length);
  const events = [];
  for (const { headers, body } of app.got) {
    const request = new Request(app.url, { method: 'POST', headers, body });
    const event = await verifyWebhook(request, { signingSecret: secret });
    assert.deepEqual(new Webhook(secret).verify(body, headers), JSON.parse(body));
    assert.throws(() => new Webhook(secret).verify(body.replace('event', 'eveNt'), headers));
    assert.ok(event.timestamp > 1e12 && event.instance_id.startsWith('ins_'));
    assert.equal(event.event_attributes.http_request.client_ip, '127.0.0.1');
    events.push(event);
  }
  assert.deepEqual(
    events.map(({ type }) => type),
    expected,
  );
  const of = (type) => events.find((event) => event.type === type).data;
  assert.equal(of('organizationInvitation.created').email_address, 'hook@example.com');
  assert.equal(of('organizationInvitation.revoked').status, 'revoked');
  assert.equal(of('organizationInvitation.accepted').user_id, user.userId);
  assert.equal(of('organizationMembership.created').public_user_data.user_id, user.userId);
  assert.equal(of('organizationMembership.created').organization.id, organizationId);
  assert.equal(of('organizationMembership.deleted').public_user_data.user_id, user.userId);
  assert.equal(of('organization.updated').name, 'Harbour');
  assert.deepEqual(of('user.deleted'), { object: 'user', id: user.userId, deleted: true });
  assert.equal(of('session.created').user.id, user.userId);
  assert.equal(new Set(app.got.map(({ headers }) => headers['svix-id'])).size, expected.length);
});

test("a failed delivery is retried on Svix's schedule, by the emulator's clock, and can be replayed", async () => {
  let answers = [500, 302];
  const app = await receiver(() => answers.shift() ?? 200);
  await endpoint(app.url);
  await invite('retry@example.com');
  const delivery = async () => (await control('GET', 'webhooks')).messages[0]?.deliveries[0];
  const attempts = (count) => until(`${count} attempts`, async () => (await delivery())?.attempts.length === count);
  await attempts(1);
  assert.equal((await delivery()).status, 'pending');
  await advanceClock(5_000);
  await attempts(2);
  await advanceClock(4 * 60_000);
  await new Promise((soon) => setTimeout(soon, 200));
  assert.equal(app.got.length, 2, 'no retry before five minutes have passed');
  await advanceClock(60_000);
  await attempts(3);
  const { status, nextAttemptAt, attempts: made } = await delivery();
  assert.deepEqual([status, nextAttemptAt], ['delivered', null]);
  assert.deepEqual(
    made.map((attempt) => attempt.status),
    [500, 302, 200],
  );
  assert.equal(new Set(app.got.map(({ headers }) => headers['svix-id'])).size, 1, 'the same message');

  const [{ id }] = (await control('GET', 'webhooks')).messages;
  await control('POST', `webhooks/messages/${id}/replay`);
  await attempts(4);
  assert.equal(app.got[3].headers['svix-id'], id);
});

test('events arrive in order also after a failed delivery, unless a setting changes that', async () => {
  let failing = 1;
  const app = await receiver(() => (failing-- > 0 ? 500 : 200));
  await endpoint(app.url);
  const addresses = () => app.got.map(({ body }) => JSON.parse(body).data.email_address);
  for (const name of ['a', 'b', 'c']) await invite(`${name}@example.com`);
  await until('the failed attempt', () => app.got.length === 1);
  await new Promise((soon) => setTimeout(soon, 300));
  assert.deepEqual(addresses(), ['a@example.com'], 'the other events wait');
  await advanceClock(5_000);
  await until('all', () => app.got.length === 4);
  assert.deepEqual(addresses(), ['a', 'a', 'b', 'c'].map((name) => `${name}@example.com`));

  failing = 1;
  await change({ webhook_order: 'independent' });
  for (const name of ['d', 'e']) await invite(`${name}@example.com`);
  await until('the next one', () => app.got.length === 6);
  assert.deepEqual(addresses().slice(4), ['d@example.com', 'e@example.com'], 'later events do not wait, as with Svix');
  await advanceClock(5_000);
  await until('the retry', () => app.got.length === 7);
  assert.equal(addresses()[6], 'd@example.com');
});

test('receivers that are down or never answer delay no other receiver, and a removed one gets nothing', async () => {
  const [silent, app, removed] = [await receiver(() => undefined), await receiver(), await receiver()];
  const dead = await receiver();
  await new Promise((closed) => receivers.at(-1).close(closed));
  for (const url of [silent.url, dead.url, app.url]) await endpoint(url);
  const { id } = await control('POST', 'webhooks', { url: removed.url });
  await control('DELETE', `webhooks/${id}`);
  const started = Date.now();
  for (const name of ['a', 'b', 'c']) await invite(`${name}@example.com`);
  assert.ok(Date.now() - started < 2_000, 'requests do not wait for deliveries');
  await until('three events', () => app.got.length === 3, 5_000);
  assert.equal(silent.got.length, 1, 'deliveries are sent one at a time');
  assert.equal(removed.got.length, 0);
  const { messages } = await control('GET', 'webhooks');
  assert.ok(messages[0].deliveries.some(({ attempts }) => attempts[0]?.error?.includes('refused')));
  await assert.rejects(control('POST', 'webhooks', { url: 'https://example.com/hook' }), /plain http/);
});

test('a reset deletes the messages, sends no event, and keeps the endpoints', async () => {
  const app = await receiver();
  await endpoint(app.url);
  await invite('before@example.com');
  await until('the event', () => app.got.length === 1);
  await reset();
  assert.deepEqual((await control('GET', 'webhooks')).messages, []);
  await invite('after@example.com');
  await until('the next event', () => app.got.length === 2);
  assert.deepEqual(app.types(), ['organizationInvitation.created', 'organizationInvitation.created']);
});
