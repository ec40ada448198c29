// `load()`: a single call, overlapping calls, a call after a failure, and the state afterwards.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { LOADING, change, clearFaults, clearRequests, emulator, fault, requests, sent, sentByLoad } from '../support/emulator.mjs';

const suite = inBrowser();

/** The state of a `Clerk` that apps read. */
const STATE = `(clerk) => ({
  status: clerk.status, loaded: clerk.loaded, isSignedIn: clerk.isSignedIn, client: typeof clerk.client,
  session: clerk.session && clerk.session.status, user: clerk.user && clerk.user.id,
  organization: clerk.organization && clerk.organization.id,
})`;
const prepare = () => suite.page.evaluate((source) => (globalThis.state = (0, eval)(source)), STATE);
const BEFORE = { status: 'loading', loaded: false, isSignedIn: false, client: 'undefined' };
const SIGNED_OUT = {
  status: 'ready',
  loaded: true,
  isSignedIn: false,
  client: 'object',
  session: null,
  user: null,
  organization: null,
};
const SIGNED_IN = {
  status: 'ready',
  loaded: true,
  isSignedIn: true,
  client: 'object',
  session: 'active',
  user: emulator.admin.userId,
  organization: emulator.organizationId,
};

test('before load() a Clerk has only its key and sends nothing', async () => {
  await prepare();
  const seen = await suite.page.evaluate(() => state(newClerk()));
  assert.deepEqual(JSON.parse(JSON.stringify(seen)), BEFORE);
  assert.deepEqual(await sent(), []);
});

test('in a new browser, load() creates a dev browser, then fetches client and environment in parallel', async () => {
  await prepare();
  const seen = await suite.page.evaluate(async () => {
    const clerk = newClerk();
    const resolved = await clerk.load();
    return { resolved: resolved === undefined, ...state(clerk) };
  });
  assert.deepEqual(seen, { resolved: true, ...SIGNED_OUT });
  assert.deepEqual(await sentByLoad(), ['POST /v1/dev_browser', ...LOADING]);
});

test('the requests of load() are those of clerk-js', async () => {
  await suite.page.evaluate(() => loadedClerk());
  const log = await requests();
  const [devBrowser, environment, client] = ['dev_browser', 'environment', 'client'].map((name) =>
    log.find(({ path }) => path === `/v1/${name}`),
  );
  const names = ({ query }) => query.map(([name]) => name);
  assert.deepEqual(names(devBrowser), ['__clerk_api_version', '_clerk_js_version']);
  assert.deepEqual(names(environment), ['__clerk_api_version', '_clerk_js_version', '_method', '__clerk_db_jwt']);
  assert.deepEqual(names(client), ['__clerk_api_version', '_clerk_js_version', '__clerk_db_jwt']);
  assert.equal(devBrowser.body, '');
  assert.equal(devBrowser.headers['content-type'], undefined);
  assert.equal(environment.headers['content-type'], 'application/x-www-form-urlencoded');
  assert.equal(environment.body, '');
  for (const { headers } of [devBrowser, environment, client]) assert.equal(headers.authorization, undefined);
});

test('a production instance reads the environment instead of touching it', async () => {
  await suite.page.evaluate(() => loadedClerk(`pk_live_${btoa('clerk.example.com$')}`));
  assert.deepEqual((await sent()).sort(), ['GET /v1/client', 'GET /v1/environment']);
});

test('a signed-in browser has its session, user and active organization', async () => {
  await suite.signIn('admin');
  await prepare();
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const [{ role, permissions, organization }] = clerk.user.organizationMemberships;
    return {
      state: state(clerk),
      user: [clerk.user.fullName, clerk.user.primaryEmailAddress.emailAddress, clerk.user.createdAt instanceof Date],
      sessions: [
        clerk.client.sessions.length,
        clerk.client.sessions[0] === clerk.session,
        clerk.session.user === clerk.user,
      ],
      last: clerk.client.lastActiveSessionId === clerk.session.id,
      expires: clerk.session.expireAt instanceof Date && clerk.session.expireAt > new Date(),
      membership: [role, permissions.includes('org:sys_memberships:manage'), organization === clerk.organization],
    };
  });
  assert.deepEqual(seen, {
    state: SIGNED_IN,
    user: ['Ada Ferreira', emulator.admin.emailAddress, true],
    sessions: [1, true, true],
    last: true,
    expires: true,
    membership: ['org:admin', true, true],
  });
});

test('without an active organization there is a user and no organization', async () => {
  await change({ first_active_organization: 'none' });
  await suite.signIn('admin');
  await prepare();
  const seen = await suite.page.evaluate(async () => state(await loadedClerk()));
  assert.deepEqual(seen, { ...SIGNED_IN, organization: null });
});

test('overlapping and repeated calls of load() load once', async () => {
  const seen = await suite.page.evaluate(async () => {
    const { calls } = replaceFetch((url, init, real) => real(url, init));
    const clerk = newClerk();
    const { load } = { load: () => clerk.load() };
    await Promise.all([clerk.load(), clerk.load(), load()]);
    const { client } = clerk;
    await clerk.load();
    return { same: clerk.client === client, wasm: calls.filter(({ url }) => url.endsWith('.wasm')).length };
  });
  assert.deepEqual(seen, { same: true, wasm: 1 });
  assert.deepEqual(await sentByLoad(), ['POST /v1/dev_browser', ...LOADING]);
});

