// Clerk's official browser client, unmodified, as a satellite application: its users sign in on the primary
// application, which has another host name (Clerk's documentation, "Authentication across different domains").

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, emulator, sent } from '../support/emulator.mjs';

const suite = inBrowser({ path: '/bare' });
/** The key of a development instance with dev browsers, like Clerk's own keys. */
const KEY = `pk_test_${btoa('calm-satellite-1.clerk.accounts.dev$')}`;

/** The emulator's URL under the satellite's host name. */
const EMULATOR_OF_SATELLITE = emulator.url.replace('127.0.0.1', 'shop.localhost');

let primary;
let satellite;

/** A page that loads the official client. */
const page = (proxyUrl, domain, options) => `<!doctype html>
<link rel="icon" href="data:,">
<script src="${suite.site.url}/node_modules/@clerk/clerk-js/dist/clerk.browser.js"
  data-clerk-publishable-key="${KEY}" data-clerk-proxy-url="${proxyUrl}" data-clerk-domain="${domain}"></script>
<script type="module">await Clerk.load({ telemetry: false, ...${JSON.stringify(options)} })</script>`;

// One server with two host names: Chromium resolves every subdomain of `localhost` to this machine.
let server;
/** The URLs of the pages that it served. */
let opened = [];
before(async () => {
  server = createServer((request, response) => {
    const isSatellite = request.headers.host.startsWith('shop.localhost');
    opened.push(new URL(request.url, `http://${request.headers.host}`));
    response.writeHead(200, { 'content-type': 'text/html' }).end(isSatellite ? satellitePage() : primaryPage());
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  primary = `http://127.0.0.1:${port}/primary`;
  satellite = `http://shop.localhost:${port}/shop`;
});
after(() => (server.closeAllConnections(), server.close()));

const primaryPage = () => page(emulator.url, '', { allowedRedirectOrigins: [new URL(satellite).origin] });

const satellitePage = () =>
  page(EMULATOR_OF_SATELLITE, new URL(satellite).host, { isSatellite: true, signInUrl: primary, satelliteAutoSync: true });

/** Opens a page and waits for its client, across all redirects. Resolves to the client's state. */
async function visit(url) {
  await suite.page.goto(url);
  return loaded();
}

async function loaded() {
  await suite.page.waitForFunction(() => globalThis.Clerk?.status === 'ready');
  return suite.page.evaluate(() => ({
    at: location.origin + location.pathname,
    satellite: Clerk.isSatellite,
    user: Clerk.user?.id ?? null,
    organization: Clerk.organization?.id ?? null,
  }));
}

const NOBODY = { user: null, organization: null };

describe('the official client as a satellite', () => {
  test('is signed in when the primary application is, and both have one session', async () => {
    await suite.signIn('admin');
    const { userId: user } = emulator.admin;
    const { organizationId: organization } = emulator;
    assert.deepEqual(await visit(primary), { at: primary, satellite: false, user, organization });
    assert.deepEqual(await visit(satellite), { at: satellite, satellite: true, user, organization });
    const session = await suite.page.evaluate(() => Clerk.session.id);

    // Calls, tokens and signing out work on the satellite.
    const invited = await suite.page.evaluate(async () => {
      const params = { emailAddress: 'from-a-satellite@example.com', role: 'org:member' };
      return (await Clerk.organization.inviteMember(params)).status;
    });
    assert.equal(invited, 'pending');
    assert.equal(await suite.page.evaluate(async () => (await Clerk.session.getToken()).split('.').length), 3);
    await visit(primary);
    assert.equal(await suite.page.evaluate(() => Clerk.session.id), session);
    await visit(satellite);
    // The callback prevents the redirect after a sign-out.
    await suite.page.evaluate(() => Clerk.signOut(() => {}));
    assert.deepEqual(await visit(primary), { at: primary, satellite: false, ...NOBODY });
  });

  test('is signed out when the primary application is, without a loop', async () => {
    opened = [];
    assert.deepEqual(await visit(satellite), { at: satellite, satellite: true, ...NOBODY });
    assert.deepEqual(
      opened.map((url) => url.origin + url.pathname),
      [satellite, primary, satellite],
    );
    assert.equal(opened[1].searchParams.get('__clerk_satellite_url'), satellite);
    assert.equal(opened[2].searchParams.get('__clerk_synced'), 'true');
    const signInUrl = new URL(await suite.page.evaluate(() => Clerk.buildSignInUrl()));
    assert.equal(signInUrl.origin + signInUrl.pathname, primary);
  });

  test('gets the session through `sync` and `link`', async () => {
    await suite.signIn('admin');
    await clearRequests();
    const sync = new URL('/v1/client/sync', EMULATOR_OF_SATELLITE);
    sync.searchParams.set('redirect_url', satellite);
    const { user, at } = await visit(sync.href);
    assert.deepEqual([user, at], [emulator.admin.userId, satellite]);
    const steps = (await sent()).map((line) => line.split('?')[0]).filter((line) => /sync|link|handshake/.test(line));
    assert.deepEqual(steps, ['GET /v1/client/sync', 'GET /v1/client/sync', 'GET /v1/client/link']);
  });
});
