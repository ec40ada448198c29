// Clerk's test kit, `@clerk/testing` for Playwright, set up as documented, on a page with our package and on one with
// clerk-js.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { createClerkClient } from '@clerk/backend';
import { clerk, clerkSetup, createAgentTestingTask, setupClerkTestingToken } from '@clerk/testing/playwright';

import { inBrowser } from '../support/browser.mjs';
import { advanceClock, createUser, emulator, outbox } from '../support/emulator.mjs';
import { loadOfficial } from './clerk-js.mjs';

const suite = inBrowser({ path: '/bare' });
const { organizationId, secretKey, url: apiUrl } = emulator;
const backend = createClerkClient({ secretKey, apiUrl, telemetry: { disabled: true } });
const PAGES = { ours: '/script-tag', 'clerk-js': '/clerk-js-loaded' };
const PASSWORD = 'a long enough password 7';

before(async () => {
  Object.assign(process.env, {
    CLERK_PUBLISHABLE_KEY: emulator.publishableKey,
    CLERK_SECRET_KEY: secretKey,
    CLERK_API_URL: apiUrl,
  });
  await clerkSetup({ dotenv: false });
});

const userOf = (page) => page.evaluate(() => window.Clerk.user?.id ?? null);
const ticketFor = async (userId, params) =>
  (await backend.signInTokens.createSignInToken({ userId, expiresInSeconds: 300, ...params })).token;
/** Signs in with a ticket in a new browser. Resolves to the user's id. */
async function signInByTicket(ticket, path = PAGES['clerk-js']) {
  const context = await suite.page.context().browser().newContext();
  try {
    const page = await context.newPage();
    await page.goto(suite.site.url + path);
    await clerk.signIn({ page, signInParams: { strategy: 'ticket', ticket } });
    return await userOf(page);
  } finally {
    await context.close();
  }
}
/** The error code of a sign-in with this ticket. */
async function refusalOf(ticket) {
  const page = await suite.open(PAGES.ours);
  await clerk.loaded({ page });
  const code = await page.evaluate(async (ticket) => {
    try {
      await window.Clerk.client.signIn.create({ strategy: 'ticket', ticket });
      return 'signed in';
    } catch (error) {
      return error.errors[0].code;
    }
  }, ticket);
  await page.close();
  return code;
}

test('clerkSetup() gets a testing token, which Frontend API requests may carry', async () => {
  assert.match(process.env.CLERK_TESTING_TOKEN, /^\d+-c_\w+$/);
  assert.equal(`pk_test_${btoa(`${process.env.CLERK_FAPI}$`)}`, emulator.publishableKey);
  const query = new URLSearchParams({ __clerk_testing_token: process.env.CLERK_TESTING_TOKEN });
  const answer = await fetch(`${apiUrl}/v1/environment?${query}`, { headers: { origin: 'http://localhost:3000' } });
  assert.equal(answer.status, 200);
});

for (const [which, path] of Object.entries(PAGES)) {
  test(`clerk.signIn() and clerk.signOut() drive a page with ${which}`, async () => {
    const tester = await createUser('qa+clerk_test@example.com', PASSWORD);
    const ways = [
      [emulator.admin.userId, { strategy: 'password', identifier: emulator.admin.emailAddress, password: emulator.admin.password }],
      [tester.userId, { strategy: 'email_code', identifier: tester.emailAddress }],
      [emulator.member.userId, { strategy: 'ticket', ticket: await ticketFor(emulator.member.userId) }],
    ];
    for (const [userId, signInParams] of ways) {
      const page = await suite.open(path);
      await setupClerkTestingToken({ page });
      await clerk.signIn({ page, signInParams });
      assert.equal(await userOf(page), userId, signInParams.strategy);
      await page.reload();
      await clerk.loaded({ page });
      assert.equal(await userOf(page), userId, `${signInParams.strategy}, after a reload`);
      await clerk.signOut({ page });
      // clerk-js navigates away after a sign-out.
      const next = await suite.open(path);
      await clerk.loaded({ page: next });
      assert.equal(await userOf(next), null, signInParams.strategy);
      await Promise.all([page.close(), next.close()]);
    }
  });
}

