// The package in an app that is bundled by the tools of the trade, with nothing set for its sake: the wasm module, the
// parts that are fetched later and a worker all arrive.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { build, createServer } from 'vite';
import webpack from 'webpack';

import { inBrowser } from '../support/browser.mjs';
import { emulator } from '../support/emulator.mjs';
import { BUNDLES } from '../support/site.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });
const TESTS = fileURLToPath(new URL('..', import.meta.url));
const APP = join(TESTS, 'packages/bundled-app');
const out = (name) => join(TESTS, BUNDLES, name);
const QUERY = `?${new URLSearchParams({ key: emulator.publishableKey, url: emulator.url })}`;

/** Opens the app. Returns its results. */
async function assertRuns(url) {
  const page = await suite.context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('response', (response) => response.ok() || wrong.push(`${response.status()} ${response.url()}`));
  await page.goto(url + QUERY);
  await page.waitForFunction(() => globalThis.result);
  const result = await page.evaluate(() => globalThis.result);
  assert.deepEqual(result, { status: 'revoked', name: 'ClerkRuntimeError', isWhole: true, inWorker: 'ready' });
  await page.getByRole('button', { expanded: false }).waitFor();
  assert.deepEqual(wrong, []);
}

test('Vite serves it while an app is being made', async () => {
  const server = await createServer({
    root: APP,
    configFile: false,
    cacheDir: out('vite-cache'),
    logLevel: 'error',
    // The package is installed for all tests, above the package.json of this folder; an app has one for both.
    server: { host: '127.0.0.1', port: 0, fs: { allow: [TESTS] } },
  });
  try {
    await server.listen();
    await assertRuns(server.resolvedUrls.local[0]);
  } finally {
    await server.close();
  }
});

test('Vite builds it', async () => {
  const outDir = out('vite');
  await build({ root: APP, base: './', configFile: false, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  await assertRuns(`${suite.site.url}${BUNDLES}/vite/index.html`);
});

test('webpack builds it', async () => {
  const stats = await promisify(webpack)({
    mode: 'production',
    context: TESTS,
    entry: join(APP, 'main.js'),
    output: { path: out(''), filename: 'webpack.js', chunkFilename: 'webpack.[id].js', assetModuleFilename: 'webpack.[hash][ext]' },
  });
  assert.deepEqual(stats.toJson({ all: false, errors: true, warnings: true }), { errors: [], warnings: [] });
  await assertRuns(`${suite.site.url}/bundled/webpack`);
});
