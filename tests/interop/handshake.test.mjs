// An application's server with Clerk's middleware: `authenticateRequest` of @clerk/backend handles each page request,
// and its redirects lead through the emulator's handshake and back. Runs in Chromium.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';

import { createClerkClient } from '@clerk/backend';

import { inBrowser } from '../support/browser.mjs';
import { advanceClock, clearRequests, emulator, requests, signIn } from '../support/emulator.mjs';

const suite = inBrowser({ path: '/bare' });
const { publishableKey, secretKey, url: apiUrl } = emulator;
const clerk = createClerkClient({ publishableKey, secretKey, apiUrl, telemetry: { disabled: true } });
let app;
let answered = [];

/** Answers like Clerk's middleware: redirects if there is a location, otherwise shows the page. */
async function answer(origin, options, request, response) {
  const headers = new Headers(Object.entries(request.headers));
  const url = new Request(origin + request.url, { headers });
  const state = await clerk.authenticateRequest(url, { proxyUrl: apiUrl, ...options });
  state.headers.forEach((value, name) => name !== 'set-cookie' && response.setHeader(name, value));
  response.setHeader('set-cookie', state.headers.getSetCookie());
  if (request.url.startsWith('/team')) answered.push([state.status, state.reason]);
  if (state.headers.get('location')) return response.writeHead(307).end();
  if (state.status === 'handshake') return response.writeHead(500).end('a handshake that leads nowhere');
  const { userId, orgId } = state.toAuth();
  response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>Team</title><p>${userId} ${orgId}</p>`);
}

/** Serves an application on a host name of this machine; `{ url, close }`. */
async function serveApp(host, options) {
  const server = createServer((request, response) => {
    answer(url, options, request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://${host}:${server.address().port}`;
  return { url, close: () => (server.closeAllConnections(), server.close()) };
}

let closeApp;
before(async () => {
  ({ url: app, close: closeApp } = await serveApp('127.0.0.1'));
});
after(() => closeApp());

/** Opens a page of the application. Resolves to its text, and how often the browser was sent to the emulator. */
async function visit(page, path = '/team?tab=1') {
  await clearRequests();
  answered = [];
  const shown = await page.goto(app + path);
  assert.equal(shown.status(), 200, JSON.stringify(answered));
  assert.equal(page.url(), app + path, 'the handshake leaves nothing in the URL');
  const handshakes = (await requests()).filter((request) => request.path === '/v1/client/handshake').length;
  return [await page.textContent('p'), handshakes];
}

const cookie = async (name) => (await suite.context.cookies(app)).find((one) => one.name === name);
const SIGNED_OUT = 'null null';

test('a first visit shows the page, signed out, after one handshake', async () => {
  assert.deepEqual(await visit(suite.page), [SIGNED_OUT, 1]);
  assert.match((await cookie('__clerk_db_jwt')).value, /^dvb_/);
  assert.equal((await cookie('__client_uat')).value, '0');
  assert.deepEqual(await visit(suite.page), [SIGNED_OUT, 0], 'the next visit needs no handshake');
});

test('a signed-in visit without a session cookie or with an expired one shows the page, signed in', async () => {
  const { devBrowser } = await signIn(emulator.admin);
  const signedIn = `${emulator.admin.userId} ${emulator.organizationId}`;
  await suite.context.addCookies([
    { name: '__clerk_db_jwt', value: devBrowser, url: app },
    { name: '__client_uat', value: String(Math.floor(Date.now() / 1000)), url: app },
  ]);
  assert.deepEqual(await visit(suite.page), [signedIn, 1]);
  assert.deepEqual(answered[0], ['handshake', 'client-uat-but-no-session-token']);
  assert.deepEqual(await visit(suite.page), [signedIn, 0], 'the cookie is fresh');

  // A token that was issued two minutes ago has expired.
  await advanceClock(-120_000);
  const session = await clerk.sessions.getSessionList({ userId: emulator.admin.userId });
  const { jwt } = await clerk.sessions.getToken(session.data[0].id);
  await advanceClock(120_000);
  const names = (await suite.context.cookies(app)).map(({ name }) => name);
  await suite.context.addCookies(
    names.filter((name) => name.startsWith('__session')).map((name) => ({ name, value: jwt, url: app })),
  );
  // Older than the token; otherwise the token counts as issued before the last change.
  await suite.context.addCookies(
    names.filter((name) => name.startsWith('__client_uat')).map((name) => ({ name, value: '1700000000', url: app })),
  );
  assert.deepEqual(await visit(suite.page), [signedIn, 1]);
  assert.match(answered[0].join(' '), /^handshake session-token-expired/);
});

