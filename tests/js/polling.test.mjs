// A page that stays open: it renews its session cookie for the app's server and reports the focus to Clerk.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearFaults, clearRequests, emulator, fault, requests } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

/** Opens the page again with a fake clock, and loads another client there. */
async function loaded(options) {
  await suite.page.clock.install();
  await suite.page.reload();
  await suite.page.evaluate(async (options) => {
    globalThis.clerk = new sdk.Clerk(emulator.publishableKey, { proxyUrl: emulator.url });
    await clerk.load(options);
    await clerk.session.getToken();
  }, options);
  await clearRequests();
}

const cookie = (name) =>
  suite.page.evaluate((name) => document.cookie.split('; ').find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1), name);
const said = async (path) => (await requests()).filter((request) => request.path.endsWith(path));
const focus = () => suite.page.evaluate(() => dispatchEvent(new Event('focus')) && new Promise((wake) => queueMicrotask(wake)));

/** Waits until `holds` is true, for some seconds of real time. */
async function eventually(holds) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await holds()) return;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  assert.fail(`never: ${holds}`);
}

test("the session's cookie is renewed before its token expires, without a call of getToken", async () => {
  await loaded();
  const before = await cookie('__session');
  await suite.page.clock.runFor(31_000);
  assert.deepEqual(await said('/tokens'), [], 'a fresh token is not renewed');
  // The chunk that polls is fetched in the background.
  await eventually(async () => {
    await suite.page.clock.runFor(5_000);
    return (await said('/tokens')).length;
  });
  await eventually(async () => (await cookie('__session')) !== before);
  assert.equal((await said('/tokens')).length, 1);
});

test('polling a failing server slows down, and the cookie is renewed once the server works again', async () => {
  await loaded();
  const before = await cookie('__session');
  await suite.page.evaluate(() => {
    globalThis.askedAt = [];
    clerk.on('request', ({ path }) => path.endsWith('/tokens') && askedAt.push(Date.now()));
  });
  await fault({ method: 'POST', path: '/tokens$', status: 500, times: 100 });
  // One second at a time, so that every answer arrives before the next request is due.
  const seconds = async (count) => {
    for (let second = 0; second < count; second += 1) {
      await suite.page.clock.runFor(1000);
      await new Promise((wake) => setTimeout(wake, 20));
    }
  };
  await seconds(150);
  const askedAt = await suite.page.evaluate(() => globalThis.askedAt);
  const pauses = askedAt.slice(1).map((at, index) => at - askedAt[index]);
  assert.ok(pauses.length >= 3, `${pauses}`);
  for (const [index, pause] of pauses.slice(1).entries()) assert.ok(pause >= 1.5 * pauses[index] || pause >= 59_000, `${pauses}`);
  await clearFaults();
  await eventually(async () => {
    await seconds(5);
    return (await cookie('__session')) !== before;
  });
});

test('a focus is reported to Clerk at most once in five seconds', async () => {
  await loaded();
  await focus();
  await eventually(async () => (await said('/touch')).length);
  await focus();
  await suite.page.clock.runFor(5_100);
  assert.equal((await said('/touch')).length, 1);
  await focus();
  await eventually(async () => (await said('/touch')).length === 2);
  const [{ method, body }] = await said('/touch');
  assert.deepEqual([method, body], ['POST', `active_organization_id=${emulator.organizationId}&intent=focus`]);
});

test('with polling and touchSession off no token is renewed and no focus is reported', async () => {
  await loaded({ polling: false, touchSession: false });
  await focus();
  await suite.page.clock.runFor(120_000);
  assert.deepEqual([...(await said('/tokens')), ...(await said('/touch'))], []);
});

test('a tab in the background leaves the cookie to the tab in focus', async () => {
  await loaded({ polling: false });
  const before = await cookie('__session');
  const [mine, theirs] = await suite.page.evaluate(async () => {
    document.hasFocus = () => false;
    const other = `clerk_active_context=${clerk.session.id}:org_another`;
    document.cookie = `${other}; Path=/`;
    const token = await clerk.session.getToken({ skipCache: true });
    return [token, document.cookie.includes(other)];
  });
  assert.notEqual(mine, before);
  assert.equal(theirs, true);
  assert.equal(await cookie('__session'), before);
  // On focus this tab writes the cookie again: with its own token, or with the one in the answer to the focus request.
  await suite.page.evaluate(() => (document.hasFocus = () => true));
  await focus();
  await eventually(async () => (await cookie('__session')) !== before);
  assert.equal(await cookie('clerk_active_context'), `${await suite.page.evaluate(() => clerk.session.id)}:${emulator.organizationId}`);
});
