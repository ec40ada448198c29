// The popup of a Chromium extension (Manifest V3), and a page on a custom protocol as in Electron, each opened twice.
//
// Chromium has no custom protocols. Its `file:` pages behave like them: `document.cookie` stores nothing,
// `localStorage` does. Their requests get the origin that Electron sends.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build as esbuild } from 'esbuild';
import { chromium } from 'playwright-core';

import { runsIn } from './matrix.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const WORK = at('node_modules/.cache/extension');
// The other tests use headless Chromium, which has no extensions.
const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  .flatMap((name) => process.env.PATH.split(':').map((folder) => join(folder, name)))
  .find((path) => existsSync(path));
const PROTOCOL = 'app://invitations';
const PROGRAM = process.env.CLERK_EMULATOR_PROGRAM ?? at('../../target/debug/clerk-emulator');

/** A key for the manifest, and the id that Chromium derives from it. */
function identity() {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const digest = createHash('sha256').update(der).digest('hex').slice(0, 32);
  const id = [...digest].map((digit) => String.fromCharCode(97 + parseInt(digit, 16))).join('');
  return { key: der.toString('base64'), id };
}

let context;
let server;
let emulator;
let id;

before(async () => {
  const extension = join(WORK, 'unpacked');
  await rm(WORK, { recursive: true, force: true });
  await mkdir(WORK, { recursive: true });
  await cp(at('extension'), extension, { recursive: true });
  await cp(at('../node_modules/clerk-organization'), join(extension, 'clerk-organization'), { recursive: true });
  const own = identity();
  ({ id } = own);
  const manifest = join(extension, 'manifest.json');
  await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('KEY', own.key));

  // As for an app on another host, the emulator needs the hosts that may send a dev browser.
  server = spawn(PROGRAM, ['--port', '0', '--database', ':memory:', '--allowed-host', id, '--allowed-host', new URL(PROTOCOL).host], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the emulator ended with ${code}`)));
  });
  emulator = JSON.parse(line);
  context = await chromium.launchPersistentContext(join(WORK, 'profile'), {
    executablePath: CHROMIUM,
    headless: false,
    args: ['--headless=new', '--no-sandbox', '--disable-gpu', `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
    ignoreDefaultArgs: ['--disable-extensions'],
  });
});

after(async () => {
  await context?.close();
  server?.kill();
});

/** Opens a page, closes it, and returns its results. */
async function opened(url, storage) {
  const page = await context.newPage();
  const { emailAddress: identifier, password } = emulator.admin;
  const query = new URLSearchParams({ key: emulator.publishableKey, url: emulator.url, identifier, password, ...(storage && { storage }) });
  const asElectron = async (route) => {
    const request = route.request();
    const response = await route.fetch({ headers: { ...request.headers(), origin: PROTOCOL } });
    await route.fulfill({ response, headers: { ...response.headers(), 'access-control-allow-origin': request.headers()['origin'] } });
  };
  if (url.startsWith('file:')) await page.route(`${emulator.url}/**`, asElectron);
  // Chromium loads the extension while the first page opens.
  for (let tries = 0; ; tries += 1) {
    const failure = await page.goto(`${url}?${query}`).then(() => undefined, (error) => error);
    if (!failure) break;
    if (tries === 20) throw failure;
    await page.waitForTimeout(250);
  }
  await page.waitForFunction(() => globalThis.result);
  const { isKept, wasSignedIn, status, ...failure } = await page.evaluate(() => globalThis.result);
  await page.close();
  delete failure.total;
  assert.deepEqual([status, failure], ['revoked', {}]);
  return { isKept, wasSignedIn };
}

runsIn(
  'popup of an extension (Manifest V3), opened again',
  "`'wasm-unsafe-eval'` in `script-src` of its policy, and the Frontend API in `host_permissions`",
  async () => {
    const popup = `chrome-extension://${id}/popup.html`;
    assert.deepEqual(await opened(popup), { isKept: true, wasSignedIn: false });
    assert.deepEqual(await opened(popup), { isKept: true, wasSignedIn: true });
  },
);

runsIn(
  'page on a custom protocol (Electron), opened again',
  '`keepCookiesIn(localStorage)` of `clerk-organization/cookies`, or the person signs in each time: its `document.cookie` keeps nothing',
  async () => {
    const outfile = join(WORK, 'page/popup.js');
    await esbuild({
      entryPoints: [at('extension/popup.js')],
      outfile,
      bundle: true,
      format: 'iife',
      logLevel: 'error',
      logOverride: { 'empty-import-meta': 'silent' },
      plugins: [{ name: 'inline', setup: ({ onResolve }) => onResolve({ filter: /^\.\/clerk-organization/ }, ({ path }) => ({ path: at(`../node_modules/${path.slice(2).replace('index.js', 'inline.js')}`) })) }],
    });
    const html = join(WORK, 'page/index.html');
    await writeFile(html, '<!doctype html><meta charset="utf-8"><title>Invitations</title><script src="popup.js"></script>');
    const url = pathToFileURL(html).href;
    assert.deepEqual(await opened(url), { isKept: false, wasSignedIn: false });
    assert.deepEqual(await opened(url), { isKept: false, wasSignedIn: false });
    assert.deepEqual(await opened(url, 'localStorage'), { isKept: false, wasSignedIn: false });
    assert.deepEqual(await opened(url, 'localStorage'), { isKept: false, wasSignedIn: true });
  },
);
