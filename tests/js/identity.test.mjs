// How the server identifies the browser: by a dev browser in a development instance, otherwise by a cookie.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import {
  LOADING,
  clearFaults,
  clearRequests,
  emulator,
  fault,
  requests,
  sent,
  sentByLoad,
  signIn,
} from '../support/emulator.mjs';

const suite = inBrowser();
const LOST = {
  status: 401,
  body: {
    errors: [{ code: 'dev_browser_unauthenticated', message: 'Browser unauthenticated', long_message: 'Lost.' }],
  },
};

const devBrowserOf = ({ query }) => query.find(([name]) => name === '__clerk_db_jwt')?.[1];
const cookies = async () => {
  const all = await suite.context.cookies(suite.site.url);
  return Object.fromEntries(
    all.filter(({ name }) => name.startsWith('__clerk_db_jwt')).map((cookie) => [cookie.name, cookie]),
  );
};

test('a new dev browser is kept in both cookies for a year, and the next page uses it', async () => {
  await suite.page.evaluate(() => loadedClerk());
  const [, environment] = await requests();
  const id = devBrowserOf(environment);
  const kept = await cookies();
  const suffixed = Object.keys(kept).find((name) => /^__clerk_db_jwt_[\w-]{8}$/.test(name));
  assert.deepEqual(Object.keys(kept).sort(), ['__clerk_db_jwt', suffixed]);
  for (const cookie of Object.values(kept)) {
    assert.equal(cookie.value, id);
    assert.equal(cookie.sameSite, 'Lax');
    assert.equal(cookie.path, '/');
    const days = (cookie.expires - Date.now() / 1000) / (24 * 60 * 60);
    assert.ok(days > 360 && days <= 366, `${days} days`);
  }
  await clearRequests();
  const next = await suite.open();
  await next.evaluate(() => loadedClerk());
  assert.deepEqual(await sentByLoad(), LOADING);
  for (const request of await requests()) assert.equal(devBrowserOf(request), id);
});

test("the cookie with this key's suffix takes precedence over the plain one, which may be another instance's", async () => {
  await suite.page.evaluate(() => loadedClerk());
  const [plain] = [(await cookies()).__clerk_db_jwt.value];
  await suite.context.addCookies([{ name: '__clerk_db_jwt', value: 'dvb_other', url: suite.site.url }]);
  await clearRequests();
  await suite.page.evaluate(() => loadedClerk());
  assert.equal(devBrowserOf((await requests())[0]), plain);
});

test('a dev browser in the URL is stored in the cookies and removed from the URL', async () => {
  const { devBrowser } = await signIn(emulator.admin);
  await clearRequests();
  const page = await suite.open(`/?a=1&__clerk_db_jwt=${devBrowser}&b=2#part`);
  const seen = await page.evaluate(async () => {
    history.replaceState({ mine: 1 }, '');
    const { length } = history;
    const clerk = await loadedClerk();
    return { url: location.href, user: clerk.user?.id, state: history.state, more: history.length - length };
  });
  assert.deepEqual(seen, {
    url: `${suite.site.url}/?a=1&b=2#part`,
    user: emulator.admin.userId,
    state: { mine: 1 },
    more: 0,
  });
  assert.deepEqual(await sentByLoad(), LOADING);
  assert.deepEqual(
    Object.values(await cookies()).map(({ value }) => value),
    [devBrowser, devBrowser],
  );
});

test('an invalid dev browser id in the URL is ignored: it reaches neither a cookie nor a request', async () => {
  for (const text of ['a; Domain=evil.example', 'a\r\nx: y', 'x'.repeat(3000)]) {
    await clearRequests();
    const page = await suite.open(`/?__clerk_db_jwt=${encodeURIComponent(text)}`);
    await page.evaluate(() => loadedClerk());
    for (const { value } of Object.values(await cookies())) assert.match(value, /^dvb_\w+$/);
    for (const request of await requests()) assert.notEqual(devBrowserOf(request), text);
    await page.close();
  }
});

test('a dev browser in a response header replaces the old one', async () => {
  await suite.signIn('admin');
  const { devBrowser } = await signIn(emulator.admin);
  await fault({
    path: '^/v1/client$',
    after: true,
    times: 1,
    headers: { 'clerk-db-jwt': devBrowser },
    body: { response: null, client: null },
  });
  await suite.page.evaluate(async () => {
    await loadedClerk();
    await loadedClerk();
  });
  assert.equal(devBrowserOf((await requests()).at(-1)), devBrowser);
  assert.deepEqual(
    Object.values(await cookies()).map(({ value }) => value),
    [devBrowser, devBrowser],
  );
});

test('a dev browser that the server has forgotten is replaced once, and load() continues', async () => {
  await suite.context.addCookies([{ name: '__clerk_db_jwt', value: 'dvb_lost', url: suite.site.url }]);
  const status = await suite.page.evaluate(async () => (await loadedClerk()).status);
  assert.equal(status, 'ready');
  assert.deepEqual(await sentByLoad(), [...LOADING, 'POST /v1/dev_browser', ...LOADING]);
  for (const { value } of Object.values(await cookies())) assert.match(value, /^dvb_(?!lost)/);
});

test('if the server loses every dev browser, load() requests the client twice and fails with the refusal', async () => {
  await fault({ path: '^/v1/(client|environment)$', times: 100, ...LOST });
  const { error } = await suite.page.evaluate(() => outcome(() => loadedClerk()));
  assert.deepEqual(
    [error.class, error.status, error.errors[0].code],
    ['ClerkAPIResponseError', 401, 'dev_browser_unauthenticated'],
  );
  // The environment is not fetched again, because it is useless without a client.
  assert.deepEqual(await sentByLoad(), ['POST /v1/dev_browser', ...LOADING, 'POST /v1/dev_browser', 'GET /v1/client']);
});

