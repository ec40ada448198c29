// The package in pages without a bundler, and in workers.

import assert from 'node:assert/strict';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build as esbuild } from 'esbuild';

import { inBrowser } from '../support/browser.mjs';
import { emulator } from '../support/emulator.mjs';
import { BUNDLES } from '../support/site.mjs';
import { runsIn } from './matrix.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });
const TESTS = fileURLToPath(new URL('..', import.meta.url));
const PACKAGE = join(TESTS, 'node_modules/clerk-organization');
const QUERY = `?${new URLSearchParams({ key: emulator.publishableKey, url: emulator.url })}`;
const WHOLE = { status: 'revoked', name: 'ClerkRuntimeError', isWhole: true };

/** Writes a page into a folder below the site's root, beside a copy of the package, and opens it. */
async function opened(folder, html) {
  const place = join(TESTS, BUNDLES, folder);
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  await cp(PACKAGE, join(place, 'clerk-organization'), { recursive: true });
  await cp(join(TESTS, 'packages/app/run.js'), join(place, 'run.js'));
  await writeFile(join(place, 'index.html'), `<!doctype html>\n<meta charset="utf-8">\n<title>App</title>\n<link rel="icon" href="data:,">\n${html}`);
  const page = await suite.context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('response', (response) => response.ok() || wrong.push(`${response.status()} ${response.url()}`));
  await page.goto(`${suite.site.url}${BUNDLES}/${folder}/index.html${QUERY}`);
  await page.waitForFunction(() => globalThis.result);
  const result = await page.evaluate(() => globalThis.result);
  await page.close();
  assert.deepEqual(wrong, []);
  return result;
}

runsIn('page without a bundler, at the root or below a path', 'an import map: `{ "imports": { "clerk-organization": "./clerk-organization/index.js" } }`', async () => {
  const html = `<script type="importmap">{ "imports": { "clerk-organization": "./clerk-organization/index.js" } }</script>
<script type="module">
  import * as sdk from 'clerk-organization';
  import { run } from "./run.js";
  globalThis.result = run(sdk).catch(String);
</script>`;
  assert.deepEqual(await opened('below/a/path', html), WHOLE);
});

runsIn('page without modules', 'the script tag', async () => {
  const html = `<script src="clerk-organization/clerk.browser.js" data-clerk-publishable-key="${emulator.publishableKey}" data-clerk-proxy-url="${emulator.url}"></script>
<script>
  const run = async () => {
    await Clerk.load();
    const invitation = await Clerk.organization.inviteMember({ emailAddress: 'tag@example.com', role: 'org:member' });
    const { totalCount } = await Clerk.organization.getInvitations();
    return [(await invitation.revoke()).status, totalCount];
  };
  globalThis.result = run().catch(String);
</script>`;
  assert.deepEqual(await opened('script-tag', html), ['revoked', 32]);
});

/** Sends the emulator's description to a worker. Resolves to the worker's answer. */
const answerOf = (start) => suite.page.evaluate(start, { url: emulator.url, publishableKey: emulator.publishableKey, admin: emulator.admin });
const IN_WORKER = { total: 31, status: 'revoked' };

runsIn('module worker, shared worker', 'nothing', async () => {
  const dedicated = await answerOf((data) =>
    new Promise((resolve, reject) => {
      const worker = new Worker('/packages/workers/module.js', { type: 'module' });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(data);
    }),
  );
  assert.deepEqual(dedicated, IN_WORKER);
  const shared = await answerOf((data) =>
    new Promise((resolve, reject) => {
      const worker = new SharedWorker('/packages/workers/shared.js', { type: 'module' });
      worker.port.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.port.postMessage(data);
    }),
  );
  assert.deepEqual(shared, { ...IN_WORKER, total: 32 });
});

runsIn('service worker', 'bundle `clerk-organization/inline` into one file: a service worker may not `import()`', async () => {
  const outfile = join(TESTS, BUNDLES, 'service/worker.js');
  await esbuild({ entryPoints: [join(TESTS, 'packages/workers/service.js')], outfile, bundle: true, format: 'iife', logLevel: 'error', logOverride: { 'empty-import-meta': 'silent' } });
  const answer = await suite.page.evaluate(
    async ([script, data]) => {
      const registration = await navigator.serviceWorker.register(script);
      const worker = registration.installing ?? registration.waiting ?? registration.active;
      if (worker.state !== 'activated') await new Promise((ready) => worker.addEventListener('statechange', () => worker.state === 'activated' && ready()));
      const answered = new Promise((resolve) => navigator.serviceWorker.addEventListener('message', ({ data }) => resolve(data)));
      navigator.serviceWorker.startMessages();
      worker.postMessage(data);
      return answered;
    },
    [`${BUNDLES}/service/worker.js`, { url: emulator.url, publishableKey: emulator.publishableKey, admin: emulator.admin }],
  );
  assert.deepEqual(answer, IN_WORKER);
});
