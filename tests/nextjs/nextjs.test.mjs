// The app of docs/nextjs.md on Next.js 16 and the emulator, in Chromium: Clerk's middleware, server components and
// client components, and this package beside them, bundled by Turbopack and by webpack.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { advanceClock, backend, clearRequests, emulator, outbox, requests, signIn } from '../support/emulator.mjs';
import { PROVIDER_PAGE, build, serve, writeApp } from './app.mjs';

const suite = inBrowser({ path: '/bare' });
const ORGANIZATION = 'Northwind Studio';
const ADDRESS = 'next.guest@example.com';

/** The hosts to which the pages of a test sent requests. */
let asked;
beforeEach(() => {
  asked = new Set();
  suite.context.on('request', (request) => {
    // Ignores `data:` and `blob:` URLs.
    const { host } = new URL(request.url());
    if (host) asked.add(host);
  });
});

/** Opens a path of the app. Resolves to how often the browser was sent to the emulator. */
async function visit(app, path) {
  await clearRequests();
  const answer = await suite.page.goto(app.url + path);
  assert.equal(answer.status(), 200, app.output());
  assert.equal(suite.page.url(), app.url + path, 'the handshake leaves nothing in the URL');
  return (await requests()).filter((request) => request.path === '/v1/client/handshake').length;
}

/** Signs in as the admin, in a browser that has no session cookie of the app yet. */
async function signedIn(app) {
  const { devBrowser } = await signIn(emulator.admin);
  await suite.context.addCookies([
    { name: '__clerk_db_jwt', value: devBrowser, url: app.url },
    { name: '__client_uat', value: String(Math.floor(Date.now() / 1000)), url: app.url },
  ]);
}

async function inviteAndRevoke() {
  const { page } = suite;
  await page.getByLabel('E-mail address').fill(ADDRESS);
  await page.getByRole('button', { name: 'Invite' }).click();
  const row = page.locator('li').filter({ hasText: ADDRESS });
  await row.waitFor();
  await row.getByRole('button', { name: 'Revoke' }).click();
  await row.waitFor({ state: 'detached' });
  const path = `organizations/${emulator.organizationId}/invitations?status=revoked&limit=100`;
  const { data } = await backend('GET', path);
  return data.find((invitation) => invitation.email_address === ADDRESS);
}

test('the guide has every file of the app', async () => {
  assert.deepEqual(await writeApp(), [
    '.env.local',
    'app/(clerk)/layout.tsx',
    'app/(clerk)/page.tsx',
    'app/(clerk)/sign-in/[[...sign-in]]/page.tsx',
    'app/(clerk)/team.tsx',
    'app/api/invitations/route.ts',
    'app/layout.tsx',
    'app/own/own-team.tsx',
    'app/own/page.tsx',
    'proxy.ts',
  ]);
});

describe('with Turbopack', () => {
  let app;
  before(async () => {
    await build('turbopack');
    app = await serve('turbopack');
  });
  after(() => app?.close());

  test("Clerk's components: signed out, signed in, the organization from the server, an invitation and its revocation", async () => {
    await clerksPage(app);
    // The app itself serves the scripts and proxies the Frontend API.
    assert.deepEqual([...asked], [new URL(app.url).host]);
  });

  test('a visit without a session cookie and one with an expired session token take one handshake each, and are signed in', async () => {
    await signedIn(app);
    assert.equal(await visit(app, '/'), 1);
    await suite.page.getByRole('heading', { name: ORGANIZATION }).waitFor();
    assert.equal(await visit(app, '/'), 0, 'with a fresh cookie there is no handshake');

    await suite.page.goto('about:blank');
    await advanceClock(-120_000);
    const { data } = await backend('GET', `sessions?user_id=${emulator.admin.userId}&paginated=true`);
    const { jwt } = await backend('POST', `sessions/${data[0].id}/tokens`, {});
    await advanceClock(120_000);
    for (const { name } of await suite.context.cookies(app.url)) {
      const value = name.startsWith('__session') ? jwt : name.startsWith('__client_uat') ? '1700000000' : undefined;
      if (value) await suite.context.addCookies([{ name, value, url: app.url }]);
    }
    assert.equal(await visit(app, '/'), 1);
    await suite.page.getByRole('heading', { name: ORGANIZATION }).waitFor();
  });

  test('this package renders on the server without a request to Clerk, and signs in, invites through the relay and revokes in the browser', async () => {
    await ownPage(app);
  });

  test("a server component can use this package's provider, which is a client component", async () => {
    const answer = await fetch(app.url + PROVIDER_PAGE);
    assert.equal(answer.status, 200, app.output());
    assert.match(await answer.text(), /Below the provider/);
  });
});

describe('with webpack, and the emulator at its own URL', () => {
  const npm = `${emulator.url}/npm/@clerk`;
  const variables = {
    NEXT_PUBLIC_CLERK_PROXY_URL: emulator.url,
    NEXT_PUBLIC_CLERK_JS_URL: `${npm}/clerk-js@6/dist/clerk.browser.js`,
    NEXT_PUBLIC_CLERK_UI_URL: `${npm}/ui@1/dist/ui.browser.js`,
  };
  let app;
  before(async () => {
    await build('webpack', variables);
    app = await serve('webpack', variables);
  });
  after(() => app?.close());

  test("Clerk's components, with the scripts named by variables", async () => {
    await clerksPage(app);
    assert.deepEqual([...asked].sort(), [app.url, emulator.url].map((url) => new URL(url).host).sort());
  });

  test('this package renders on the server without a request to Clerk, and signs in, invites through the relay and revokes in the browser', async () => {
    await ownPage(app);
  });
});

/** Signed out, signed in, invited, revoked, signed out. */
async function clerksPage(app) {
  const { page } = suite;
  assert.equal(await visit(app, '/'), 1, 'a first visit takes one handshake');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.locator('input[name=identifier]').fill(emulator.admin.emailAddress);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.locator('input[name=password]').fill(emulator.admin.password);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByRole('heading', { name: ORGANIZATION }).waitFor();
  assert.equal((await inviteAndRevoke()).status, 'revoked');
  // The server renders the organization without the browser.
  const html = await (await fetch(app.url, { headers: { cookie: await cookies(app) } })).text();
  assert.match(html, new RegExp(`<h1>${ORGANIZATION}</h1>`));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
}

async function cookies(app) {
  const all = await suite.context.cookies(app.url);
  return all.map(({ name, value }) => `${name}=${value}`).join('; ');
}

async function ownPage(app) {
  const { page } = suite;
  await visit(app, '/own');
  await page.getByText('The server sees nobody.').waitFor();
  await page.getByLabel('E-mail address').filter({ visible: true }).fill(emulator.admin.emailAddress);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Password', { exact: true }).fill(emulator.admin.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: ORGANIZATION }).waitFor();
  const { public_metadata: metadata } = await inviteAndRevoke();
  assert.deepEqual(metadata, { invitedFrom: 'own page' });
  const [mail] = (await outbox()).filter(({ to }) => to === ADDRESS);
  assert.ok(mail, 'the relay sent the invitation');

  // The server renders with only the browser's session cookie. The test leaves the page first, because it may still
  // fetch its list.
  await page.goto('about:blank');
  await clearRequests();
  const html = await (await fetch(`${app.url}/own`, { headers: { cookie: await cookies(app) } })).text();
  assert.match(html, /The server sees (<!-- -->)?northwind/);
  const paths = (await requests()).map(({ path }) => path);
  assert.deepEqual(paths.filter((path) => !path.endsWith('jwks')), []);
}