test('a call fails if the dev browser was lost, and the next one creates a new one', async () => {
  await suite.signIn('admin');
  const seen = await suite.page.evaluate(async () => {
    globalThis.organization = await activeOrganization();
  });
  assert.equal(seen, undefined);
  await fault({ path: '/invitations$', ...LOST });
  await clearRequests();
  const [first, second] = await suite.page.evaluate(async () => [
    await outcome(() => organization.getInvitations()),
    await outcome(() => organization.getInvitations()),
  ]);
  assert.deepEqual([first.error.status, first.error.errors[0].code], [401, 'dev_browser_unauthenticated']);
  // The page is signed out, so the call is refused instead of returning an empty list.
  assert.deepEqual([second.error.class, second.error.status], ['ClerkAPIResponseError', 401]);
  assert.equal((await sent())[1], 'POST /v1/dev_browser');
});

test('load() fails with the reason if no dev browser can be created', async () => {
  const table = [
    [
      { status: 400, body: { errors: [{ code: 'x', message: 'x', long_message: 'Not here.' }] } },
      ['ClerkAPIResponseError', 'api_response_error', 400, 'Not here.'],
    ],
    [{ body: {} }, ['ClerkRuntimeError', 'invalid_response', undefined]],
    [{ body: { id: 5 } }, ['ClerkRuntimeError', 'invalid_response', undefined]],
    [{ body: '<html>' }, ['ClerkRuntimeError', 'invalid_response', undefined]],
    [{ drop: true, times: 9 }, ['ClerkRuntimeError', 'network_error', undefined]],
  ];
  for (const [wrong, [kind, code, status, message]] of table) {
    await fault({ path: '^/v1/dev_browser$', ...wrong });
    const { error } = await suite.page.evaluate(() => outcome(() => loadedClerk()));
    await clearFaults();
    assert.deepEqual([error.class, error.code, error.status], [kind, code, status], JSON.stringify(wrong));
    if (message) assert.equal(error.message, message);
  }
  assert.equal(await suite.page.evaluate(async () => (await loadedClerk()).status), 'ready');
});

test('a key without a development host uses only the cookie: no dev browser is created or sent', async () => {
  await suite.context.addCookies([
    {
      name: '__client',
      value: (await signIn(emulator.admin)).clientToken,
      url: emulator.url,
      httpOnly: true,
      sameSite: 'Lax',
    },
  ]);
  await clearRequests();
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk(cookieKey);
    const invited = await clerk.organization.inviteMember({ emailAddress: 'e@example.com', role: 'org:member' });
    const {
      data: [listed],
    } = await clerk.organization.getInvitations({ pageSize: 1 });
    return { user: clerk.user.id, same: listed.id === invited.id, status: (await listed.revoke()).status };
  });
  assert.deepEqual(seen, { user: emulator.admin.userId, same: true, status: 'revoked' });
  for (const request of await requests()) {
    assert.equal(devBrowserOf(request), undefined);
    assert.equal(request.headers.cookie, '[redacted]');
    assert.equal(request.headers.authorization, undefined);
  }
  assert.deepEqual(await cookies(), {});
});

test('if the session ended elsewhere, the call fails with 401, and the client is fetched and signed out', async () => {
  await suite.signIn('admin');
  await suite.page.evaluate(async () => (globalThis.clerk = await loadedClerk()));
  const other = await suite.open();
  await other.evaluate(async () => {
    const jwt = /__clerk_db_jwt=([^;]+)/.exec(document.cookie)[1];
    await fetch(`${emulator.url}/v1/client/sessions?_method=DELETE&__clerk_db_jwt=${jwt}`, { method: 'POST' });
  });
  await clearRequests();
  const seen = await suite.page.evaluate(async () => {
    const { organization } = clerk;
    const { error } = await outcome(() => organization.getInvitations());
    return {
      error: [error.class, error.status],
      state: [clerk.isSignedIn, clerk.session, clerk.user, clerk.organization],
    };
  });
  assert.deepEqual(seen, { error: ['ClerkAPIResponseError', 401], state: [false, null, null, null] });
  assert.deepEqual(
    (await sent()).map((line) => line.split('?')[0].replace(/org_\w+/, 'ORG')),
    ['GET /v1/organizations/ORG/invitations', 'GET /v1/client'],
  );
});

test('a page that cannot store cookies works, as a new browser each time', async () => {
  const seen = await suite.page.evaluate(async () => {
    Object.defineProperty(document, 'cookie', {
      get() {
        throw new DOMException('Forbidden', 'SecurityError');
      },
      set() {
        throw new DOMException('Forbidden', 'SecurityError');
      },
    });
    const { emailAddress: identifier, password } = emulator.admin;
    const seen = [];
    for (const clerk of [await loadedClerk(), await loadedClerk()]) {
      const signIn = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
      await clerk.setActive({ session: signIn.createdSessionId });
      seen.push([clerk.status, (await clerk.organization.getInvitations()).total_count, clerk.client.sessions.length]);
    }
    return seen;
  });
  assert.deepEqual(seen, [['ready', 31, 1], ['ready', 31, 1]]);
  assert.equal((await sent()).filter((line) => line.startsWith('POST /v1/dev_browser')).length, 2);
});
