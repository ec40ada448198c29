// The package in an app built with common bundlers in their default configuration: the wasm module, the chunks and a
// worker all load.

import assert from 'node:assert/strict';
import { cp, mkdir, readFile, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { build, createServer } from 'vite';
import webpack from 'webpack';

import { inBrowser } from '../support/browser.mjs';
import { emulator } from '../support/emulator.mjs';
import { BUNDLES } from '../support/site.mjs';
import { majorOf, runsIn } from './matrix.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });
const TESTS = fileURLToPath(new URL('..', import.meta.url));
const APP = join(TESTS, 'packages/bundled-app');
const out = (name) => join(TESTS, BUNDLES, name);
const QUERY = `?${new URLSearchParams({ key: emulator.publishableKey, url: emulator.url })}`;

const VITE = `Vite ${majorOf(join(TESTS, 'node_modules/vite/package.json'))}`;
const WEBPACK = `webpack ${majorOf(join(TESTS, 'node_modules/webpack/package.json'))}`;

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
  await page.getByRole('button', { name: /^Organization/, expanded: false }).waitFor();
  assert.deepEqual(wrong, []);
}

runsIn(`${VITE} (dev server)`, 'nothing', async () => {
  const server = await createServer({
    root: APP,
    configFile: false,
    cacheDir: out('vite-cache'),
    logLevel: 'error',
    // Ignores Vite's cache of an earlier build of the package.
    optimizeDeps: { force: true },
    // The package is installed for all tests, above this folder's package.json. An app has one package.json for both.
    server: { host: '127.0.0.1', port: 0, fs: { allow: [TESTS] } },
  });
  try {
    await server.listen();
    await assertRuns(server.resolvedUrls.local[0]);
  } finally {
    await server.close();
  }
});

runsIn(`${VITE} (build)`, 'nothing', async () => {
  const outDir = out('vite');
  // A dev server in this process sets it.
  delete process.env.NODE_ENV;
  await build({ root: APP, base: './', configFile: false, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  await assertRuns(`${suite.site.url}${BUNDLES}/vite/index.html`);
});

runsIn(`${WEBPACK}`, 'nothing', async () => {
  const stats = await promisify(webpack)({
    mode: 'production',
    context: TESTS,
    entry: join(APP, 'main.js'),
    output: { path: out(''), filename: 'webpack.js', chunkFilename: 'webpack.[id].js', assetModuleFilename: 'webpack.[hash][ext]' },
  });
  assert.deepEqual(stats.toJson({ all: false, errors: true, warnings: true }), { errors: [], warnings: [] });
  await assertRuns(`${suite.site.url}/bundled/webpack`);
});

runsIn(`${VITE} (dev server, linked package outside the root)`, '`server: { fs: { allow: [folder] } }` with the folder of the package', async () => {
  const app = out('linked/app');
  await rm(out('linked'), { recursive: true, force: true });
  await cp(APP, app, { recursive: true });
  await mkdir(join(app, 'node_modules'));
  await symlink(join(TESTS, 'node_modules/clerk-organization'), join(app, 'node_modules/clerk-organization'));
  const server = await createServer({
    root: app,
    configFile: false,
    cacheDir: out('vite-linked-cache'),
    logLevel: 'error',
    optimizeDeps: { force: true },
    server: { host: '127.0.0.1', port: 0, fs: { allow: [app, join(TESTS, 'node_modules/clerk-organization')] } },
  });
  try {
    await server.listen();
    await assertRuns(server.resolvedUrls.local[0]);
  } finally {
    await server.close();
  }
});

test('a production build contains no devtools code if the app imports them only in development', async () => {
  const text = async (folder, name) => readFile(join(folder, name), 'utf8');
  const names = await readdir(out('vite/assets'));
  const vite = await Promise.all(names.filter((name) => name.endsWith('.js')).map((name) => text(out('vite/assets'), name)));
  const webpackNames = (await readdir(out(''))).filter((name) => /^webpack.*\.js$/.test(name));
  const packed = await Promise.all(webpackNames.map((name) => text(out(''), name)));
  const isPanel = (code) => code.includes('Get a new token');
  assert.ok(isPanel(await text(join(TESTS, 'node_modules/clerk-organization'), 'devtools.js')));
  assert.ok(vite.length > 1 && packed.length > 1);
  assert.deepEqual([vite.some(isPanel), packed.some(isPanel)], [false, false]);
});
