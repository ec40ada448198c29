// `liveList()` of organizations and users: members, requests, domains, and received invitations and suggestions.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { backend, clearRequests, createUser, emulator, fault, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });
const ORGANIZATION = `/v1/organizations/${emulator.organizationId}`;

/** In the page: `clerk`, `organization`, and `live`, a list of `kind` with its first page. */
const open = (page, kind, params) =>
  page.evaluate(
    async ([kind, params]) => {
      globalThis.clerk = await loadedClerk();
      globalThis.organization = clerk.organization;
      globalThis.live = (kind.startsWith('user') ? clerk.user : organization).liveList(kind, params);
      globalThis.until = async (holds) => {
        for (let waits = 0; !holds() && waits < 400; waits += 1) await new Promise((wake) => setTimeout(wake, 10));
        if (!holds()) throw new Error(`never: ${holds}`);
      };
      globalThis.settled = async () => {
        await new Promise((wake) => setTimeout(wake, 150));
        await until(() => !live.isLoading);
      };
      globalThis.memberOf = (userId) => live.data.find(({ publicUserData }) => publicUserData.userId === userId);
      await until(() => !live.isLoading);
    },
    [kind, params],
  );

/** Two tabs with the same list. */
async function tabs(kind, params) {
  const other = await suite.open('/');
  for (const page of [suite.page, other]) await open(page, kind, params);
  return other;
}

test('a member removed in one tab leaves the other one’s list, and both count one member less', async () => {
  const other = await tabs('memberships', { pageSize: 50 });
  const counts = () => [live.data.length, live.totalCount, organization.membersCount];
  assert.deepEqual(await suite.page.evaluate(counts), [8, 8, 8]);
  await suite.page.evaluate((userId) => organization.removeMember(userId), emulator.member.userId);
  await other.waitForFunction((userId) => !memberOf(userId) && organization.membersCount === 7, emulator.member.userId);
  for (const page of [suite.page, other]) {
    await page.evaluate(() => settled());
    assert.deepEqual(await page.evaluate(counts), [7, 7, 7]);
  }
});

test('a role changed in one tab shows in the other one', async () => {
  const other = await tabs('memberships', { pageSize: 50 });
  const { userId } = emulator.member;
  await suite.page.evaluate((userId) => memberOf(userId).update({ role: 'org:admin' }), userId);
  await other.waitForFunction((userId) => memberOf(userId)?.role === 'org:admin', userId);
});

test('a removed member disappears before the server answers, and comes back if it refuses', async () => {
  await open(suite.page, 'memberships', { pageSize: 50 });
  await fault({ method: 'POST', path: `${ORGANIZATION}/memberships/`, status: 403, delayMs: 600, body: { errors: [{ code: 'no' }] } });
  const seen = await suite.page.evaluate(async (userId) => {
    const row = memberOf(userId);
    const removing = outcome(row.destroy);
    await until(() => !memberOf(userId));
    const atOnce = [live.totalCount, organization.membersCount];
    const { error } = await removing;
    const back = Boolean(memberOf(userId));
    await settled();
    return { atOnce, status: error.status, back, after: [live.totalCount, organization.membersCount] };
  }, emulator.member.userId);
  assert.deepEqual(seen, { atOnce: [7, 7], status: 403, back: true, after: [8, 8] });
});

test('a list of pending requests leaves the count of pending invitations as it is', async () => {
  await open(suite.page, 'membershipRequests', { status: ['pending'] });
  const [before, shown, total] = await suite.page.evaluate(async () => {
    const { organization } = clerk;
    const { total_count } = await organization.getInvitations({ status: ['pending'], pageSize: 1 });
    await settled();
    return [total_count, organization.pendingInvitationsCount, live.totalCount];
  });
  assert.notEqual(before, total);
  assert.equal(shown, before);
});

test('a list fetches only after changes of its own kind of rows', async () => {
  await open(suite.page, 'domains');
  await clearRequests();
  await suite.page.evaluate(async (userId) => {
    await organization.updateMember({ userId, role: 'org:viewer' });
    await organization.inviteMember({ emailAddress: 'new@example.com', role: 'org:member' });
    await settled();
  }, emulator.member.userId);
  const listed = async () => (await sent()).filter((line) => line.startsWith(`GET ${ORGANIZATION}/domains`)).length;
  assert.equal(await listed(), 0);
  const names = await suite.page.evaluate(async () => {
    const domain = await organization.createDomain('live.example');
    await until(() => live.data.some(({ name }) => name === 'live.example'));
    await domain.delete();
    const after = live.data.map(({ name }) => name);
    await settled();
    return after;
  });
  assert.ok(!names.includes('live.example'));
  assert.equal(await listed(), 2);
});