test('a dev browser that the account portal puts into the URL is used', async () => {
  const { devBrowser } = await signIn(emulator.member);
  await suite.page.goto(`${app}/team?__clerk_db_jwt=${devBrowser}`);
  assert.equal(suite.page.url(), `${app}/team`);
  assert.equal(await suite.page.textContent('p'), `${emulator.member.userId} ${emulator.organizationId}`);
});

test('a dev browser of another emulator is replaced, and the page shows signed out', async () => {
  await suite.context.addCookies([
    { name: '__clerk_db_jwt', value: 'dvb_of_another_emulator', url: app },
    { name: '__client_uat', value: '1700000000', url: app },
  ]);
  assert.deepEqual(await visit(suite.page), [SIGNED_OUT, 1]);
  assert.notEqual((await cookie('__clerk_db_jwt')).value, 'dvb_of_another_emulator');
});

test('a handshake does not redirect to another site', async () => {
  const query = new URLSearchParams({ redirect_url: 'https://example.com/', format: 'nonce' });
  const refused = await fetch(`${apiUrl}/v1/client/handshake?${query}`, {
    redirect: 'manual',
    headers: { accept: 'application/json' },
  });
  assert.deepEqual([refused.status, (await refused.json()).errors[0].code], [403, 'redirect_url_mismatch']);
});

test('a handshake of `@clerk/backend` uses a nonce, whose cookies the server fetches', async () => {
  const steps = [];
  suite.page.on('request', (request) => steps.push(new URL(request.url())));
  await visit(suite.page);
  const [nonce] = steps.map((url) => url.searchParams.get('__clerk_handshake_nonce')).filter(Boolean);
  assert.ok(nonce, 'the URL has a nonce');
  assert.ok(!steps.some((url) => url.searchParams.has('__clerk_handshake')), 'and no token');
  const fetched = (await requests()).filter(({ path }) => path === '/v1/clients/handshake_payload');
  assert.deepEqual(fetched.map(({ status }) => status), [200]);
  assert.ok(!JSON.stringify(await requests()).includes(nonce), 'the nonce is not in the log');
});

describe('a satellite on another host name', () => {
  let satellite;
  before(async () => {
    const options = { isSatellite: true, domain: 'shop.localhost', signInUrl: `${app}/sign-in`, satelliteAutoSync: true };
    satellite = await serveApp('shop.localhost', options);
  });
  after(() => satellite.close());

  test('is signed in when the primary application is', async () => {
    const { devBrowser } = await signIn(emulator.admin);
    await suite.page.goto(`${app}/team?__clerk_db_jwt=${devBrowser}`);
    const { page } = suite;
    const shown = await page.goto(`${satellite.url}/team`);
    assert.equal(shown.status(), 200, JSON.stringify(answered));
    assert.equal(page.url(), `${satellite.url}/team?__clerk_synced=true`);
    assert.equal(await page.textContent('p'), `${emulator.admin.userId} ${emulator.organizationId}`);
    const again = await page.goto(`${satellite.url}/team`);
    assert.deepEqual([again.status(), page.url()], [200, `${satellite.url}/team`], 'the second visit needs no handshake');
  });

  test('is signed out when the primary application is, without a loop', async () => {
    const { page } = suite;
    const shown = await page.goto(`${satellite.url}/team`);
    assert.equal(shown.status(), 200, JSON.stringify(answered));
    assert.equal(await page.textContent('p'), SIGNED_OUT);
  });
});
