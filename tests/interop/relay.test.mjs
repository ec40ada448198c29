// Invitations that the Frontend API does not take: from the page through the app's own server, with @clerk/backend
// unmodified, to the Backend API.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { createClerkClient } from '@clerk/backend';
import { createInvitationRelay } from 'clerk-organization/relay';

import { clearRequests, emulator, outbox, requests } from '../support/emulator.mjs';
import { inBrowser } from '../support/browser.mjs';

const suite = inBrowser();
const clerkClient = createClerkClient({
  secretKey: emulator.secretKey,
  publishableKey: emulator.publishableKey,
  apiUrl: emulator.url,
  telemetry: { disabled: true },
});

// What a test puts here answers; by default the relay does.
const relay = createInvitationRelay({
  clerkClient,
  prepare(params) {
    if (params.redirectUrl?.startsWith('https://evil.example')) throw refusal('form_param_value_invalid');
    return params;
  },
});
const refusal = (code) => Object.assign(new Error(code), { status: 422, errors: [{ code, message: code, longMessage: code, meta: { paramName: 'redirect_url' } }] });
let answer = relay;
let server, url;

before(async () => {
  server = createServer(async (incoming, outgoing) => {
    const cors = { 'access-control-allow-origin': incoming.headers.origin ?? '*', 'access-control-allow-headers': 'authorization, content-type' };
    if (incoming.method === 'OPTIONS') return outgoing.writeHead(204, cors).end();
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = new Request(`http://127.0.0.1${incoming.url}`, { method: 'POST', headers: incoming.headers, body: Buffer.concat(chunks) });
    const response = await answer(request);
    outgoing.writeHead(response.status, { ...cors, ...Object.fromEntries(response.headers) }).end(await response.text());
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${server.address().port}/api/invitations`;
});
after(() => {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
});

async function signedIn(who, invitationRelay = url) {
  answer = relay;
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

test('one invitation with a redirect URL, metadata and an end arrives as it was said', async () => {
  await signedIn('admin');
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

test('many go in parts of ten, and inviteMembersSettled takes the same way', async () => {
  await signedIn('admin');
  await clerkClient.organizations.updateOrganization(emulator.organizationId, { maxAllowedMemberships: 0 });
  const seen = await suite.page.evaluate(async (redirectUrl) => {
    const made = (name, count) => Array.from({ length: count }, (_, at) => `${name}.${at}@example.com`);
    const many = await organization.inviteMembers({ emailAddresses: made('many', 12), role: 'org:member', redirectUrl });
    const rows = await organization.inviteMembersSettled({ emailAddresses: [...made('settled', 2), 'nope', emulator.member.emailAddress], role: 'org:member', redirectUrl });
    return { many: many.map(({ emailAddress }) => emailAddress).join() === made('many', 12).join(), rows: rows.map(({ status }) => status) };
  }, REDIRECT);
  assert.deepEqual(seen, { many: true, rows: ['invited', 'invited', 'invalid', 'already_member'] });
});

test('who may not manage members is refused, and nothing is created', async () => {
  await signedIn('member');
  const { error } = await suite.page.evaluate(
    (redirectUrl) => outcome(() => organization.inviteMember({ emailAddress: 'ada@example.com', role: 'org:admin', redirectUrl })),
    REDIRECT,
  );
  assert.deepEqual([error.class, error.status, error.errors[0].code], ['ClerkAPIResponseError', 403, 'missing_organization_permission']);
  assert.deepEqual(await outbox(), []);
});

test("what Clerk refuses, and what the app's own check refuses, arrives in Clerk's shape", async () => {
  await signedIn('admin');
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

test('no session token, a wrong one, a cookie alone and another organization are refused', async () => {
  const said = { organizationId: emulator.organizationId, emailAddress: 'ada@example.com', role: 'org:member', redirectUrl: REDIRECT };
  const ask = async (headers, body = said) => {
    const response = await relay(new Request('http://127.0.0.1/', { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) }));
    return [response.status, (await response.json()).errors?.[0].code];
  };
  await signedIn('admin');
  const token = await suite.page.evaluate(() => clerk.session.getToken());
  const bearer = { authorization: `Bearer ${token}` };
  assert.deepEqual(await ask({}), [401, 'authentication_invalid']);
  assert.deepEqual(await ask({ authorization: 'Bearer no.token.here' }), [401, 'authentication_invalid']);
  assert.deepEqual(await ask({ authorization: `Bearer ${token.slice(0, -4)}AAAA` }), [401, 'authentication_invalid']);
  assert.deepEqual(await ask({ cookie: `__session=${token}` }), [401, 'authentication_invalid']);
  assert.deepEqual(await ask(bearer, { ...said, organizationId: 'org_unknown' }), [403, 'missing_organization_permission']);
  assert.deepEqual(await ask(bearer, 'no json'), [422, 'form_param_missing']);
  assert.deepEqual(await outbox(), []);
  assert.deepEqual(await ask(bearer), [200, undefined]);
  assert.equal((await outbox()).length, 1);
});

test('whatever the relay does instead of answering, the call settles with one typed error', async () => {
  await signedIn('admin');
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
  answer = relay;
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
