// The demo without a server: a folder on a plain static server, with the emulator in a service worker.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';

import { launch } from '../support/chromium.mjs';
import { serveFolder } from '../support/static-site.mjs';

const FOLDER = process.env.CLERK_STATIC_DEMO;
let server;
let browser;
let context;
let url;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

// A profile without a service worker, and a running server.
beforeEach(async () => {
  server = await serveFolder(FOLDER);
  url = `${server.url}/`;
  context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
  context.setDefaultTimeout(20_000);
});
afterEach(async () => {
  await context?.close();
  await server.close();
});

const rows = (page) => page.locator('#list-rows tbody tr[data-invitation]');
const listed = (page) => page.locator('#list-panel[aria-busy="false"]').waitFor();
const row = (page, address) => rows(page).filter({ hasText: address });

/** Opens the demo, signs in as the admin, and waits for the first list. */
async function open() {
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: 'Continue as admin' }).click();
  await listed(page);
  return page;
}

async function invite(page, address) {
  await page.locator('#one-address').fill(address);
  await page.locator('#one-submit').click();
  await row(page, address).waitFor();
}

test('the demo lists, invites and revokes, keeps its state over reloads, works offline, and can be reset', async (t) => {
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  const started = performance.now();
  await page.goto(url);
  const facts = await page.locator('#static-facts').textContent();
  assert.match(facts, /^Started in \d+\.\d s, without a server: \d\.\d MB emulator, \d\.\d MB in all/);
  t.diagnostic(facts);
  await page.getByRole('button', { name: 'Continue as admin' }).click();
  await listed(page);
  t.diagnostic(`the first list was there after ${Math.round(performance.now() - started)} ms`);
  assert.ok((await rows(page).count()) > 0);

  await invite(page, 'offline@example.com');

  await page.reload();
  await listed(page);
  await row(page, 'offline@example.com').waitFor();

  // After the server has closed, the worker serves every file.
  await server.close();
  await page.reload();
  await listed(page);
  await row(page, 'offline@example.com').waitFor();

  const revoke = `Revoke the invitation of offline@example.com`;
  await row(page, 'offline@example.com').getByRole('button', { name: revoke }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
  await row(page, 'offline@example.com').locator('.status', { hasText: 'revoked' }).waitFor();

  await page.locator('#reset-demo').click();
  await page.getByRole('button', { name: 'Continue as admin' }).click();
  await listed(page);
  assert.equal(await row(page, 'offline@example.com').count(), 0);
  assert.deepEqual(troubles, []);
});

test('a service worker that the browser stopped resumes with every answered change', async () => {
  const page = await open();
  const secretKey = await page.evaluate(async () => (await (await fetch('/__emulator/instance')).json()).secretKey);
  await invite(page, 'kept@example.com');
  // In parallel, so that some changes share one stored snapshot.
  const statuses = await page.evaluate(async (secretKey) => {
    const { organizationId } = await (await fetch('/__emulator/instance')).json();
    const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' };
    const post = (n) => {
      const body = JSON.stringify({ email_address: `together.${n}@example.com`, role: 'org:member' });
      return fetch(`/v1/organizations/${organizationId}/invitations`, { method: 'POST', headers, body });
    };
    return (await Promise.all([1, 2, 3, 4, 5, 6].map(post))).map(({ status }) => status);
  }, secretKey);
  assert.deepEqual(statuses, Array(6).fill(200));
  const devtools = await context.newCDPSession(page);
  const stopped = new Promise((resolve, reject) => {
    AbortSignal.timeout(20_000).addEventListener('abort', () => reject(new Error('the worker did not stop')));
    devtools.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      if (versions.some(({ runningStatus }) => runningStatus === 'stopped')) resolve();
    });
  });
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.stopAllWorkers');
  await stopped;
  const after = await page.evaluate(async () => {
    const { organizationId, secretKey } = await (await fetch('/__emulator/instance')).json();
    const headers = { authorization: `Bearer ${secretKey}` };
    const response = await fetch(`/v1/organizations/${organizationId}/invitations?limit=100`, { headers });
    return { secretKey, addresses: (await response.json()).data.map((invitation) => invitation.email_address) };
  });
  assert.equal(after.secretKey, secretKey);
  for (const address of ['kept@example.com', ...[1, 2, 3, 4, 5, 6].map((n) => `together.${n}@example.com`)]) {
    assert.ok(after.addresses.includes(address), address);
  }
  // The page continues to work without a reload.
  await invite(page, 'afterwards@example.com');
});

test('a forced reload, which bypasses the service worker, still shows the page with its data', async () => {
  const page = await open();
  await invite(page, 'forced@example.com');
  const devtools = await context.newCDPSession(page);
  await devtools.send('Page.reload', { ignoreCache: true });
  await listed(page);
  await row(page, 'forced@example.com').waitFor();
  assert.notEqual(await page.evaluate(() => navigator.serviceWorker.controller?.state), undefined);
});
