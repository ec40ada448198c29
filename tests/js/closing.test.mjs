// `clerk.close()` ends background work. Calls still work, and `load()` starts it again. Requests leave no timers.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, emulator, fault, requests } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

/** Loads another client, by default with polling as in an app. */
const load = (page, options = {}) =>
  page.evaluate(async (options) => {
    globalThis.clerk = new sdk.Clerk(emulator.publishableKey, { proxyUrl: emulator.url });
    await clerk.load(options);
    await clerk.session?.getToken();
  }, options);

/** Opens the page again with a fake clock. */
async function loadWithClock(options) {
  await suite.page.clock.install();
  await suite.page.reload();
  await load(suite.page, options);
  await clearRequests();
}

const sentTo = async (path) => (await requests()).filter((request) => request.path.endsWith(path)).length;
const focus = () => suite.page.evaluate(() => void dispatchEvent(new Event('focus')));

/** Moves the clock by `seconds`, one at a time, so that answers arrive in between. */
async function pass(seconds) {
  for (let second = 0; second < seconds; second += 1) {
    await suite.page.clock.runFor(1000);
    await new Promise((wake) => setTimeout(wake, 10));
  }
}

test('a closed client neither polls nor reports a focus, and load() starts both again', async () => {
  await loadWithClock();
  await suite.page.evaluate(() => clerk.close());
  await focus();
  await pass(90);
  assert.deepEqual(await requests(), []);

  await suite.page.evaluate(() => clerk.load());
  await clearRequests();
  await focus();
  await pass(90);
  assert.ok((await sentTo('/touch')) >= 1, 'it reports the focus again');
  assert.ok((await sentTo('/tokens')) >= 1, 'it polls again');
});

test('a closed client does not follow other tabs, and follows them again after load()', async () => {
  const other = await suite.open('/');
  await load(suite.page, { polling: false });
  await load(other, { polling: false });
  await suite.page.evaluate(() => clerk.close());
  await clearRequests();
  const inviteElsewhere = (address) =>
    other.evaluate((emailAddress) => clerk.organization.inviteMember({ emailAddress, role: 'org:member' }), address);
  const countHere = () => suite.page.evaluate(() => clerk.organization.pendingInvitationsCount);
  const before = await countHere();
  await inviteElsewhere('first@example.com');
  await suite.page.waitForTimeout(300);
  assert.equal(await countHere(), before);
  assert.deepEqual((await requests()).filter(({ method }) => method === 'GET'), []);

  await suite.page.evaluate(() => clerk.load());
  const afterLoad = await countHere();
  assert.equal(afterLoad, before + 1);
  await inviteElsewhere('second@example.com');
  await suite.page.waitForFunction((count) => clerk.organization.pendingInvitationsCount === count, afterLoad + 1);
});

test('a change that is pending when the client is closed, and one that starts afterwards, both succeed', async () => {
  await load(suite.page, { polling: false });
  await fault({ method: 'POST', path: '/invitations$', delayMs: 300, times: 1 });
  const statuses = await suite.page.evaluate(async () => {
    const { organization } = clerk;
    const invite = (emailAddress) => organization.inviteMember({ emailAddress, role: 'org:member' });
    await (await invite('before@example.com')).revoke();
    const underWay = invite('under.way@example.com');
    clerk.close();
    const outcomes = [await outcome(() => underWay), await outcome(() => invite('after@example.com'))];
    return outcomes.map(({ value, error }) => value?.status ?? error);
  });
  assert.deepEqual(statuses, ['pending', 'pending']);
});

test('signing out while the client is closed succeeds', async () => {
  await load(suite.page, { polling: false });
  const seen = await suite.page.evaluate(async () => {
    const signingOut = outcome(() => clerk.signOut());
    clerk.close();
    const { error } = await signingOut;
    return [error ?? null, clerk.session];
  });
  assert.deepEqual(seen, [null, null]);
});

test('calls leave no timer behind', async () => {
  await load(suite.page, { polling: false });
  const left = await suite.page.evaluate(async () => {
    const { setTimeout: set, clearTimeout: clear } = globalThis;
    const pending = new Set();
    globalThis.setTimeout = (run, ms, ...args) => {
      const id = set(() => (pending.delete(id), run(...args)), ms);
      pending.add(id);
      return id;
    };
    globalThis.clearTimeout = (id) => (pending.delete(id), clear(id));
    const started = [];
    for (const options of [undefined, { timeoutMs: 60_000 }]) {
      const invitation = await clerk.organization.inviteMember({ emailAddress: 'timer@example.com', role: 'org:member' }, options);
      await clerk.organization.getInvitations({}, options);
      started.push(pending.size);
      await invitation.revoke(options);
    }
    await clerk.session.getToken({ skipCache: true });
    // A message to other tabs is delayed a little.
    await new Promise((wake) => set(wake, 100));
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    return pending.size;
  });
  assert.equal(left, 0);
});

