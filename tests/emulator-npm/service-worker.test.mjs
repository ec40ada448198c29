// The demo without a server: a folder on a plain static server, with the emulator in a service worker.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { launch } from '../support/browser.mjs';

const FOLDER = process.env.CLERK_STATIC_DEMO;
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm' };

let server;
let browser;
let context;
let url;

before(async () => {
  server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    try {
      const file = join(FOLDER, path === '/' ? 'index.html' : path);
      const bytes = await readFile(file);
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${server.address().port}/`;
  browser = await launch();
  context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
  context.setDefaultTimeout(20_000);
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

const rows = (page) => page.locator('#list-rows tbody tr[data-invitation]');
const listed = (page) => page.locator('#list-panel[aria-busy="false"]').waitFor();
const row = (page, address) => rows(page).filter({ hasText: address });

test('the demo lists, invites and revokes, keeps its state over reloads, works offline, and can be reset', async (t) => {
  const page = await context.newPage();
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  const started = performance.now();
  await page.goto(url);
  await page.getByRole('button', { name: 'Continue as admin' }).click();
  await listed(page);
  t.diagnostic(`the first list was there after ${Math.round(performance.now() - started)} ms`);
  assert.ok((await rows(page).count()) > 0);

  await page.locator('#one-address').fill('offline@example.com');
  await page.locator('#one-submit').click();
  await row(page, 'offline@example.com').waitFor();

  await page.reload();
  await listed(page);
  await row(page, 'offline@example.com').waitFor();

  // The server is gone; the worker has every file.
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
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
