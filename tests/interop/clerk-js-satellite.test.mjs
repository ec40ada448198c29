// Clerk's official browser client, unmodified, as a satellite application: an application on another host name, whose users
// sign in on the primary one (Clerk's documentation, "Authentication across different domains").

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, emulator, sent } from '../support/emulator.mjs';

const suite = inBrowser({ path: '/bare' });
/** Of a development instance with dev browsers, as Clerk's own keys are. */
const KEY = `pk_test_${btoa('calm-satellite-1.clerk.accounts.dev$')}`;

let primary;
let satellite;

/** A page that loads the official client. */
const page = (proxyUrl, domain, options) => `<!doctype html>
<link rel="icon" href="data:,">
<script src="/node_modules/@clerk/clerk-js/dist/clerk.browser.js"
  data-clerk-publishable-key="${KEY}" data-clerk-proxy-url="${proxyUrl}" data-clerk-domain="${domain}"></script>
<script type="module">await Clerk.load({ telemetry: false, ...${JSON.stringify(options)} })</script>`;

beforeEach(async () => {
  const { port } = new URL(suite.site.url);
  primary = `${suite.site.url}/primary`;
  satellite = `http://shop.localhost:${port}/shop`;
  const proxyUrl = emulator.url.replace('127.0.0.1', 'shop.localhost');
  const served = {
    [primary]: page(emulator.url, '', { allowedRedirectOrigins: [new URL(satellite).origin] }),
    [satellite]: page(proxyUrl, `shop.localhost:${port}`, { isSatellite: true, signInUrl: primary, satelliteAutoSync: true }),
  };
  for (const [url, body] of Object.entries(served)) {
    const answer = (route) => route.fulfill({ contentType: 'text/html', body });
    await suite.context.route((asked) => asked.origin + asked.pathname === url, answer);
  }
});

/** Opens a page and waits until its client is there, wherever the page was led in between. Resolves to what it knows. */
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

    // The whole of it works there: a call, a token, and signing out.
    const invited = await suite.page.evaluate(async () => {
      const params = { emailAddress: 'from-a-satellite@example.com', role: 'org:member' };
      return (await Clerk.organization.inviteMember(params)).status;
    });
    assert.equal(invited, 'pending');
    assert.equal(await suite.page.evaluate(async () => (await Clerk.session.getToken()).split('.').length), 3);
    await visit(primary);
    assert.equal(await suite.page.evaluate(() => Clerk.session.id), session);
    await visit(satellite);
    // Without the redirect that follows a sign-out.
    await suite.page.evaluate(() => Clerk.signOut(() => {}));
    assert.deepEqual(await visit(primary), { at: primary, satellite: false, ...NOBODY });
  });

  test('is signed out when the primary application is, without a loop', async () => {
    const opened = [];
    suite.page.on('framenavigated', (frame) => opened.push(new URL(frame.url())));
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

  test('learns by `sync` and `link` who is signed in', async () => {
    await suite.signIn('admin');
    await clearRequests();
    const sync = new URL('/v1/client/sync', emulator.url.replace('127.0.0.1', 'shop.localhost'));
    sync.searchParams.set('redirect_url', satellite);
    const { user, at } = await visit(sync.href);
    assert.deepEqual([user, at], [emulator.admin.userId, satellite]);
    const steps = (await sent()).map((line) => line.split('?')[0]).filter((line) => /sync|link|handshake/.test(line));
    assert.deepEqual(steps, ['GET /v1/client/sync', 'GET /v1/client/sync', 'GET /v1/client/link']);
  });
});