test('two clerks in a page share only the wasm module', async () => {
  await suite.signIn('admin');
  const seen = await suite.page.evaluate(async () => {
    const { calls } = replaceFetch((url, init, real) => real(url, init));
    const [one, other] = await Promise.all([loadedClerk(), loadedClerk(cookieKey)]);
    return {
      wasm: calls.filter(({ url }) => url.endsWith('.wasm')).length,
      organizations: [one.organization.id === other.organization.id, one.organization === other.organization],
    };
  });
  assert.deepEqual(seen, { wasm: 1, organizations: [true, false] });
});

test('if the wasm module cannot be fetched, load() rejects with wasm_load_failed and can be called again', async () => {
  await prepare();
  const broken = [
    [/HTTP status 404/, (route) => route.fulfill({ status: 404, contentType: 'text/html', body: '<h1>Not found</h1>' })],
    [/magic|wasm/, (route) => route.fulfill({ status: 200, contentType: 'application/wasm', body: 'not wasm' })],
    [/text\/html/, (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<!doctype html><title>The app</title>' })],
    [/Failed to fetch/, (route) => route.abort()],
  ];
  for (const [reason, answer] of broken) {
    await suite.page.route('**/*.wasm', answer);
    const { error, state } = await suite.page.evaluate(async () => {
      globalThis.clerk ??= newClerk();
      const [one, other] = await Promise.all([outcome(() => clerk.load()), outcome(() => clerk.load())]);
      return { error: one.error, same: other.error.code, state: state(clerk) };
    });
    await suite.page.unroute('**/*.wasm');
    assert.deepEqual([error.class, error.code], ['ClerkRuntimeError', 'wasm_load_failed']);
    assert.ok(error.cause, 'the cause is the thrown value');
    // The message has the URL, the reason and the fix.
    assert.match(error.message, /at http:\/\/127\.0\.0\.1:\d+\/\S+\/wasm\/clerk_organization_bg\.wasm could not be started/);
    assert.match(error.message, reason);
    assert.match(error.message, /Serve clerk_organization_bg\.wasm there as application\/wasm, or call init\(source\)/);
    assert.deepEqual([state.status, state.loaded], ['error', false]);
  }
  assert.deepEqual(await sent(), []);
  const after = await suite.page.evaluate(async () => {
    await clerk.load();
    return state(clerk);
  });
  assert.deepEqual(after, SIGNED_OUT);
});

const REFUSED = {
  errors: [{ code: 'internal', message: 'Oops', long_message: 'Something broke.' }],
  clerk_trace_id: 'trace_1',
};

test('load() rejects if the server refuses the client, and can be called again', async () => {
  await prepare();
  await suite.page.evaluate(() => hurry());
  for (const [status, times] of [[400, 1], [403, 1], [422, 1], [429, 4], [500, 1], [502, 4], [503, 4], [504, 4]]) {
    await fault({ path: '^/v1/client$', status, body: REFUSED, times: 100 });
    await clearRequests();
    const { result, after } = await suite.page.evaluate(async () => {
      globalThis.clerk ??= newClerk();
      return { result: await outcome(() => clerk.load()), after: state(clerk) };
    });
    await clearFaults();
    assert.equal((await sent()).filter((line) => line === 'GET /v1/client').length, times, `${status}`);
    assert.deepEqual(
      [result.error?.class, result.error?.status, result.error?.message, result.error?.clerkTraceId],
      ['ClerkAPIResponseError', status, 'Something broke.', 'trace_1'],
    );
    assert.deepEqual([after.status, after.loaded], ['error', false]);
  }
  assert.deepEqual(await suite.page.evaluate(async () => (await clerk.load(), state(clerk))), SIGNED_OUT);
});

test('a client that the server refuses for a moment is requested again', async () => {
  await prepare();
  for (const [status, headers, least] of [[429, { 'retry-after': '2' }, 2000], [502, {}, 100], [503, { 'retry-after': '1' }, 1000], [504, {}, 100]]) {
    await fault({ path: '^/v1/client$', status, headers, body: REFUSED });
    const { after, waits } = await suite.page.evaluate(async () => {
      const real = globalThis.setTimeout;
      const waits = hurry();
      const clerk = await loadedClerk();
      globalThis.setTimeout = real;
      return { after: state(clerk), waits };
    });
    assert.deepEqual(after, SIGNED_OUT);
    assert.equal(waits.length, 1, `${status}: ${waits}`);
    assert.ok(waits[0] >= least && waits[0] <= least + 100, `${status}: ${waits}`);
  }
});

test('load() rejects if the server is unreachable, and can be called again', async () => {
  await prepare();
  await fault({ path: '^/v1/client$', drop: true, times: 1000 });
  const { error } = await suite.page.evaluate(() => outcome(() => (globalThis.clerk = newClerk()).load(), 15_000));
  assert.deepEqual([error.class, error.code], ['ClerkRuntimeError', 'network_error']);
  assert.equal(await suite.page.evaluate(() => clerk.status), 'error');
  await clearFaults();
  assert.deepEqual(await suite.page.evaluate(async () => (await clerk.load(), state(clerk))), SIGNED_OUT);
});

test('without the environment the status of the client is degraded, and it works', async () => {
  await suite.signIn('admin');
  await prepare();
  for (const wrong of [
    { status: 500, body: REFUSED },
    { status: 400, body: '<html>' },
    { drop: true, times: 1000 },
    { body: 'no JSON' },
  ]) {
    await fault({ path: '^/v1/environment$', ...wrong });
    const seen = await suite.page.evaluate(async () => {
      const clerk = await loadedClerk();
      return { state: state(clerk), total: (await clerk.organization.getInvitations()).total_count };
    });
    await clearFaults();
    assert.deepEqual(seen, { state: { ...SIGNED_IN, status: 'degraded' }, total: 31 }, JSON.stringify(wrong));
  }
});

test('load() rejects an answer that is not a client', async () => {
  await suite.signIn('admin');
  await prepare();
  const bodies = [
    '{}',
    'null',
    '[]',
    '"client"',
    '5',
    'true',
    '<html>',
    '',
    '{"client":null}',
    '{"response":"client"}',
    '{"response":5}',
    '{"response":[]}',
    '{"response":true}',
    '{"response":{"sessions":5}}',
    '{"response":{"sessions":{}}}',
    '{"response":{"sessions":[null]}}',
    '{"response":{"sessions":[{"id":"sess_1","status":"active","user":{"organization_memberships":5}}]}}',
    '{"response":{"sessions":[{"id":"sess_1","status":"active","user":{"organization_memberships":[null]}}]}}',
    '{"response":{"sessions":[{"id":"sess_1","status":"active","user":{"organization_memberships":[{"organization":null}]}}]}}',
    '{"response":{"sessions":[{"id":"sess_1","status":"active","user":{"email_addresses":5}}]}}',
  ];
  const seen = await suite.page.evaluate(async (bodies) => {
    const seen = [];
    for (const body of bodies) {
      const { restore } = replaceFetch(async (url, init, real) =>
        /\/v1\/client\?/.test(url) ? new Response(body) : real(url, init),
      );
      const clerk = newClerk();
      const result = await outcome(() => clerk.load());
      restore();
      seen.push({
        body,
        result,
        state: state(clerk),
        after: await outcome(async () => (await clerk.load(), state(clerk))),
      });
    }
    return seen;
  }, bodies);
  for (const { body, result, state, after } of seen) {
    assert.deepEqual([result.error?.class, result.error?.code], ['ClerkRuntimeError', 'invalid_response'], body);
    assert.deepEqual([state.status, state.client], ['error', 'undefined'], body);
    assert.deepEqual(after.value, SIGNED_IN, body);
  }
});

test('a call before load() rejects with not_loaded, and nothing is sent', async () => {
  const seen = await suite.page.evaluate(async () => {
    const clerk = newClerk();
    const calls = {
      setActive: () => clerk.setActive({ organization: null }),
      signOut: () => clerk.signOut(),
      createOrganization: () => clerk.createOrganization({ name: 'Early' }),
      getOrganization: () => clerk.getOrganization('org_1'),
      reload: () => clerk.reload(),
    };
    const seen = {};
    for (const [name, call] of Object.entries(calls)) {
      const { error } = await outcome(call);
      seen[name] = [error?.class, error?.code];
    }
    for (const name of ['mountSignIn', 'mountOrganizationSwitcher']) clerk[name](document.body);
    await new Promise((passed) => setTimeout(passed, 50));
    return { ...seen, status: clerk.status, shown: document.body.querySelectorAll('div').length };
  });
  const refused = ['ClerkRuntimeError', 'not_loaded'];
  assert.deepEqual(seen, {
    setActive: refused,
    signOut: refused,
    createOrganization: refused,
    getOrganization: refused,
    reload: refused,
    status: 'loading',
    shown: 0,
  });
  assert.deepEqual(await sent(), []);
  // A component is not awaited, so its error is reported.
  assert.deepEqual(suite.pageErrors.splice(0).map((error) => /code="(\w+)"/.exec(error)?.[1]), ['not_loaded', 'not_loaded']);
});

test('load() and changes work in a page that may not open channels to other tabs', async () => {
  const seen = await suite.page.evaluate(async () => {
    globalThis.BroadcastChannel = class {
      constructor() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      }
    };
    const clerk = newClerk();
    const { error } = await outcome(() => clerk.load());
    if (error) return error;
    const { emailAddress: identifier, password } = emulator.admin;
    const { createdSessionId: session } = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
    await clerk.setActive({ session });
    await clerk.organization.inviteMember({ emailAddress: 'alone@example.com', role: 'org:member' });
    await clerk.signOut();
    clerk.close();
    return [clerk.status, clerk.user];
  });
  assert.deepEqual(seen, ['ready', null]);
});
