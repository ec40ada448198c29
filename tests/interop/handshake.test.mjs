// An application's server as Clerk's middleware makes one: `authenticateRequest` of @clerk/backend decides about each
// page request, and its redirects lead through the emulator's handshake and back. Driven in Chromium.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { createClerkClient } from '@clerk/backend';

import { inBrowser } from '../support/browser.mjs';
import { advanceClock, clearRequests, emulator, requests, signIn } from '../support/emulator.mjs';

const suite = inBrowser({ path: '/bare' });
const { publishableKey, secretKey, url: apiUrl } = emulator;
const clerk = createClerkClient({ publishableKey, secretKey, apiUrl, telemetry: { disabled: true } });
let app;
let answered = [];

/** What Clerk's middleware does: redirect if there is somewhere to go, otherwise show the page. */
async function answer(request, response) {
  const headers = new Headers(Object.entries(request.headers));
  const state = await clerk.authenticateRequest(new Request(app + request.url, { headers }), { proxyUrl: apiUrl });
  state.headers.forEach((value, name) => name !== 'set-cookie' && response.setHeader(name, value));
  response.setHeader('set-cookie', state.headers.getSetCookie());
  if (request.url.startsWith('/team')) answered.push([state.status, state.reason]);
  if (state.headers.get('location')) return response.writeHead(307).end();
  if (state.status === 'handshake') return response.writeHead(500).end('a handshake that leads nowhere');
  const { userId, orgId } = state.toAuth();
  response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>Team</title><p>${userId} ${orgId}</p>`);
}

let server;
before(async () => {
  server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  app = `http://127.0.0.1:${server.address().port}`;
});
after(() => (server.closeAllConnections(), server.close()));

/** Opens a page of the application. Resolves to its text, and how often the browser was sent to the emulator. */
async function visit(page, path = '/team?tab=1') {
  await clearRequests();
  answered = [];
  const shown = await page.goto(app + path);
  assert.equal(shown.status(), 200, JSON.stringify(answered));
  assert.equal(page.url(), app + path, 'nothing of the handshake stays in the address');
  const handshakes = (await requests()).filter((request) => request.path === '/v1/client/handshake').length;
  return [await page.textContent('p'), handshakes];
}

const cookie = async (name) => (await suite.context.cookies(app)).find((one) => one.name === name);
const SIGNED_OUT = 'null null';

test('a first visit ends on the page, signed out, after one handshake', async () => {
  assert.deepEqual(await visit(suite.page), [SIGNED_OUT, 1]);
  assert.match((await cookie('__clerk_db_jwt')).value, /^dvb_/);
  assert.equal((await cookie('__client_uat')).value, '0');
  assert.deepEqual(await visit(suite.page), [SIGNED_OUT, 0], 'the next one needs none');
});

test('a signed-in visit without a session cookie, and with an expired one, end on the page, signed in', async () => {
  const { devBrowser } = await signIn(emulator.admin);
  const signedIn = `${emulator.admin.userId} ${emulator.organizationId}`;
  await suite.context.addCookies([
    { name: '__clerk_db_jwt', value: devBrowser, url: app },
    { name: '__client_uat', value: String(Math.floor(Date.now() / 1000)), url: app },
  ]);
  assert.deepEqual(await visit(suite.page), [signedIn, 1]);
  assert.deepEqual(answered[0], ['handshake', 'client-uat-but-no-session-token']);
  assert.deepEqual(await visit(suite.page), [signedIn, 0], 'the cookie is fresh');

  // A token of two minutes ago has expired.
  await advanceClock(-120_000);
  const session = await clerk.sessions.getSessionList({ userId: emulator.admin.userId });
  const { jwt } = await clerk.sessions.getToken(session.data[0].id);
  await advanceClock(120_000);
  const names = (await suite.context.cookies(app)).map(({ name }) => name);
  await suite.context.addCookies(
    names.filter((name) => name.startsWith('__session')).map((name) => ({ name, value: jwt, url: app })),
  );
  // Older than the token: otherwise the token counts as one from before the last change.
  await suite.context.addCookies(
    names.filter((name) => name.startsWith('__client_uat')).map((name) => ({ name, value: '1700000000', url: app })),
  );
  assert.deepEqual(await visit(suite.page), [signedIn, 1]);
  assert.match(answered[0].join(' '), /^handshake session-token-expired/);
});

test('a dev browser in the address, as the account portal leaves it, is taken over', async () => {
  const { devBrowser } = await signIn(emulator.member);
  await suite.page.goto(`${app}/team?__clerk_db_jwt=${devBrowser}`);
  assert.equal(suite.page.url(), `${app}/team`);
  assert.equal(await suite.page.textContent('p'), `${emulator.member.userId} ${emulator.organizationId}`);
});

test('a dev browser of another emulator ends on the page, signed out, with one of this emulator', async () => {
  await suite.context.addCookies([
    { name: '__clerk_db_jwt', value: 'dvb_of_another_emulator', url: app },
    { name: '__client_uat', value: '1700000000', url: app },
  ]);
  assert.deepEqual(await visit(suite.page), [SIGNED_OUT, 1]);
  assert.notEqual((await cookie('__clerk_db_jwt')).value, 'dvb_of_another_emulator');
});

test('a handshake leads to no other site', async () => {
  const query = new URLSearchParams({ redirect_url: 'https://example.com/', format: 'nonce' });
  const refused = await fetch(`${apiUrl}/v1/client/handshake?${query}`, {
    redirect: 'manual',
    headers: { accept: 'application/json' },
  });
  assert.deepEqual([refused.status, (await refused.json()).errors[0].code], [403, 'redirect_url_mismatch']);
});