test('eight workers on eight instances at once each see only their own data', async () => {
  const create = async () => (await fetch(`${apiUrl}/__emulator/instances`, { method: 'POST' })).json();
  const instances = await Promise.all(Array.from({ length: 8 }, create));
  const browser = suite.context.browser();
  const work = async (instance, number) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${suite.site.url}/bare`);
    await page.evaluate(loadOfficial, instance);
    const { emailAddress: identifier, password } = instance.admin;
    await clerk.signIn({ page, signInParams: { strategy: 'password', identifier, password } });
    await page.evaluate(
      (emailAddress) => window.Clerk.organization.inviteMember({ emailAddress, role: 'org:member' }),
      `worker-${number}@example.com`,
    );
    const seen = await userOf(page);
    await context.close();
    const mails = await (await fetch(`${instance.url}/__emulator/outbox`)).json();
    return [seen === instance.admin.userId, mails.map(({ to }) => to)];
  };
  try {
    const seen = await Promise.all(instances.map(work));
    assert.deepEqual(seen, instances.map((_, number) => [true, [`worker-${number}@example.com`]]));
  } finally {
    await Promise.all(instances.map(({ url }) => fetch(`${url}/__emulator/instance`, { method: 'DELETE' })));
  }
});

test("a sign-in token's ticket signs in once, and not after it expired or was revoked", async () => {
  const { userId } = emulator.member;
  const once = await ticketFor(userId);
  assert.equal(await signInByTicket(once), userId);
  assert.equal(await refusalOf(once), 'sign_in_token_already_used_code');

  const late = await ticketFor(userId, { expiresInSeconds: 60 });
  await advanceClock(60_000);
  assert.equal(await refusalOf(late), 'ticket_expired_code');

  const { id, token, status } = await backend.signInTokens.createSignInToken({ userId, expiresInSeconds: 60 });
  assert.equal(status, 'pending');
  assert.equal((await backend.signInTokens.revokeSignInToken(id)).status, 'revoked');
  assert.equal(await refusalOf(token), 'sign_in_token_revoked_code');
  await assert.rejects(backend.signInTokens.revokeSignInToken(id), { status: 400 });
  await assert.rejects(ticketFor('user_nobody'), { status: 404 });
});

test('a ticket signs in a user with a pending invitation, and the invitation stays pending', async () => {
  const user = await createUser('invited@example.com', PASSWORD);
  const params = { organizationId, emailAddress: user.emailAddress, role: 'org:member' };
  const invitation = await backend.organizations.createOrganizationInvitation(params);
  for (const path of Object.values(PAGES)) {
    assert.equal(await signInByTicket(await ticketFor(user.userId), path), user.userId);
  }
  const { status } = await backend.organizations.getOrganizationInvitation({
    organizationId,
    invitationId: invitation.id,
  });
  assert.equal(status, 'pending');
  assert.equal((await outbox()).length, 1);
});

test("an agent task's URL signs its user in and leads to the task's page", async () => {
  const task = await createAgentTestingTask({
    onBehalfOf: { identifier: emulator.admin.emailAddress },
    permissions: '*',
    agentName: 'tests',
    taskDescription: 'opens a page',
    redirectUrl: suite.site.url + PAGES['clerk-js'],
    sessionMaxDurationInSeconds: 600,
  });
  assert.match(task.agentTaskId, /^agtask_/);
  const page = await suite.context.newPage();
  await page.goto(task.url);
  await clerk.loaded({ page });
  assert.equal(new URL(page.url()).pathname, PAGES['clerk-js']);
  const [user, seconds] = await page.evaluate(() => [
    window.Clerk.user.id,
    (window.Clerk.session.expireAt - window.Clerk.session.createdAt) / 1000,
  ]);
  assert.deepEqual([user, seconds], [emulator.admin.userId, 600]);
  // The link signs in only once.
  const again = await fetch(task.url, { redirect: 'manual', headers: { accept: 'application/json' } });
  assert.equal(again.status, 400);
  await assert.rejects(backend.agentTasks.revoke(task.agentTaskId), { status: 400 });
});
