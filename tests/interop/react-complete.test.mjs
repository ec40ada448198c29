// `clerkForReact`: Clerk's official React package on this package's client, with every member of Clerk's `Clerk`.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { bundle } from '../support/bundle.mjs';
import { backend, emulator, fault } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });
let path;

before(async () => {
  path = await bundle('interop/react-complete.jsx', 'react-complete');
});

async function open(query = '') {
  const page = await suite.open(path + query);
  await page.waitForFunction(() => globalThis.hooks?.organization.memberships?.data?.length && hooks.clerk.loaded);
  return page;
}

test('an unsupported call fails with an error that names it, and never with a TypeError', async () => {
  const page = await open('?loaded');
  const reported = [];
  page.on('pageerror', (error) => reported.push(error.message));
  const outcomes = await page.evaluate(async () => {
    const outcomes = {};
    const all = { clerk, billing: clerk.billing, state: clerk.__internal_state, apiKeys: clerk.apiKeys, oauth: clerk.oauthApplication };
    for (const [name, object] of Object.entries({ client: clerk.client, session: clerk.session, user: clerk.user, signIn: clerk.client.signIn, signUp: clerk.client.signUp })) {
      all[name] = Object.getPrototypeOf(object);
    }
    const listed = (object, name) => Object.getOwnPropertyDescriptor(object, name).enumerable;
    for (const [owner, object] of Object.entries(all)) {
      for (const name of Object.getOwnPropertyNames(object)) {
        if (listed(object, name) || typeof object[name] !== 'function') continue;
        try {
          const answer = await object[name]();
          outcomes[`${owner}.${name}`] = answer === undefined ? 'nothing' : 'something';
        } catch (error) {
          outcomes[`${owner}.${name}`] = error.code === 'not_supported' && error.message.includes(`.${name}() is not supported.`) ? 'refused' : String(error);
        }
      }
    }
    return outcomes;
  });
  const named = (outcome) => Object.keys(outcomes).filter((name) => outcomes[name] === outcome);
  assert.ok(named('refused').length > 100, JSON.stringify(outcomes));
  assert.deepEqual(Object.entries(outcomes).filter(([, outcome]) => !['refused', 'nothing'].includes(outcome)), []);
  // A method that returns nothing either unmounts a component that was never shown, or reports its error.
  const quiet = named('nothing').map((name) => name.replace('clerk.', ''));
  const shows = quiet.filter((name) => /^(__internal_)?(open|mount)/.test(name));
  assert.ok(shows.length > 25);
  await page.waitForTimeout(500);
  for (const name of shows) assert.ok(reported.some((message) => message.includes(`clerk.${name}() is not supported.`)), name);
  assert.equal(reported.length, shows.length);
  const rest = quiet.filter((name) => !shows.includes(name));
  assert.deepEqual(rest.filter((name) => !/^(__internal_)?(close|unmount)/.test(name)).sort(), [
    '__experimental_prefetchOrganizationSwitcher',
    '__internal_getOption',
  ]);
  suite.pageErrors = [];
});

test("Clerk's <SignIn> and <OrganizationSwitcher> show this package's, and <UserButton> reports that it is not supported", async () => {
  const page = await open();
  await page.locator('#switcher button').first().waitFor();
  const other = await suite.context.newPage();
  const reported = [];
  other.on('pageerror', (error) => reported.push(error.message));
  await other.goto(`${suite.site.url}${path}?button`);
  await other.locator('#switcher button').first().waitFor();
  await other.waitForFunction(() => hooks.organization.memberships.data.length);
  assert.ok(reported.length > 0);
  for (const message of reported) assert.match(message, /clerk\.mountUserButton\(\) is not supported/);
  await page.evaluate(() => hooks.clerk.signOut());
  await page.getByLabel('E-mail address').waitFor();
});

test("Clerk's useOrganizationCreationDefaults fetches the defaults for a new organization", async () => {
  const page = await open();
  await page.waitForFunction(() => hooks.defaults.data && !hooks.defaults.isFetching);
  assert.deepEqual(await page.evaluate(() => [typeof hooks.defaults.data.form.name, hooks.defaults.error]), ['string', null]);
});

test('an unsupported list shows its error instead of no rows', async () => {
  await suite.context.route('**/v1/environment*', async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    body.commerce_settings.billing.user.enabled = body.commerce_settings.billing.organization.enabled = true;
    await route.fulfill({ response, json: body });
  });
  const page = await open();
  await page.waitForFunction(() => hooks.plans.isError && hooks.methods.isError);
  assert.deepEqual(await page.evaluate(() => [hooks.plans.error.code, hooks.methods.error.code]), ['not_supported', 'not_supported']);
});

test('a list that the server refuses shows its error instead of no rows', async () => {
  await fault({ method: 'GET', path: `/v1/organizations/${emulator.organizationId}/memberships`, status: 403, times: 20, body: { errors: [{ code: 'no' }] } });
  const page = await suite.open(path);
  await page.waitForFunction(() => globalThis.hooks?.organization.memberships?.isError);
  assert.equal(await page.evaluate(() => hooks.organization.memberships.error.status), 403);
});

test('membership.role of useOrganization follows a promotion', async () => {
  await suite.context.clearCookies();
  await suite.signIn('member');
  const page = await suite.open(path);
  await page.locator('#role', { hasText: 'org:member' }).waitFor();
  await backend('PATCH', `organizations/${emulator.organizationId}/memberships/${emulator.member.userId}`, { role: 'org:admin' });
  await page.evaluate(() => clerk.reload());
  await page.locator('#role', { hasText: 'org:admin' }).waitFor();
});

test('the client stays the same object and keeps its own properties', async () => {
  const page = await open();
  const seen = await page.evaluate(() => ({
    isSame: clerkForReact(clerk) === clerk,
    keys: ['client', 'session', 'user', 'organization', 'load'].map((name) => Object.keys(clerk).includes(name)),
    hidden: Object.keys(clerk).includes('buildSignInUrl'),
    user: Object.hasOwn(clerk.user, 'update'),
    copied: hooks.user !== clerk.user && typeof hooks.user.update,
  }));
  assert.deepEqual(seen, { isSame: true, keys: [true, true, true, true, true], hidden: false, user: false, copied: 'function' });
});
