// Invitations with fields that the Frontend API does not accept go from the page through the app's own server to the
// Backend API. The package's relay with unmodified @clerk/backend and the axum example must give the same answers.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';

import { createClerkClient } from '@clerk/backend';
import { createInvitationRelay } from 'clerk-organization/relay';

import { clearFaults, clearRequests, emulator, fault, outbox, requests, reset, signIn } from '../support/emulator.mjs';
import { inBrowser } from '../support/browser.mjs';

const suite = inBrowser();
const newClerkClient = (apiUrl) =>
  createClerkClient({
    secretKey: emulator.secretKey,
    publishableKey: emulator.publishableKey,
    apiUrl,
    telemetry: { disabled: true },
  });
const clerkClient = newClerkClient(emulator.url);

const OWN_PAGES = 'https://app.example';
const NOT_OWN = 'redirectUrl must be a page of this app.';

/** Serves a handler that takes a `Request` and returns a `Response`. Resolves to `{ url, close }`. */
async function serve(answer) {
  const server = createServer(async (incoming, outgoing) => {
    const cors = { 'access-control-allow-origin': incoming.headers.origin ?? '*', 'access-control-allow-headers': 'authorization, content-type' };
    if (incoming.method === 'OPTIONS') return outgoing.writeHead(204, cors).end();
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method, headers } = incoming;
    const body = method === 'GET' ? undefined : Buffer.concat(chunks);
    const response = await answer(new Request(`http://127.0.0.1${incoming.url}`, { method, headers, body }));
    outgoing.writeHead(response.status, { ...cors, ...Object.fromEntries(response.headers) }).end(await response.text());
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { url: `http://127.0.0.1:${server.address().port}/api/invitations`, close };
}

/** The package's relay, with an additional check by the app. */
const forNode = ({ apiUrl = emulator.url, timeLimitMs } = {}) =>
  serve(
    createInvitationRelay({
      clerkClient: newClerkClient(apiUrl),
      timeLimitMs,
      authenticate: { authorizedParties: [suite.site.url] },
      prepare(params) {
        if (!params.redirectUrl || new URL(params.redirectUrl).origin === OWN_PAGES) return params;
        const error = { code: 'form_param_value_invalid', message: NOT_OWN, longMessage: NOT_OWN, meta: { paramName: 'redirect_url' } };
        throw Object.assign(new Error(NOT_OWN), { status: 422, errors: [error] });
      },
    }),
  );

/** The example for axum, with the same check. */
async function forAxum({ apiUrl = emulator.url, timeLimitMs } = {}) {
  const { CLERK_INVITATION_RELAY: executable } = process.env;
  assert.ok(executable, 'CLERK_INVITATION_RELAY is not set. It is the path of the executable of examples/relay.');
  const env = {
    CLERK_SECRET_KEY: emulator.secretKey,
    CLERK_API_URL: apiUrl,
    ALLOWED_ORIGINS: `${suite.site.url},${OWN_PAGES}`,
    LISTEN: '127.0.0.1:0',
    ...(timeLimitMs && { TIME_LIMIT_MS: String(timeLimitMs) }),
  };
  const child = spawn(executable, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject));
  const first = new Promise((resolve) => createInterface(child.stdout).once('line', resolve));
  const url = await Promise.race([first, ended]);
  assert.match(String(url), /^http:\/\/127\.0\.0\.1:\d+\//, 'the relay did not start');
  return { url, close: () => (child.kill(), ended) };
}

async function signedIn(who, invitationRelay) {
  await suite.signIn(who);
  await suite.page.reload();
  await suite.page.evaluate(async (invitationRelay) => {
    globalThis.clerk = new sdk.Clerk(emulator.publishableKey, { proxyUrl: emulator.url, invitationRelay });
    await clerk.load();
    globalThis.organization = clerk.organization;
  }, invitationRelay);
  await clearRequests();
}

const REDIRECT = 'https://app.example/welcome';

const RELAYS = { 'the relay for Node': forNode, 'the relay for axum': forAxum };

for (const [name, start] of Object.entries(RELAYS)) {
  describe(name, () => {
    let relay;
    before(async () => (relay = await start()));
    after(() => relay?.close());

    test('one invitation with a redirect URL, metadata and an expiry arrives with these values', async () => {
      await signedIn('admin', relay.url);
      const seen = await suite.page.evaluate(async (redirectUrl) => {
        const live = organization.invitationList({ status: 'pending' });
        await live.refresh();
        const told = [];
        live.subscribe(() => told.push([live.data[0].emailAddress, live.data[0].isProvisional ?? false]));
        const params = { emailAddress: 'ada@example.com', role: 'org:member', redirectUrl, publicMetadata: { team: 'red' }, expiresInDays: 3 };
        const invitation = await organization.inviteMember(params);
        const days = Math.round((invitation.expiresAt - invitation.createdAt) / 86_400_000);
        const { status } = await invitation.revoke();
        return { real: invitation instanceof sdk.OrganizationInvitation, emailAddress: invitation.emailAddress, metadata: invitation.publicMetadata, url: invitation.url, days, status, told: told.slice(0, 2) };
      }, REDIRECT);
      assert.deepEqual(seen, {
        real: true,
        emailAddress: 'ada@example.com',
        metadata: { team: 'red' },
        url: null,
        days: 3,
        status: 'revoked',
        told: [['ada@example.com', true], ['ada@example.com', false]],
      });
      const [{ body }] = (await requests()).filter(({ method, path }) => method === 'POST' && path.endsWith('/invitations'));
      const { inviter_user_id, redirect_url } = JSON.parse(body);
      assert.deepEqual({ inviter_user_id, redirect_url }, { inviter_user_id: emulator.admin.userId, redirect_url: REDIRECT });
      assert.equal((await outbox()).length, 1);
    });

    test('many invitations go through the relay in parts of ten, also with inviteMembersSettled', async () => {
      await signedIn('admin', relay.url);
      await clerkClient.organizations.updateOrganization(emulator.organizationId, { maxAllowedMemberships: 0 });
      const seen = await suite.page.evaluate(async (redirectUrl) => {
        const made = (name, count) => Array.from({ length: count }, (_, at) => `${name}.${at}@example.com`);
        const many = await organization.inviteMembers({ emailAddresses: made('many', 12), role: 'org:member', redirectUrl });
        const rows = await organization.inviteMembersSettled({ emailAddresses: [...made('settled', 2), 'nope', emulator.member.emailAddress], role: 'org:member', redirectUrl });
        return { many: many.map(({ emailAddress }) => emailAddress).join() === made('many', 12).join(), rows: rows.map(({ status }) => status) };
      }, REDIRECT);
      assert.deepEqual(seen, { many: true, rows: ['invited', 'invited', 'invalid', 'already_member'] });
    });

    test('a caller without the permission is refused, and nothing is created', async () => {
      await signedIn('member', relay.url);
      const { error } = await suite.page.evaluate(
        (redirectUrl) => outcome(() => organization.inviteMember({ emailAddress: 'ada@example.com', role: 'org:admin', redirectUrl })),
        REDIRECT,
      );
      assert.deepEqual([error.class, error.status, error.errors[0].code], ['ClerkAPIResponseError', 403, 'missing_organization_permission']);
      assert.deepEqual(await outbox(), []);
    });

    test("refusals by Clerk and by the app's own check arrive in Clerk's shape", async () => {
      await signedIn('admin', relay.url);
      const errors = await suite.page.evaluate(async () => {
        const said = [
          { emailAddress: 'no address', redirectUrl: 'https://app.example' },
          { emailAddress: emulator.member.emailAddress, redirectUrl: 'https://app.example' },
          { emailAddress: 'ada@example.com', redirectUrl: 'https://evil.example' },
        ];
        const errors = [];
        for (const one of said) errors.push((await outcome(() => organization.inviteMember({ role: 'org:member', ...one }))).error);
        return errors.map(({ class: name, status, errors }) => [name, status, errors[0].code, errors[0].meta.paramName ?? null]);
      });
      assert.deepEqual(errors.map(([name, , code]) => [name, code]), [
        ['ClerkAPIResponseError', 'form_param_format_invalid'],
        ['ClerkAPIResponseError', 'already_a_member_in_organization'],
        ['ClerkAPIResponseError', 'form_param_value_invalid'],
      ]);
      assert.equal(errors[0][3], 'email_address');
      assert.deepEqual(await outbox(), []);
    });

    test("an organization that is not the token's active one is refused, also if the user may invite there", async () => {
      await signedIn('admin', relay.url);
      const { token, other } = await suite.page.evaluate(async () => {
        const token = await clerk.session.getToken();
        const { id: other } = await clerk.createOrganization({ name: 'Other' });
        return { token, other };
      });
      const invite = async (organizationId, token) => {
        const body = JSON.stringify({ organizationId, emailAddress: 'ada@example.com', role: 'org:member' });
        const response = await fetch(relay.url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
        return [response.status, (await response.json()).errors?.[0].code];
      };
      assert.deepEqual(await invite(other, token), [403, 'missing_organization_permission']);
      assert.deepEqual(await outbox(), []);
      const otherToken = await suite.page.evaluate((organizationId) => clerk.session.getToken({ organizationId }), other);
      assert.deepEqual(await invite(other, otherToken), [200, undefined]);
    });

    test('a call that exceeds the time limit is answered with 504, and the relay sends nothing afterwards', async (context) => {
      const impatient = await start({ timeLimitMs: 1000 });
      context.after(() => impatient.close());
      await signedIn('admin', impatient.url);
      // This call fetches the keys, so that in the next one only the membership is late.
      assert.equal(await suite.page.evaluate((redirectUrl) => outcome(() => organization.inviteMember({ emailAddress: 'first@example.com', role: 'org:member', redirectUrl })).then(({ value }) => value?.status), REDIRECT), 'pending');
      await fault({ method: 'GET', path: '/memberships$', delayMs: 2000 });
      const started = performance.now();
      const { error } = await suite.page.evaluate(
        (redirectUrl) => outcome(() => organization.inviteMember({ emailAddress: 'late@example.com', role: 'org:member', redirectUrl })),
        REDIRECT,
      );
      assert.ok(performance.now() - started < 1900);
      assert.deepEqual([error.class, error.status, error.errors[0].code], ['ClerkAPIResponseError', 504, 'gateway_timeout']);
      await new Promise((passed) => setTimeout(passed, 2000));
      assert.deepEqual((await outbox()).map(({ to }) => to), ['first@example.com']);
    });

    test('the URL of the Backend API may end in a slash, and a failed fetch of its keys is a server error', async (context) => {
      // The relay for Node caches keys per URL, so with this URL neither relay has cached keys.
      const fresh = await start({ apiUrl: `${emulator.url}/` });
      context.after(() => fresh.close());
      await signedIn('admin', fresh.url);
      const token = await suite.page.evaluate(() => clerk.session.getToken());
      const invite = async () => {
        const body = JSON.stringify({ organizationId: emulator.organizationId, emailAddress: 'ada@example.com', role: 'org:member' });
        const response = await fetch(fresh.url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
        return [response.status, (await response.json()).errors?.[0].code];
      };
      await fault({ method: 'GET', path: '/jwks$', status: 500, body: { errors: [] }, times: 20 });
      assert.deepEqual(await invite(), [502, 'internal_error']);
      await clearFaults();
      assert.deepEqual(await invite(), [200, undefined]);
      const paths = (await requests()).map(({ path }) => path);
      assert.deepEqual(paths.filter((path) => path.includes('//')), []);
    });

    test('no session token, a wrong one, a cookie alone and another organization are refused', async () => {
      const said = { organizationId: emulator.organizationId, emailAddress: 'ada@example.com', role: 'org:member', redirectUrl: REDIRECT };
      const ask = async (headers, body = said) => {
        const response = await fetch(relay.url, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
        return [response.status, (await response.json()).errors?.[0].code];
      };
      await signedIn('admin', relay.url);
      const token = await suite.page.evaluate(() => clerk.session.getToken());
      const devBrowser = /__clerk_db_jwt=([^;]+)/.exec(await suite.page.evaluate(() => document.cookie))[1];
      const bearer = { authorization: `Bearer ${token}` };
      assert.deepEqual(await ask({}), [401, 'authentication_invalid']);
      assert.deepEqual(await ask({ authorization: 'Bearer no.token.here' }), [401, 'authentication_invalid']);
      assert.deepEqual(await ask({ authorization: `Bearer ${token.slice(0, -4)}AAAA` }), [401, 'authentication_invalid']);
      const cookie = `__session=${token}; __client_uat=1; __clerk_db_jwt=${devBrowser}`;
      for (const authorization of ['', 'Bearer', 'Bearer x', 'bearer x', 'BEARER x', 'Basic x']) {
        assert.deepEqual(await ask({ cookie, authorization }), [401, 'authentication_invalid'], authorization);
      }
      assert.deepEqual(await ask(bearer, { ...said, organizationId: 'org_unknown' }), [403, 'missing_organization_permission']);
      assert.deepEqual(await ask(bearer, 'no json'), [422, 'form_param_missing']);
      assert.deepEqual(await outbox(), []);
      assert.deepEqual(await ask(bearer), [200, undefined]);
      // The name of a scheme has no case (RFC 9110, 11.1).
      assert.deepEqual(await ask({ authorization: `bearer ${token}` }, { ...said, emailAddress: 'grace@example.com' }), [200, undefined]);
      assert.equal((await outbox()).length, 2);
    });
  });
}

test('if the relay does not answer properly, the call settles with one typed error', async (context) => {
  let answer;
  const relay = await serve((request) => answer(request));
  context.after(() => relay.close());
  await signedIn('admin', relay.url);
  const ways = [
    ['invalid_response', () => new Response('<html>', { status: 200 })],
    ['invalid_response', () => Response.json({ response: null })],
    ['invalid_response', () => Response.json({ response: {} })],
    ['api_response_error', () => new Response('<html>', { status: 502 })],
    ['api_response_error', () => Response.json({ errors: [{ code: 'too_many_requests' }] }, { status: 429, headers: { 'retry-after': '7' } })],
    ['timeout', () => new Promise((passed) => setTimeout(passed, 1500, new Response('{}')))],
  ];
  for (const [code, way] of ways) {
    answer = way;
    const { error } = await suite.page.evaluate(
      (redirectUrl) => outcome(() => organization.inviteMember({ emailAddress: 'ada@example.com', role: 'org:member', redirectUrl }, { timeoutMs: 1000 })),
      REDIRECT,
    );
    assert.equal(error.code, code);
  }
  const codes = await suite.page.evaluate(async (redirectUrl) => {
    const params = { emailAddress: 'ada@example.com', role: 'org:member', redirectUrl };
    const codes = [];
    for (const relay of ['http://127.0.0.1:1/', 'ftp://example.com', undefined]) {
      clerk.invitationRelay = relay;
      codes.push((await outcome(() => organization.inviteMember(params))).error.code);
    }
    return codes;
  }, REDIRECT);
  assert.deepEqual(codes, ['network_error', 'invalid_params', 'not_on_frontend_api']);
  assert.deepEqual(await outbox(), []);
});

const CALL = { emailAddress: 'e@example.com', role: 'org:member' };
const WRONG = { errors: [{ code: 'later', message: 'Later', long_message: 'Later.', meta: { param_name: 'role' } }], clerk_trace_id: 'trace_1' };
const html = { body: '<html>', headers: { 'content-type': 'text/html' } };

/** Calls of the admin: `[body, fault?, request?]`. */
const CALLS = [
  [{ emailAddress: 'ada@example.com', role: 'org:member', redirectUrl: REDIRECT, publicMetadata: { aB: [1] }, expiresInDays: 3 }],
  [{ emailAddress: 'ada@example.com', role: 'org:member' }],
  [{ emailAddresses: ['b@example.com', 'c@example.com'], role: 'org:admin', notify: false }],
  [{ emailAddresses: ['d@example.com', 'nope'], role: 'org:member' }],
  [{ emailAddresses: [], role: 'org:member' }],
  [{ emailAddress: 'e@example.com' }],
  [{ role: 'org:member' }],
  [{ emailAddress: 'e@example.com', role: 'org:nobody' }],
  [{ ...CALL, expiresInDays: 0 }],
  [{ ...CALL, redirectUrl: 'https://evil.example/' }],
  [{ emailAddress: emulator.member.emailAddress, role: 'org:member' }],
  [{ ...CALL, organizationId: 'org_unknown' }],
  [{ organizationId: '' }],
  ['no json'],
  ['[]'],
  ['null'],
  [''],
  // The relay refuses values of the wrong type before it sends a request; null means absent.
  ...[
    { organizationId: 5 },
    { emailAddress: 5 },
    { emailAddresses: 'e@example.com' },
    { emailAddresses: ['e@example.com', null] },
    { role: ['org:member'] },
    { notify: 'no' },
    { redirectUrl: {} },
    { publicMetadata: [] },
    { publicMetadata: 'x' },
    { expiresInDays: '3' },
    { expiresInDays: 1.5 },
    { expiresInDays: -1 },
  ].map((wrong) => [{ ...CALL, ...wrong }]),
  [{ emailAddress: 'null@example.com', role: 'org:member', redirectUrl: null, publicMetadata: null, notify: null, privateMetadata: { no: 1 } }],
  [{ ...CALL, publicMetadata: { long: 'x'.repeat(70_000) } }],
  // The relay forwards refusals of the Backend API to the page, but not its failures.
  ...[{ status: 403 }, { status: 429, headers: { 'retry-after': '7' } }, { status: 500 }, { status: 401 }, { status: 404 }].flatMap((wrong) => [
    [CALL, { method: 'POST', path: '/invitations$', body: WRONG, ...wrong }],
    [CALL, { method: 'GET', path: '/memberships$', body: WRONG, ...wrong }],
  ]),
  [CALL, { method: 'POST', path: '/invitations$', status: 403, body: { errors: [] } }],
  [CALL, { method: 'POST', path: '/invitations$', status: 403, ...html }],
  [CALL, { method: 'POST', path: '/invitations$', status: 502, ...html }],
  [CALL, { method: 'GET', path: '/memberships$', drop: true }],
  // Authorization of the caller.
  [CALL, undefined, { headers: {} }],
  ...['Bearer', 'Bearer ', 'Bearer a.b.c', 'Bearer no token', 'Basic YTpi', `Bearer ${emulator.secretKey}`].map((authorization) => [CALL, undefined, { headers: { authorization } }]),
  [undefined, undefined, { method: 'GET' }],
  [CALL, undefined, { method: 'PUT' }],
];

test('both relays give equal answers to equal requests', async (context) => {
  const answered = [];
  for (const start of [forNode, forAxum]) {
    const relay = await start();
    context.after(() => relay.close());
    await reset();
    const answers = [];
    for (const who of ['admin', 'member']) {
      await signedIn(who, relay.url);
      const token = await suite.page.evaluate(() => clerk.session.getToken());
      for (const [call, wrong, request] of who === 'admin' ? CALLS : CALLS.slice(0, 1)) {
        if (wrong) await fault(wrong);
        const body = typeof call === 'object' ? JSON.stringify({ organizationId: emulator.organizationId, ...call }) : call;
        const response = await fetch(relay.url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body, ...request });
        const answer = await response.text();
        const asked = [who, body?.slice(0, 200), wrong, request];
        answers.push([asked, response.status, response.headers.get('retry-after'), answer && JSON.parse(answer, withoutChance)]);
        await clearFaults();
      }
      await suite.context.clearCookies();
    }
    answers.push((await outbox()).map(({ to }) => to));
    answered.push(answers);
  }
  const [node, axum] = answered;
  for (const [at, answer] of node.entries()) assert.deepEqual(axum[at], answer);
  assert.equal(axum.length, node.length);
  const statuses = new Set(node.map(([, status]) => status));
  for (const status of [200, 401, 403, 405, 413, 422, 429, 502]) assert.ok(statuses.has(status), `${status} was not among the answers`);
});

/** Replaces values that differ between runs: ids, times, and the emulator's request id. */
const withoutChance = (name, value) => (['id', 'created_at', 'updated_at', 'expires_at', 'clerk_trace_id'].includes(name) ? typeof value : value);

test('the relay for axum answers pages of its origins, and accepts no token issued to another page', async (context) => {
  const relay = await forAxum();
  context.after(() => relay.close());
  const preflight = async (origin) => {
    const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' };
    const response = await fetch(relay.url, { method: 'OPTIONS', headers });
    return [response.status, response.headers.get('access-control-allow-origin'), response.headers.get('access-control-allow-headers')];
  };
  assert.deepEqual(await preflight(suite.site.url), [200, suite.site.url, 'authorization,content-type']);
  assert.equal((await preflight('https://evil.example'))[1], null);
  const { clientToken } = await signIn(emulator.admin);
  const tokenFor = async (origin) => {
    const headers = { origin, cookie: `__client=${clientToken}` };
    const { response: client } = await (await fetch(`${emulator.url}/v1/client`, { headers })).json();
    return client?.sessions[0]?.last_active_token.jwt;
  };
  const said = { organizationId: emulator.organizationId, emailAddress: 'ada@example.com', role: 'org:member' };
  const ask = async (token, body) => (await fetch(relay.url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(body) })).status;
  assert.equal(await ask(await tokenFor('https://evil.example'), said), 401);
  assert.equal(await ask(await tokenFor(suite.site.url), { ...said, publicMetadata: { long: 'x'.repeat(100_000) } }), 413);
  assert.deepEqual(await outbox(), []);
  assert.equal(await ask(await tokenFor(suite.site.url), said), 200);
});
