// Further instances of the emulator with Clerk's official packages: each has its own data.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { createClerkClient, verifyToken } from '@clerk/backend';

import { inBrowser } from '../support/browser.mjs';
import { emulator } from '../support/emulator.mjs';
import { loadOfficial } from './clerk-js.mjs';

const suite = inBrowser({ path: '/bare' });
const made = [];

after(() => Promise.all(made.map(({ url }) => fetch(`${url}/__emulator/instance`, { method: 'DELETE' }))));

async function createInstance() {
  const response = await fetch(`${emulator.url}/__emulator/instances`, { method: 'POST' });
  const instance = await response.json();
  assert.ok(response.ok, JSON.stringify(instance));
  made.push(instance);
  return instance;
}

test('@clerk/backend works with an instance as its apiUrl, and its key works only there', async () => {
  const [ours, theirs] = [await createInstance(), await createInstance()];
  const client = ({ secretKey }, { url }) => createClerkClient({ secretKey, apiUrl: url });
  const backend = client(ours, ours);
  const { organizationId, admin } = ours;
  const invitation = await backend.organizations.createOrganizationInvitation({
    organizationId,
    emailAddress: 'new@example.com',
    role: 'org:member',
  });
  const pending = { organizationId, status: ['pending'] };
  const { data } = await backend.organizations.getOrganizationInvitationList(pending);
  assert.equal(data[0].id, invitation.id);

  const session = await backend.sessions.createSession({ userId: admin.userId });
  const { jwt } = await backend.sessions.getToken(session.id);
  const verified = await verifyToken(jwt, { secretKey: ours.secretKey, apiUrl: ours.url });
  assert.equal(verified.sub, admin.userId);

  for (const other of [theirs, emulator]) {
    await assert.rejects(verifyToken(jwt, { secretKey: other.secretKey, apiUrl: other.url }));
    await assert.rejects(client(ours, other).organizations.getOrganizationInvitationList(pending), { status: 401 });
    await assert.rejects(client(other, other).organizations.getOrganizationInvitationList(pending), { status: 404 });
  }
});

/** Opens a page with clerk-js and signs in as the admin of an instance. */
async function signedIn(instance) {
  const page = await suite.open('/bare');
  await page.evaluate(loadOfficial, instance);
  await page.evaluate(async ({ admin: { emailAddress: identifier, password } }) => {
    const signIn = await Clerk.client.signIn.create({ strategy: 'password', identifier, password });
    await Clerk.setActive({ session: signIn.createdSessionId });
  }, instance);
  return page;
}

test('clerk-js is signed in to several instances in one browser, and invites in each', async () => {
  const instances = [emulator, await createInstance(), await createInstance()];
  for (const instance of instances) {
    const page = await signedIn(instance);
    await page.evaluate(() => Clerk.organization.inviteMember({ emailAddress: 'x@example.com', role: 'org:member' }));
  }
  for (const instance of instances) {
    const page = await suite.open('/bare');
    await page.evaluate(loadOfficial, instance);
    const seen = await page.evaluate(async () => {
      const { data } = await Clerk.organization.getInvitations({ pageSize: 1 });
      return [Clerk.status, Clerk.user.id, Clerk.organization.id, data[0].emailAddress];
    });
    assert.deepEqual(seen, ['ready', instance.admin.userId, instance.organizationId, 'x@example.com']);
    const outbox = await (await fetch(`${instance.url}/__emulator/outbox`)).json();
    assert.deepEqual(
      outbox.map(({ to }) => to),
      ['x@example.com'],
    );
  }
});

test('a client that is identified by a cookie has a separate one for each instance', async () => {
  const instances = [emulator, await createInstance(), await createInstance()];
  const whoIsThere = (instance) =>
    suite.page.evaluate(async ({ url }) => {
      const { Clerk } = await import('clerk-organization');
      const clerk = new Clerk(`pk_test_${btoa('127.0.0.1:4100$')}`, { proxyUrl: url });
      await clerk.load();
      return clerk.user?.id;
    }, instance);
  for (const [signedInTo, instance] of instances.entries()) {
    await suite.page.evaluate(async ({ url, admin: { emailAddress: identifier, password } }) => {
      const body = new URLSearchParams({ strategy: 'password', identifier, password });
      const answer = await fetch(`${url}/v1/client/sign_ins`, { method: 'POST', body, credentials: 'include' });
      if (!answer.ok) throw new Error(await answer.text());
    }, instance);
    for (const [index, { admin }] of instances.entries()) {
      assert.equal(await whoIsThere(instances[index]), index <= signedInTo ? admin.userId : undefined);
    }
  }
});
