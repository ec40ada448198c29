// A SvelteKit app with server rendering: on the server `clerk-organization/svelte` sends nothing; the browser does all
// the work.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, emulator, requests, sent } from '../support/emulator.mjs';
import { runsIn } from './matrix.mjs';

const suite = inBrowser({ path: '/bare' });
const APP = fileURLToPath(new URL('sveltekit', import.meta.url));
const OUT = join(APP, 'node_modules/.cache/build');
const VITE = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
const ADDRESS = 'kit.guest@example.com';

let server;
let app;
let printed = '';

before(async () => {
  await rm(OUT, { recursive: true, force: true });
  const env = { ...process.env, NODE_ENV: 'production', OUT_DIR: OUT };
  await promisify(execFile)(process.execPath, [VITE, 'build', '--logLevel', 'error'], { cwd: APP, env });
  server = spawn(process.execPath, [OUT], {
    env: {
      ...env,
      HOST: '127.0.0.1',
      PORT: '0',
      CLERK_PUBLISHABLE_KEY: emulator.publishableKey,
      CLERK_PROXY_URL: emulator.url,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  app = await new Promise((ready, fail) => {
    const read = (part) => {
      printed += part;
      const [url] = /http:\/\/[\w.]+:\d+/.exec(printed) ?? [];
      if (url) ready(url);
    };
    for (const stream of [server.stdout, server.stderr]) stream.setEncoding('utf8').on('data', read);
    server.once('exit', () => fail(new Error(printed)));
  });
});
after(() => server?.kill());

test('the server renders the page without a request to Clerk', async () => {
  await clearRequests();
  const html = await (await fetch(app)).text();
  assert.match(html, /Loading on the server/, printed);
  assert.ok(html.includes(emulator.publishableKey), 'the page contains the data of load()');
  assert.deepEqual(await requests(), []);
});

// Signs in, lists, invites and revokes.
runsIn('SvelteKit 2 with server rendering', 'nothing', async () => {
  const { page } = suite;
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  await page.goto(app);
  await page.getByLabel('E-mail address').fill(emulator.admin.emailAddress);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Password', { exact: true }).fill(emulator.admin.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Northwind Studio' }).waitFor();
  await page.locator('li').nth(4).waitFor();
  await clearRequests();
  await page.getByLabel('E-mail address').fill(ADDRESS);
  await page.getByRole('button', { name: 'Invite' }).click();
  const row = page.locator('li').filter({ hasText: ADDRESS });
  await row.getByRole('button', { name: 'Revoke' }).click();
  await row.waitFor({ state: 'detached' });
  const changes = (await sent()).filter((line) => line.startsWith('POST') && line.includes('/invitations'));
  assert.equal(changes.length, 2, changes.join('\n'));
  assert.deepEqual(wrong, []);
});