test('options of a later load() are added to those of the first', async () => {
  await loadWithClock({ polling: false });
  await suite.page.evaluate(() => clerk.load({ touchSession: false }));
  await focus();
  await pass(60);
  assert.deepEqual([await sentTo('/tokens'), await sentTo('/touch')], [0, 0]);

  await suite.page.evaluate(() => clerk.load({ polling: true }));
  await pass(90);
  assert.ok((await sentTo('/tokens')) >= 1, 'it polls from now on');
  assert.equal(await sentTo('/touch'), 0);
});

test('with cookies: false no cookie is written, and a later load() with true writes them at once', async () => {
  const written = await suite.page.evaluate(async () => {
    const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
    const written = [];
    const cookie = { configurable: true, get, set: (text) => (written.push(text), set.call(document, text)) };
    Object.defineProperty(document, 'cookie', { ...cookie, get: () => get.call(document) });
    globalThis.clerk = new sdk.Clerk(emulator.publishableKey, { proxyUrl: emulator.url });
    await clerk.load({ cookies: false, polling: false });
    await clerk.session.getToken({ skipCache: true });
    dispatchEvent(new Event('focus'));
    await clerk.setActive({ organization: null });
    const without = written.length;
    await clerk.load({ cookies: true });
    return [without, written.length > 0];
  });
  assert.deepEqual(written, [0, true]);
});

test('a client that is closed while it loads starts no background work', async () => {
  await suite.page.evaluate(async () => {
    globalThis.clerk = newClerk();
    const loading = clerk.load({ polling: false });
    clerk.close();
    await loading;
  });
  await clearRequests();
  await focus();
  await suite.page.waitForTimeout(300);
  assert.deepEqual(await requests(), []);
  await suite.page.evaluate(() => clerk.load());
  await clearRequests();
  await focus();
  await suite.page.waitForTimeout(300);
  assert.equal(await sentTo('/touch'), 1);
});

test('a client that is loaded, closed and loaded again at once has one dev browser', async () => {
  await suite.context.clearCookies();
  await clearRequests();
  await suite.page.evaluate(async () => {
    globalThis.clerk = newClerk();
    const first = clerk.load({ polling: false });
    clerk.close();
    await Promise.all([first, clerk.load({ polling: false })]);
  });
  assert.equal(await sentTo('/dev_browser'), 1);
});

/** The session cookies of the page; `uat` is `signed in` or `0`. */
const sessionCookies = (page) =>
  page.evaluate(() => {
    const values = Object.fromEntries(document.cookie.split('; ').map((cookie) => cookie.split('=')));
    const { __session, __client_uat: uat, clerk_active_context: context } = values;
    return { hasToken: Boolean(__session), uat: uat > 0 ? 'signed in' : uat, hasContext: Boolean(context) };
  });
const SIGNED_IN = { hasToken: true, uat: 'signed in', hasContext: true };
const SIGNED_OUT = { hasToken: false, uat: '0', hasContext: false };

test('the cookies of a session that ended under cookies: false are removed by the next client after cookies: true', async () => {
  await load(suite.page, { polling: false });
  await suite.page.evaluate(() => clerk.load({ cookies: false }));
  await suite.page.evaluate(() => clerk.signOut());
  assert.deepEqual(await sessionCookies(suite.page), SIGNED_IN);
  await suite.page.evaluate(() => clerk.load({ cookies: true }));
  await suite.page.evaluate(() => clerk.reload());
  assert.deepEqual(await sessionCookies(suite.page), SIGNED_OUT);
});

test('load() of a closed client does not write the cookies of a session that ended meanwhile', async () => {
  const other = await suite.open('/');
  await load(suite.page, { polling: false });
  await load(other, { polling: false });
  await suite.page.evaluate(() => clerk.close());
  await other.evaluate(() => clerk.signOut());
  await fault({ method: 'GET', path: '/v1/client$', status: 400, body: { errors: [{ code: 'refused', message: 'no' }] }, times: 1 });
  const { error } = await suite.page.evaluate(() => outcome(() => clerk.load()));
  assert.equal(error.status, 400);
  assert.deepEqual(await sessionCookies(suite.page), SIGNED_OUT);
  await suite.page.evaluate(() => clerk.load());
  assert.deepEqual(await sessionCookies(suite.page), SIGNED_OUT);
});

test('load() of a closed client writes the cookies even if its state is unchanged', async () => {
  await load(suite.page, { polling: false });
  await suite.page.evaluate(() => {
    clerk.close();
    for (const name of ['__session', 'clerk_active_context']) document.cookie = `${name}=; Path=/; Max-Age=0`;
  });
  assert.deepEqual(await sessionCookies(suite.page), { ...SIGNED_IN, hasToken: false, hasContext: false });
  await suite.page.evaluate(() => clerk.load());
  assert.deepEqual(await sessionCookies(suite.page), SIGNED_IN);
});
