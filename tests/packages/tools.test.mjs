// The package in further bundlers, engines and test runners, each set up as its documentation says.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { build as esbuild } from 'esbuild';
import resolve from '@rollup/plugin-node-resolve';
import { rspack } from '@rspack/core';
import { Parcel } from '@parcel/core';
import { rollup } from 'rollup';

import { inBrowser } from '../support/browser.mjs';
import { emulator, signIn } from '../support/emulator.mjs';
import { BUNDLES } from '../support/site.mjs';
import { majorOf, runsIn } from './matrix.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });
const TESTS = fileURLToPath(new URL('..', import.meta.url));
const HERE = join(TESTS, 'packages');
const APP = join(HERE, 'app');
const PACKAGE = join(TESTS, 'node_modules/clerk-organization');
const out = (name) => join(TESTS, BUNDLES, name);
const QUERY = `?${new URLSearchParams({ key: emulator.publishableKey, url: emulator.url })}`;
/** Runs a program, with a time limit of two minutes. */
const run = (file, args, options) => promisify(execFile)(file, args, { timeout: 120_000, ...options });

const INLINE = 'import `clerk-organization/inline`, which has the wasm modules in its scripts';
const release = (name) => majorOf(join(HERE, 'node_modules', name, 'package.json'));

/** A page with one script. */
async function pageOf(folder, script) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), `<!doctype html><meta charset="utf-8"><title>App</title><script type="module" src="${script}"></script>`);
}

async function assertRuns(name) {
  const page = await suite.context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('response', (response) => response.ok() || wrong.push(`${response.status()} ${response.url()}`));
  await page.goto(`${suite.site.url}${BUNDLES}/${name}/index.html${QUERY}`);
  await page.waitForFunction(() => globalThis.result);
  assert.deepEqual(await page.evaluate(() => globalThis.result), { status: 'revoked', name: 'ClerkRuntimeError', isWhole: true });
  assert.deepEqual(wrong, []);
  await page.close();
}

runsIn('esbuild', INLINE, async () => {
  await pageOf(out('esbuild'), './app.js');
  await esbuild({ entryPoints: [join(APP, 'inline.js')], outfile: join(out('esbuild'), 'app.js'), bundle: true, format: 'esm', logLevel: 'error' });
  await assertRuns('esbuild');
});

runsIn(`Rollup ${release('rollup')} without a plugin for assets`, INLINE, async () => {
  await pageOf(out('rollup'), './inline.js');
  const warnings = [];
  const bundle = await rollup({ input: join(APP, 'inline.js'), plugins: [resolve({ browser: true })], onwarn: ({ message }) => warnings.push(message) });
  await bundle.write({ dir: out('rollup'), format: 'es' });
  assert.deepEqual(warnings, []);
  await assertRuns('rollup');
});

runsIn(`Rspack ${release('@rspack/core')}`, 'nothing', async () => {
  await pageOf(out('rspack'), './app.js');
  const compile = promisify(rspack);
  const stats = await compile({
    mode: 'production',
    context: HERE,
    entry: join(APP, 'main.js'),
    output: { path: out('rspack'), filename: 'app.js', publicPath: 'auto' },
  });
  assert.deepEqual(stats.toJson({ all: false, errors: true }).errors ?? [], []);
  await assertRuns('rspack');
});

runsIn(`Parcel ${release('parcel')}`, '`"@parcel/resolver-default": { "packageExports": true }` in package.json', async () => {
  const source = join(HERE, 'node_modules/.cache/parcel-app');
  await rm(source, { recursive: true, force: true });
  await cp(APP, source, { recursive: true });
  // Parcel reads `exports` only with this option in the app's package.json.
  await writeFile(join(source, 'package.json'), JSON.stringify({ name: 'app', '@parcel/resolver-default': { packageExports: true } }));
  await pageOf(source, './main.js');
  await new Parcel({
    entries: join(source, 'index.html'),
    defaultConfig: createRequire(import.meta.url).resolve('@parcel/config-default'),
    mode: 'production',
    shouldDisableCache: true,
    cacheDir: join(HERE, 'node_modules/.cache/parcel'),
    defaultTargetOptions: { distDir: out('parcel'), publicUrl: './', sourceMaps: false },
  }).run();
  await assertRuns('parcel');
});

