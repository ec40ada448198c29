// The lists of members, requests, domains and the user: this package's own hooks in two tabs, and Clerk's hooks on this
// package's client.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { bundle } from '../support/bundle.mjs';
import { backend, createUser, emulator, fault, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });
const MEMBERSHIPS = `organizations/${emulator.organizationId}/memberships`;

let own;
let official;
before(async () => {
  own = await bundle('interop/react-lists.jsx', 'react-lists');
  official = await bundle('interop/react-lists.jsx', 'react-lists-official', { alias: { 'clerk-organization/react': '@clerk/react' } });
});

const NAMES = ['memberships', 'membershipRequests', 'domains', 'invitations', 'admins', 'userMemberships', 'userInvitations', 'userSuggestions'];

/** Opens the app and waits until every list has been fetched. */
async function open(path) {
  const page = await suite.open(path);
  await page.waitForFunction(
    (names) => globalThis.lists && names.every((name) => lists[name]?.data && !lists[name].isLoading && !lists[name].isFetching),
    NAMES,
  );
  return page;
}

for (const [whose, pathOf] of [
  ['our hooks', () => own],
  ["Clerk's hooks", () => official],
]) {
  test(`${whose} show every list of an organization and of a user, filtered`, async () => {
    const before = await open(own);
    await before.evaluate(() => organization.createDomain('hooks.example', { enrollmentMode: 'manual_invitation' }));
    await before.close();
    const page = await open(pathOf());
    const seen = await page.evaluate((names) => Object.fromEntries(names.map((name) => [name, [lists[name].count, lists[name].isError]])), NAMES);
    assert.deepEqual(seen, {
      memberships: [8, false],
      membershipRequests: [0, false],
      domains: [1, false],
      invitations: [14, false],
      admins: [1, false],
      userMemberships: [2, false],
      userInvitations: [0, false],
      userSuggestions: [0, false],
    });
    assert.equal(await page.locator('#admin').textContent(), 'admin');
  });

  test(`${whose} keep the rows while another page or another filter is fetched, if the caller wants that`, async () => {
    const page = await open(`${pathOf()}?pageSize=3`);
    const seen = await page.evaluate(async () => {
      const seen = [];
      globalThis.onRender = ({ data, isLoading, isFetching }) => seen.push([data.length > 0, isLoading, isFetching]);
      const settled = async () => {
        await new Promise((wake) => setTimeout(wake, 100));
        while (lists.memberships.isFetching) await new Promise((wake) => setTimeout(wake, 20));
      };
      lists.memberships.fetchNext();
      await settled();
      lists.memberships.fetchPage(1);
      await settled();
      setQuery('a');
      await settled();
      return [...new Set(seen.map(String))].sort();
    });
    assert.deepEqual(seen, ['true,false,false', 'true,false,true']);
  });
}

test('useOrganizationCreationDefaults fetches the defaults for a new organization', async () => {
  const page = await open(own);
  await page.waitForFunction(() => defaults.data && !defaults.isLoading && !defaults.isFetching && defaults.error === null);
  assert.equal(await page.evaluate(() => typeof defaults.data.form.name), 'string');
});

test('a member removed in one tab leaves the other tab’s page, where a new role shows too', async () => {
  const [page, other] = [await open(own), await open(own)];
  const { userId, emailAddress } = emulator.member;
  const member = other.locator('li', { hasText: emailAddress });
  const change = (name, ...args) =>
    page.evaluate(
      ([name, userId, args]) => lists.memberships.data.find(({ publicUserData }) => publicUserData.userId === userId)[name](...args),
      [name, userId, args],
    );
  await change('update', { role: 'org:admin' });
  await member.getByText('org:admin').waitFor();
  await other.waitForFunction(() => lists.admins.count === 2);
  await change('destroy');
  await member.waitFor({ state: 'detached' });
  await other.waitForFunction(() => document.querySelector('#members').textContent === '7' && lists.memberships.count === 7);
  assert.equal(await page.locator('li').count(), 7);
  assert.equal(await page.locator('#members').textContent(), '7');
});

test('a removal that the server refuses is undone on the page', async () => {
  const page = await open(own);
  await fault({ method: 'POST', path: `/v1/${MEMBERSHIPS}/`, status: 403, delayMs: 600, body: { errors: [{ code: 'no' }] } });
  await page.evaluate((userId) => void (globalThis.removing = organization.removeMember(userId).catch(({ status }) => status)), emulator.member.userId);
  await page.waitForFunction(() => document.querySelectorAll('li').length === 7);
  assert.equal(await page.evaluate(() => removing), 403);
  await page.waitForFunction(() => document.querySelectorAll('li').length === 8);
});

test('when the last row of the last page is removed, the page before it shows', async () => {
  // Eight members, seven on the first page.
  const page = await open(`${own}?pageSize=7`);
  await page.evaluate(() => lists.memberships.fetchNext());
  await page.waitForFunction(() => lists.memberships.page === 2 && lists.memberships.data.length === 1);
  await page.evaluate(async () => {
    const [last] = lists.memberships.data;
    // The signed-in user may be the oldest member.
    await (last.publicUserData.userId === clerk.user.id ? organization.removeMember(emulator.member.userId) : last.destroy());
  });
  await page.waitForFunction(() => lists.memberships.page === 1 && lists.memberships.data.length === 7);
  assert.deepEqual(await page.evaluate(() => [lists.memberships.hasNextPage, lists.memberships.pageCount]), [false, 1]);
});

test('accepting a received invitation twice at once makes one membership, and every list follows', async () => {
  const person = await createUser('twice@example.com');
  await backend('POST', `organizations/${emulator.organizationId}/invitations`, { email_address: person.emailAddress, role: 'org:member' });
  await suite.context.clearCookies();
  await suite.signIn(person);
  const page = await suite.open(own);
  await page.waitForFunction(() => globalThis.lists?.userInvitations?.data?.length === 1);
  await page.evaluate(async () => {
    const [row] = lists.userInvitations.data;
    await Promise.all([row.accept(), row.accept()]);
  });
  await page.waitForFunction(() => lists.userInvitations.data.length === 0 && lists.userMemberships.data.length === 1);
  assert.equal((await sent()).filter((line) => /^POST .*\/accept$/.test(line)).length, 1);
});
