// This package's own React entry, with React 18 and 19, in Chromium and on a server.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { bundle } from '../support/bundle.mjs';
import { clearRequests, emulator, fault, outbox, requests, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });
const INVITATIONS = `/v1/organizations/${emulator.organizationId}/invitations`;

const settled = (page) => page.waitForFunction(() => Object.values(lists).every((list) => list?.isFetching === false && list.data));
const rows = (page, list) => page.locator(`#${list} li`).allTextContents();

for (const react of [18, 19]) {
  let app;
  let document;

  before(async () => {
    app = await bundle('interop/react-own.jsx', `react-own-${react}`, { react });
    // Only the import in the document's code is changed.
    const alias = { '@clerk/nextjs': 'clerk-organization/react' };
    document = await bundle('interop/react-document.jsx', `react-document-${react}`, { react, alias });
  });

  async function open() {
    await clearRequests();
    const page = await suite.open(app);
    await page.waitForFunction(() => globalThis.lists?.one?.data?.length && hooks.list.userMemberships.data?.length);
    await settled(page);
    return page;
  }

  test(`React ${react}: the hooks return the user, the organization and the permissions`, async () => {
    const page = await open();
    const seen = await page.evaluate(async () => {
      const { clerk, auth, user, session, organization, list } = hooks;
      return {
        auth: [auth.isLoaded, auth.isSignedIn, auth.userId, auth.orgId, auth.orgRole, auth.sessionClaims.sub],
        has: [auth.has({ role: 'org:admin' }), auth.has({ permission: 'org:no' })],
        token: (await auth.getToken()).split('.').length,
        same: [user.user === clerk.user, session.session === clerk.session, organization.organization === clerk.organization],
        role: organization.membership.role,
        list: [list.isLoaded, list.userMemberships.data[0].organization === clerk.organization],
      };
    });
    assert.deepEqual(seen, {
      auth: [true, true, emulator.admin.userId, emulator.organizationId, 'org:admin', emulator.admin.userId],
      has: [true, false],
      token: 3,
      same: [true, true, true],
      role: 'org:admin',
      list: [true, true],
    });
    const shown = await page.locator('#in, #out, #viewer, #no-viewer, #manager').allTextContents();
    assert.deepEqual(shown, ['in', 'no viewer', 'manager']);
  });

  test(`React ${react}: in StrictMode it loads once, and components that show one list share its request`, async () => {
    const page = await open();
    assert.deepEqual(await rows(page, 'one'), await rows(page, 'two'));
    const log = await sent();
    assert.equal(log.filter((line) => line.startsWith('GET /v1/client')).length, 1);
    // One request for the finite list, which two components show, and one for the infinite list.
    assert.equal(log.filter((line) => line.startsWith(`GET ${INVITATIONS}`)).length, 2);
  });

  test(`React ${react}: lists follow changes of invitations without revalidate()`, async () => {
    const page = await open();
    const pending = Number(await page.locator('#pending').textContent());
    await page.evaluate(() => hooks.organization.organization.inviteMember({ emailAddress: 'new@example.com', role: 'org:member' }));
    await page.getByText('15 of').first().waitFor();
    // No list is open, so only the organization's own count changes.
    await page.waitForFunction((before) => Number(document.querySelector('#pending').textContent) === before + 1, pending);
    for (const list of ['one', 'two', 'three']) assert.equal((await rows(page, list))[0], 'new@example.com', list);
    await settled(page);
    assert.equal((await rows(page, 'one')).length, 5);
    await page.evaluate(() => lists.two.data[0].revoke());
    await page.getByText('14 of').first().waitFor();
    for (const list of ['one', 'two', 'three']) assert.ok(!(await rows(page, list)).includes('new@example.com'), list);
  });

  test(`React ${react}: pages turn one by one, or add up if the list is infinite`, async () => {
    const page = await open();
    const first = await rows(page, 'one');
    await page.evaluate(() => lists.one.fetchNext());
    await page.waitForFunction(() => lists.one.page === 2 && lists.one.data.length === 5);
    const second = await rows(page, 'one');
    assert.deepEqual(await rows(page, 'two'), first);
    await page.evaluate(() => lists.three.fetchNext());
    await page.waitForFunction(() => lists.three.data.length === 10);
    assert.deepEqual(await rows(page, 'three'), [...first, ...second]);
    await page.evaluate(() => lists.one.fetchPage(3));
    await page.waitForFunction(() => lists.one.page === 3 && lists.one.data.length === 4);
    const pick = (list) => page.evaluate((list) => {
      const { page, pageCount, hasNextPage, hasPreviousPage, count } = lists[list];
      return [page, pageCount, hasNextPage, hasPreviousPage, count];
    }, list);
    assert.deepEqual(await pick('one'), [3, 3, false, true, 14]);
    assert.deepEqual(await pick('three'), [2, 3, true, false, 14]);
    await page.evaluate(() => lists.one.fetchPrevious());
    await page.waitForFunction(() => lists.one.page === 2 && lists.one.data.length === 5);
    assert.deepEqual(await rows(page, 'one'), second);
  });

  test(`React ${react}: a refusal is in the list's error, and revalidate() recovers`, async () => {
    const page = await open();
    await fault({ method: 'GET', path: INVITATIONS, status: 403, body: { errors: [{ code: 'no', message: 'No.' }] }, times: 1 });
    await page.evaluate(() => lists.one.revalidate());
    await page.waitForFunction(() => lists.one.isError);
    const { status, kept } = await page.evaluate(() => ({ status: lists.one.error.status, kept: lists.one.data.length }));
    assert.deepEqual([status, kept], [403, 5]);
    await page.evaluate(() => lists.one.revalidate());
    await page.waitForFunction(() => !lists.one.isError && lists.one.error === null);
  });

  test(`React ${react}: switching the organization, changing it and signing out show at once`, async () => {
    const page = await open();
    const id = await page.evaluate(async () => {
      const { id } = await hooks.list.createOrganization({ name: 'Second' });
      await hooks.list.setActive({ organization: id });
      return id;
    });
    await page.getByText(`true true ${id}`).waitFor();
    await page.waitForFunction(() => document.querySelector('#memberships').textContent === '3');
    await page.locator('#one p', { hasText: '0 of Second' }).waitFor();

    // The backend renames the organization: the object stays the same and its name changes.
    const renamed = await fetch(`${emulator.url}/v1/organizations/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${emulator.secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Renamed' }),
    });
    assert.equal(renamed.status, 200);
    const isSame = await page.evaluate(async (id) => {
      const before = hooks.organization.organization;
      await hooks.clerk.setActive({ organization: id });
      return hooks.clerk.organization === before;
    }, id);
    assert.equal(isSame, true);
    await page.getByText('of Renamed').first().waitFor();

    await page.evaluate(() => hooks.auth.signOut());
    await page.getByText('true false null').waitFor();
    await page.locator('#out').waitFor();
    assert.deepEqual(await page.evaluate(() => [hooks.user.user, hooks.organization.organization, lists.one]), [null, null, null]);
  });

  test(`React ${react}: the component of Clerk's older documentation runs with only its import changed`, async () => {
    const warnings = [];
    suite.context.on('console', (message) => ['warning', 'error'].includes(message.type()) && warnings.push(message.text()));
    const page = await suite.open(document);
    await page.locator('li').nth(9).waitFor();
    for (const [emailAddress, role] of [
      ['first@example.com', 'Admin'],
      ['second@example.com', 'Member'],
      ['third@example.com', 'Admin'],
    ]) {
      await page.getByPlaceholder('Email address').fill(emailAddress);
      await page.getByLabel(role).check();
      await page.getByRole('button', { name: 'Invite' }).click();
      await page.locator('li').first().filter({ hasText: emailAddress }).waitFor();
      await page.locator('button[type=submit]:enabled').waitFor();
    }
    assert.deepEqual((await outbox()).map(({ to }) => to), ['first@example.com', 'second@example.com', 'third@example.com']);
    const bodies = (await requests()).filter(({ method, path }) => method === 'POST' && path === INVITATIONS);
    assert.deepEqual(
      bodies.map(({ body }) => new URLSearchParams(body).get('role')),
      ['org:admin', 'org:member', 'org:admin'],
    );
    // One warning for each of the two old names.
    assert.deepEqual(warnings.map((text) => /`(\w+)` is called `([\w:]+)`/.exec(text)?.slice(1)), [
      ['admin', 'org:admin'],
      ['basic_member', 'org:member'],
    ]);
    await page.locator('li').first().getByRole('button').click();
    await page.locator('li').first().filter({ hasText: 'second@example.com' }).waitFor();
    assert.equal(await page.getByText('third@example.com').count(), 0);
  });
}

test('the hooks are a client module for frameworks with server components', async () => {
  const source = await readFile(new URL('../node_modules/clerk-organization/react.js', import.meta.url), 'utf8');
  assert.match(source, /^["']use client["'];/);
});

test('a server renders the state before load(), without a window and without a request', async () => {
  assert.deepEqual([typeof window, typeof document, typeof location], ['undefined', 'undefined', 'undefined']);
  const { createElement } = await import('react');
  const { renderToString } = await import('react-dom/server');
  const { ClerkProvider, Show, useAuth, useOrganization, useOrganizationList } = await import('clerk-organization/react');
  const seen = [];
  function App() {
    const { isLoaded, isSignedIn } = useAuth();
    const { organization, invitations } = useOrganization({ invitations: true });
    const { invitationList } = useOrganization({ invitationList: {} });
    const { userMemberships } = useOrganizationList({ userMemberships: true });
    seen.push(isLoaded, isSignedIn, organization, invitations.data, invitationList, userMemberships.data);
    return createElement('p', null, 'app', createElement(Show, { when: 'signed-out' }, 'nobody'));
  }
  await clearRequests();
  const props = { publishableKey: emulator.publishableKey, proxyUrl: '/__clerk' };
  assert.equal(renderToString(createElement(ClerkProvider, props, createElement(App))), '<p>app</p>');
  assert.deepEqual(seen, [false, undefined, undefined, undefined, undefined, undefined]);
  assert.deepEqual(await sent(), []);
});