runsIn("Cloudflare's workerd", "`import wasm from 'clerk-organization/wasm'` and `await init(wasm)`: it compiles no bytes", async () => {
  const { Miniflare } = await import('miniflare');
  const { outputFiles } = await esbuild({
    entryPoints: [join(APP, 'workerd.js')],
    outdir: out('workerd'),
    bundle: true,
    format: 'esm',
    write: false,
    external: ['*.wasm'],
    logLevel: 'error',
  });
  const { clientToken } = await signIn(emulator.admin);
  const worker = new Miniflare({
    modules: [
      { type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text },
      { type: 'CompiledWasm', path: 'clerk_organization_bg.wasm', contents: await readFile(join(PACKAGE, 'wasm/clerk_organization_bg.wasm')) },
    ],
    compatibilityDate: '2025-09-01',
    host: '127.0.0.1',
    bindings: { KEY: `pk_test_${Buffer.from('127.0.0.1:4100$').toString('base64')}`, URL: emulator.url, CLIENT: clientToken },
  });
  try {
    assert.deepEqual(await (await worker.dispatchFetch('http://worker.example/')).json(), { total: 31, status: 'revoked' });
  } finally {
    await worker.dispose();
  }
});

const NODE_TEST = `
  const { Clerk, isClerkRuntimeError } = await load();
  const clerk = new Clerk(process.env.KEY, { proxyUrl: process.env.URL });
  await clerk.load();
  const { emailAddress: identifier, password } = JSON.parse(process.env.CLERK_EMULATOR).admin;
  const { createdSessionId } = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
  await clerk.setActive({ session: createdSessionId });
  const { data } = await clerk.organization.getInvitations();
  const invitation = await clerk.organization.inviteMember({ emailAddress: 'runner@example.com', role: 'org:member' });
  console.log(JSON.stringify([clerk.status, isClerkRuntimeError(new Error()), data.length, (await invitation.revoke()).status]));
  clerk.close();
`;

runsIn('CommonJS by `import()`', 'nothing', async () => {
  const file = join(HERE, 'node_modules/.cache/consumer.cjs');
  await mkdir(join(HERE, 'node_modules/.cache'), { recursive: true });
  await writeFile(file, `(async () => { const load = () => import('clerk-organization'); ${NODE_TEST} })();`);
  const { stdout } = await run(process.execPath, [file], { env: { ...process.env, KEY: emulator.publishableKey, URL: emulator.url } });
  assert.deepEqual(JSON.parse(stdout), ['ready', false, 10, 'revoked']);
});

runsIn(`Jest ${release('jest')} with jsdom`, "`testEnvironment: 'jest-fixed-jsdom'`, `testEnvironmentOptions: { customExportConditions: ['node'] }`, and `--experimental-vm-modules`", async () => {
  const folder = join(HERE, 'jest');
  const jest = join(HERE, 'node_modules/jest/bin/jest.js');
  const { stderr } = await run(process.execPath, ['--experimental-vm-modules', jest, '--rootDir', folder], {
    cwd: folder,
    env: { ...process.env, KEY: emulator.publishableKey, URL: emulator.url },
  });
  assert.match(stderr, /1 passed/);
});

runsIn(`Vitest ${release('vitest')} with jsdom`, 'nothing', async () => {
  const folder = join(HERE, 'vitest');
  const vitest = join(HERE, 'node_modules/vitest/vitest.mjs');
  const { stdout } = await run(process.execPath, [vitest, 'run', '--root', folder, '--environment', 'jsdom'], {
    cwd: HERE,
    env: { ...process.env, KEY: emulator.publishableKey, URL: emulator.url },
  });
  assert.match(stdout, /1 passed/);
});

runsIn(`Vitest ${release('vitest')} in a browser`, 'nothing', async () => {
  const folder = join(HERE, 'vitest-browser');
  // Vite caches a package's scripts by version, but fetches the wasm module from the package, which may be a newer
  // build.
  await rm(join(HERE, 'node_modules/.cache/vitest-browser'), { recursive: true, force: true });
  const vitest = join(HERE, 'node_modules/vitest/vitest.mjs');
  const { stdout } = await run(process.execPath, [vitest, 'run', '--root', folder], { cwd: HERE, env: process.env });
  assert.match(stdout, /1 passed/);
});

test('publint finds nothing, and the types resolve in every module resolution mode of TypeScript', async () => {
  const { publint } = await import('publint');
  const { messages } = await publint({ pkgDir: PACKAGE, level: 'suggestion', pack: false });
  assert.deepEqual(messages.filter(({ type }) => type !== 'suggestion').map(({ code, path }) => [code, path]), []);
  const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core');
  const tarball = await findTarball();
  const { problems } = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(tarball))));
  // The package is ESM only: CommonJS must import it dynamically.
  assert.deepEqual((problems ?? []).filter(({ kind }) => !['CJSResolvesToESM', 'NoResolution'].includes(kind)), []);
});

async function findTarball() {
  const folder = join(TESTS, '../target/npm-pack');
  const [name] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  return join(folder, name);
}