test('filters are sent with each page, and pages add up', async () => {
  await clearRequests();
  await open(suite.page, 'memberships', { pageSize: 3, query: 'a', role: ['org:admin', 'org:member'] });
  const seen = await suite.page.evaluate(async () => {
    await live.loadNextPage();
    return [live.data.length, new Set(live.data.map(({ id }) => id)).size];
  });
  const lists = (await sent()).filter((line) => line.startsWith(`GET ${ORGANIZATION}/memberships`));
  assert.ok(lists.length >= 2);
  for (const line of lists) assert.match(line, /query=a.*role\[?\]?=org:admin&role\[?\]?=org:member|role\[?\]?=org:admin&role\[?\]?=org:member.*query=a/);
  assert.equal(seen[0], seen[1]);
});

test('two concurrent accept() calls make one membership, and every list of the user follows in both tabs', async () => {
  const person = await createUser('invited@example.com');
  await backend('POST', `organizations/${emulator.organizationId}/invitations`, {
    email_address: person.emailAddress,
    role: 'org:member',
  });
  await suite.context.clearCookies();
  await suite.signIn(person);
  const tab = await suite.open('/');
  const other = await suite.open('/');
  await open(tab, 'userInvitations', { status: 'pending' });
  await open(other, 'userMemberships');
  await clearRequests();
  const seen = await tab.evaluate(async () => {
    const [row] = live.data;
    const [one, two] = await Promise.all([row.accept(), row.accept()]);
    const left = live.data.length;
    await settled();
    return [one === two, left, live.data.length, clerk.user.organizationMemberships.length];
  });
  assert.deepEqual(seen, [true, 0, 0, 1]);
  assert.equal((await sent()).filter((line) => /^POST .*\/accept$/.test(line)).length, 1);
  await other.waitForFunction(() => live.data.length === 1 && clerk.user.organizationMemberships.length === 1);
});

test('an accepted request leaves the pending list, and the list of members has one more', async () => {
  await open(suite.page, 'membershipRequests', { status: 'pending' });
  await suite.page.evaluate(() => organization.createDomain('example.com', { enrollmentMode: 'automatic_suggestion' }));
  const person = await createUser('asks@example.com');
  await suite.context.clearCookies();
  await suite.signIn(person);
  const asking = await suite.open('/');
  await open(asking, 'userSuggestions', { status: 'pending' });
  const left = await asking.evaluate(async () => {
    await live.data[0].accept();
    return live.data.length;
  });
  assert.equal(left, 0);
  await asking.close();
  await suite.context.clearCookies();
  await suite.signIn('admin');
  const page = await suite.open('/');
  await open(page, 'membershipRequests', { status: 'pending' });
  const seen = await page.evaluate(async () => {
    const before = [live.data.length, organization.membersCount];
    const [request] = live.data;
    await Promise.all([request.accept(), request.accept()]);
    const after = [live.data.length, organization.membersCount];
    await settled();
    return [before, after, live.data.length, (await organization.getMemberships()).total_count];
  });
  assert.deepEqual(seen, [[1, 8], [0, 9], 0, 9]);
});

test('the user’s own new role shows in the client, in this tab and in the other one', async () => {
  const other = await tabs('memberships', { pageSize: 50 });
  // Another member with the permission to manage members must remain.
  await suite.page.evaluate((userId) => organization.updateMember({ userId, role: 'org:admin' }), emulator.member.userId);
  const roleOf = () => clerk.user.organizationMemberships.find((one) => one.organization === organization)?.role;
  const role = await suite.page.evaluate(async () => {
    await organization.updateMember({ userId: clerk.user.id, role: 'org:viewer' });
    return clerk.user.organizationMemberships.find((one) => one.organization === organization).role;
  });
  assert.equal(role, 'org:viewer');
  await other.waitForFunction(
    () => clerk.user.organizationMemberships.find((one) => one.organization === organization)?.role === 'org:viewer',
  );
  assert.equal(await other.evaluate(roleOf), 'org:viewer');
});

test('a list whose chunk could not be fetched starts again with refresh()', async () => {
  const page = await suite.context.newPage();
  let isOnline = false;
  await page.route(/chunks\/invitations\.js/, (route) => (isOnline ? route.continue() : route.abort()));
  await page.goto(`${suite.site.url}/`);
  await open(page, 'memberships');
  assert.equal(await page.evaluate(() => live.error?.code), 'network_error');
  isOnline = true;
  assert.equal(await page.evaluate(async () => (await live.refresh(), live.data.length)), 8);
});
