// The popup of a Chromium extension (Manifest V3), opened twice: a page on a scheme of its own, as Electron's custom protocols
// are, in which `document.cookie` keeps nothing.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { runsIn } from './matrix.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const WORK = at('node_modules/.cache/extension');
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

  // As for an app on another host, the emulator must be told which origin may name its dev browser.
  server = spawn(PROGRAM, ['--port', '0', '--database', ':memory:', '--allowed-host', id], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the emulator ended with ${code}`)));
  });
  emulator = JSON.parse(line);
  // The shell of headless Chromium has no extensions.
  context = await chromium.launchPersistentContext(join(WORK, 'profile'), {
    executablePath: process.env.CLERK_CHROMIUM ?? '/usr/bin/chromium',
    headless: false,
    args: ['--headless=new', '--no-sandbox', '--disable-gpu', `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
    ignoreDefaultArgs: ['--disable-extensions'],
  });
});

after(async () => {
  await context?.close();
  server?.kill();
});

/** Opens the popup in a page of its own, which is closed again. */
async function opened(storage) {
  const page = await context.newPage();
  const { emailAddress: identifier, password } = emulator.admin;
  const query = new URLSearchParams({ key: emulator.publishableKey, url: emulator.url, identifier, password, ...(storage && { storage }) });
  await page.goto(`chrome-extension://${id}/popup.html?${query}`);
  await page.waitForFunction(() => globalThis.result);
  const result = await page.evaluate(() => globalThis.result);
  await page.close();
  return result;
}

const whole = { total: 31, status: 'revoked' };

test('without a storage the popup signs in each time, because its document.cookie keeps nothing', async () => {
  assert.deepEqual(await opened(), { isKept: false, wasSignedIn: false, ...whole });
  assert.deepEqual(await opened(), { isKept: false, wasSignedIn: false, ...whole, total: 32 });
});

runsIn(
  'popup of an extension (Manifest V3), page on a custom protocol',
  "`keepCookiesIn(localStorage)` of `clerk-organization/cookies`, or the person signs in each time; `'wasm-unsafe-eval'` in the policy",
  async () => {
    const before = await opened('localStorage');
    assert.deepEqual([before.wasSignedIn, before.status], [false, 'revoked']);
    const again = await opened('localStorage');
    assert.deepEqual([again.wasSignedIn, again.status], [true, 'revoked']);
  },
);
