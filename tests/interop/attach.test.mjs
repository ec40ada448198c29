// This package beside Clerk's official client in one page: it uses that client's session and follows its changes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, emulator, requests } from '../support/emulator.mjs';
import { load } from './clerk-js.mjs';

const suite = inBrowser({ as: 'admin', path: '/clerk-js' });

const attach = () =>
  suite.page.evaluate(async () => {
    const { fromClerkJS } = await import('/node_modules/clerk-organization/attach.js');
    globalThis.theirs = globalThis.clerk;
    globalThis.ours = await fromClerkJS(theirs);
    globalThis.both = () => [theirs, ours].map(({ session, organization }) => [session?.id, organization?.id]);
  });

/** Waits until our client has the session and organization of theirs. */
const inStep = () =>
  suite.page.waitForFunction(() => {
    const [there, here] = both();
    return JSON.stringify(there) === JSON.stringify(here);
  });

test('our organization uses the session of the official client, without a sign-in', async () => {
  await clearRequests();
  await load(suite.page, 'theirs');
  await attach();
  const seen = await suite.page.evaluate(async () => {
    const invitation = await ours.organization.inviteMember({ emailAddress: 'beside@example.com', role: 'org:member' });
    const page = await theirs.organization.getInvitations({ status: ['pending'], pageSize: 1 });
    await invitation.revoke();
    return { both: both(), first: page.data[0].emailAddress, user: ours.user.id === theirs.user.id };
  });
  assert.deepEqual(seen.both[0], seen.both[1]);
  assert.deepEqual([seen.both[1][1], seen.first, seen.user], [emulator.organizationId, 'beside@example.com', true]);
  const paths = (await requests()).map(({ path }) => path);
  assert.ok(!paths.some((path) => path.includes('sign_in')), `${paths}`);
});

test('the organization follows a switch, the personal account, and signing out', async () => {
  await load(suite.page, 'theirs');
  await attach();
  const first = await suite.page.evaluate(() => ours.organization.id);
  await suite.page.evaluate(async () => {
    const made = await theirs.createOrganization({ name: 'Beside' });
    await theirs.setActive({ organization: made.id });
  });
  await inStep();
  assert.notEqual(await suite.page.evaluate(() => ours.organization.id), first);
  await suite.page.evaluate(() => theirs.setActive({ organization: null }));
  await inStep();
  assert.equal(await suite.page.evaluate(() => ours.organization), null);
  await suite.page.evaluate(() => theirs.signOut(() => {}));
  await suite.page.waitForFunction(() => ours.session === null && ours.user === null);
});

test('our client writes no cookies: all cookies of the page are the official client’s', async () => {
  await load(suite.page, 'theirs');
  await suite.page.evaluate(() => {
    const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
    globalThis.written = { ours: [], theirs: [] };
    Object.defineProperty(document, 'cookie', {
      configurable: true,
      get: () => get.call(document),
      set: (text) => {
        written[new Error().stack.includes('/clerk-organization/') ? 'ours' : 'theirs'].push(text);
        set.call(document, text);
      },
    });
  });
  await attach();
  const seen = await suite.page.evaluate(async () => {
    const token = await ours.session.getToken({ skipCache: true });
    dispatchEvent(new Event('focus'));
    await theirs.setActive({ organization: null });
    await theirs.setActive({ organization: theirs.user.organizationMemberships[0].organization.id });
    const invitation = await ours.organization?.inviteMember({ emailAddress: 'cookie@example.com', role: 'org:member' });
    await invitation?.revoke();
    return [written.ours, written.theirs.length > 0, typeof token];
  });
  assert.deepEqual(seen, [[], true, 'string']);
});
