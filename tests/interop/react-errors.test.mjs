// This package's React entry when requests fail: hooks and calls always settle.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { bundle } from '../support/bundle.mjs';
import { clearFaults, clearRequests, emulator, fault, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });
const INVITATIONS = `/v1/organizations/${emulator.organizationId}/invitations`;

let hooksPage;
let teamPage;
before(async () => {
  hooksPage = await bundle('interop/react-own.jsx', 'react-errors-hooks');
  teamPage = await bundle('interop/react-team-page.jsx', 'react-errors-team-page');
});

/** Calls `getToken` and `signOut` of `useAuth`. Resolves to their errors, or that they did not settle. */
const settled = (page) =>
  page.evaluate(() => {
    const outcome = (promise) =>
      Promise.race([
        promise.then(
          (value) => `resolved to ${typeof value}`,
          (error) => [error.name, error.status, error.errors?.[0].code],
        ),
        new Promise((late) => setTimeout(late, 3000, 'never settled')),
      ]);
    return Promise.all([outcome(hooks.auth.getToken()), outcome(hooks.auth.signOut())]);
  });

test('getToken and signOut reject with the error of load(), and work after a later load()', async () => {
  const refused = { errors: [{ code: 'not_now', message: 'Not now.' }] };
  await fault({ method: 'GET', path: '/v1/client$', status: 403, body: refused, times: 10 });
  const page = await suite.open(hooksPage);
  await page.waitForFunction(() => globalThis.hooks?.clerk.status === 'error');
  const error = ['ClerkAPIResponseError', 403, 'not_now'];
  assert.deepEqual(await settled(page), [error, error]);
  assert.deepEqual(await page.evaluate(() => [hooks.auth.isLoaded, hooks.clerk.status]), [false, 'error']);

  await clearFaults();
  await page.evaluate(() => hooks.clerk.load());
  await page.waitForFunction(() => hooks.auth.isLoaded);
  assert.equal(await page.evaluate(async () => (await hooks.auth.getToken()).split('.').length), 3);
  assert.deepEqual((await settled(page))[1], 'resolved to undefined');
});

test('getToken called before load() is done waits for it', async () => {
  await fault({ method: 'GET', path: '/v1/client$', delayMs: 1000 });
  const page = await suite.open(hooksPage);
  const seen = await page.evaluate(async () => {
    while (!globalThis.hooks) await new Promise((later) => setTimeout(later, 10));
    const isLoadedBefore = hooks.auth.isLoaded;
    const token = await hooks.auth.getToken();
    return [isLoadedBefore, token.split('.').length];
  });
  assert.deepEqual(seen, [false, 3]);
});

test('a page that waits for every list shows all of them, without an endless loop', async () => {
  const page = await suite.open(teamPage);
  await page.locator('li').first().waitFor();
  const lines = await page.locator('li').allTextContents();
  assert.deepEqual(lines, ['invitations: 14', 'memberships: 8', 'membershipRequests: 0', 'domains: 0', 'userSuggestions: 0']);
  await new Promise((passed) => setTimeout(passed, 1000));
  assert.ok((await page.evaluate(() => globalThis.renders)) < 30);
});

test('a list whose chunk cannot be fetched has an error, and its rows after revalidate()', async () => {
  const page = await suite.context.newPage();
  let isOnline = false;
  await page.route(/chunks\/invitations\.js/, (route) => (isOnline ? route.continue() : route.abort()));
  await page.goto(suite.site.url + teamPage);
  await page.waitForFunction(() => globalThis.lists?.memberships?.isError);
  assert.equal(await page.evaluate(() => lists.memberships.error.code), 'network_error');
  isOnline = true;
  await page.evaluate(() => lists.memberships.revalidate());
  await page.waitForFunction(() => lists.memberships.data.length === 8 && !lists.memberships.isError);
});

test('a member without the permission gets the 403 after one request, and the rows after a promotion', async () => {
  await suite.context.clearCookies();
  await suite.signIn('member');
  await clearRequests();
  const page = await suite.open(teamPage);
  await page.waitForFunction(() => globalThis.lists?.invitations?.isError);
  const seen = () =>
    page.evaluate(() => {
      const { isLoading, isFetching, error, data } = lists.invitations;
      return [isLoading, isFetching, error?.status, error?.errors[0].code, data.length];
    });
  const refused = [false, false, 403, 'missing_organization_permission', 0];
  assert.deepEqual(await seen(), refused);
  const requested = async () => (await sent()).filter((line) => line.startsWith(`GET ${INVITATIONS}`)).length;
  await new Promise((passed) => setTimeout(passed, 3000));
  assert.deepEqual([await seen(), await requested()], [refused, 1]);
  assert.ok((await page.evaluate(() => globalThis.renders)) < 20);

  const path = `/v1/organizations/${emulator.organizationId}/memberships/${emulator.member.userId}`;
  const promoted = await fetch(emulator.url + path, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${emulator.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'org:admin' }),
  });
  assert.equal(promoted.status, 200);
  await page.evaluate(() => lists.invitations.revalidate());
  await page.waitForFunction(() => lists.invitations.data.length === 14 && !lists.invitations.isError);
});
