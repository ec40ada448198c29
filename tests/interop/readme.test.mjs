// Every snippet of the README, run as pasted with the emulator's key and URL. Lines in front of a snippet define the
// reader's own variables.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { compile } from 'svelte/compiler';

import { inBrowser } from '../support/browser.mjs';
import { bundle } from '../support/bundle.mjs';
import { backend, createUser, emulator, outbox, requests, signIn } from '../support/emulator.mjs';

const suite = inBrowser({ path: '/bare' });
const TESTS = fileURLToPath(new URL('..', import.meta.url));
// Below `tests`, so that imports by package name resolve.
const WORK = join(TESTS, 'node_modules/.cache/readme');
const readme = await readFile(join(TESTS, '../README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```(js|jsx|svelte|html)\n(.*?)^```/gms)].map(([, language, code]) => ({ language, code }));
const untried = new Set(blocks);

/** The only snippet that contains `text`, with this emulator's key and URL. */
function snippet(text) {
  const [block, ...others] = blocks.filter(({ code }) => code.includes(text));
  assert.ok(block && !others.length, `${others.length + (block ? 1 : 0)} snippets with ${text}`);
  untried.delete(block);
  const { publishableKey: key, url } = emulator;
  return block.code
    .replace("new Clerk('pk_test_…')", `new Clerk('${key}', { proxyUrl: '${url}' })`)
    .replace("{ publishableKey: 'pk_test_…' }", `{ publishableKey: '${key}', proxyUrl: '${url}' }`)
    .replace('<ClerkProvider publishableKey="pk_test_…">', `<ClerkProvider publishableKey="${key}" proxyUrl="${url}">`)
    .replaceAll('pk_test_…', key);
}

const LOADED = `import { Clerk } from 'clerk-organization';
const clerk = new Clerk('${emulator.publishableKey}', { proxyUrl: '${emulator.url}' });
await clerk.load({ polling: false });
globalThis.clerk = clerk;
const { organization } = clerk;
`;

const svelte = {
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => ({
      contents: compile(await readFile(path, 'utf8'), { filename: path, generate: 'client' }).js.code,
    }));
  },
};

/** Runs code between `before` and `after`, in its own page. */
async function pasted(name, code, { before = '', after = '', extension = 'js', query = '', as = 'admin' } = {}) {
  if (as) await suite.signIn(as);
  await mkdir(WORK, { recursive: true });
  const entry = join(WORK, `${name}.${extension}`);
  await writeFile(entry, `${before}${code}${after}\nglobalThis.pasted = true;\n`);
  const page = await suite.open((await bundle(entry, `readme-${name}`, { plugins: [svelte] })) + query);
  await page.waitForFunction(() => globalThis.pasted).catch((error) => {
    throw new Error(`the snippet did not finish: ${suite.pageErrors.splice(0).join() || error}`);
  });
  return page;
}

/** Splits a snippet into its imports, which must come first, and the rest. */
function parted(code) {
  const lines = code.split('\n');
  const isImport = (line) => line.startsWith('import ');
  return [lines.filter(isImport).join('\n'), lines.filter((line) => !isImport(line)).join('\n')];
}

test('a member gets another role, and the organization a logo', async () => {
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const before = `${LOADED}const input = { files: [new File([Uint8Array.from(atob('${pixel}'), (one) => one.charCodeAt(0))], 'logo.png', { type: 'image/png' })] };\n`;
  const page = await pasted('members', snippet("getMemberships({ role: ['org:member'], query: 'milo' })"), { before });
  assert.equal(await page.evaluate(() => clerk.organization.hasImage), true);
});

test('an invitation is accepted by its link, and its organization becomes the active one', async () => {
  const guest = await createUser('guest@example.com');
  await backend('POST', `organizations/${emulator.organizationId}/invitations`, { email_address: guest.emailAddress, role: 'org:member' });
  const { link } = (await outbox()).at(-1);
  // The URL that the link redirects to, with the params that it adds to the app's URL.
  const { headers } = await fetch(link, { redirect: 'manual' });
  const query = /\?.*/.exec(headers.get('location'))[0];
  const page = await pasted('accept', snippet('await clerk.acceptInvitation()'), {
    before: `${LOADED}const showForm = () => {};\n`,
    as: guest,
    query,
  });
  assert.equal(await page.evaluate(() => clerk.organization?.id), emulator.organizationId);
});

test('a live list is rendered, gets a further page, and is closed', async () => {
  const before = `${LOADED}const rendered = (globalThis.rendered = []);\nconst render = ({ data, isLoading }) => isLoading || rendered.push(data.length);\n`;
  const page = await pasted('lists', snippet("organization.invitationList({ status: ['pending'], pageSize: 10 })"), { before });
  assert.equal((await page.evaluate(() => rendered)).at(-1), 14);
});

test('the components are mounted, in the language that is passed', async () => {
  const before = `${LOADED}for (const id of ['sign-in', 'switcher', 'german']) document.body.append(Object.assign(document.createElement('div'), { id }));\n`;
  const signedIn = await pasted('components', snippet('clerk.mountOrganizationSwitcher(document'), { before });
  await signedIn.getByRole('button', { name: 'Organization: Northwind Studio' }).waitFor();
  await signedIn.close();
  await suite.context.clearCookies();
  const german = await pasted('localization', snippet("texts: { signIn: 'Anmelden' }"), {
    before: `${before}const node = document.getElementById('german');\n`,
    as: null,
  });
  await german.getByRole('heading', { name: 'Anmelden' }).waitFor();
});

test('the script tag makes a Clerk, and shows the form to sign in', async () => {
  const html = snippet('src="/clerk-organization/clerk.browser.js"').replace('src="/clerk-organization/', `data-clerk-proxy-url="${emulator.url}" src="/node_modules/clerk-organization/`);
  await mkdir(WORK, { recursive: true });
  await writeFile(join(WORK, 'tag.html'), `<!doctype html><title>Tag</title><link rel="icon" href="data:,"><div id="sign-in"></div>${html}`);
  const page = await suite.open('/node_modules/.cache/readme/tag.html');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('the devtools are mounted by the snippet', async () => {
  const page = await pasted('devtools', snippet("import('clerk-organization/devtools')"), { before: LOADED });
  await page.getByRole('button', { name: /^Devtools/ }).click();
  await page.getByRole('tab', { name: /^Session/ }).waitFor();
});

test('cookies are kept in a storage, so a page that is opened again is still signed in', async () => {
  const [imports, rest] = parted(snippet("from 'clerk-organization/cookies'"));
  // Like a page whose own cookies are not stored.
  const before = `${imports}\nDocument.prototype.__defineSetter__('cookie', () => {});\n`;
  const after = `${LOADED.replace('import { Clerk }', '').replace(" from 'clerk-organization';", '')}
if (!clerk.user) {
  globalThis.wasSignedOut = true;
  const { createdSessionId: session } = await clerk.client.signIn.create({ strategy: 'password', identifier: '${emulator.admin.emailAddress}', password: '${emulator.admin.password}' });
  await clerk.setActive({ session });
}`;
  const page = await pasted('cookies', rest, { before: `import { Clerk } from 'clerk-organization';\n${before}`, after, as: null });
  assert.equal(await page.evaluate(() => globalThis.wasSignedOut), true);
  assert.match(await page.evaluate(() => localStorage.getItem('clerk-organization.cookies')), /__clerk_db_jwt/);
  await page.reload();
  await page.waitForFunction(() => globalThis.pasted);
  assert.equal(await page.evaluate(() => globalThis.wasSignedOut), undefined);
});

const hasRows = (page) => page.waitForFunction(() => document.querySelectorAll('li').length >= 5);

test('Vue shows the pending invitations', async () => {
  const page = await pasted('vue', snippet("from 'clerk-organization/vue'"), { before: "document.getElementById('root').id = 'app';\n" });
  await page.getByRole('heading', { name: 'Northwind Studio' }).waitFor();
  await hasRows(page);
});

test('Svelte shows the pending invitations', async () => {
  await mkdir(WORK, { recursive: true });
  await writeFile(join(WORK, 'Readme.svelte'), snippet("from 'clerk-organization/svelte'"));
  const page = await pasted('svelte', `import { mount } from 'svelte';
import Readme from "./Readme.svelte";
mount(Readme, { target: document.getElementById('root') });`);
  await page.waitForFunction(() => document.querySelectorAll('p').length >= 5);
});

test('beside clerk-js, the snippet uses its organization', async () => {
  await suite.signIn('admin');
  const code = snippet("from 'clerk-organization/attach'");
  await mkdir(WORK, { recursive: true });
  const entry = join(WORK, 'attach.js');
  await writeFile(entry, `${code}\nglobalThis.pasted = organization.name;`);
  await bundle(entry, 'readme-attach');
  const page = await suite.open('/clerk-js-loaded');
  await page.waitForFunction(() => globalThis.Clerk?.loaded);
  await page.addScriptTag({ type: 'module', url: '/node_modules/.cache/bundles/readme-attach.js' });
  await page.waitForFunction(() => globalThis.pasted === 'Northwind Studio');
});

test('the official React package runs on this client', async () => {
  const page = await pasted('react-official', snippet("from '@clerk/react'"), { extension: 'jsx' });
  await page.getByRole('heading', { name: 'Northwind Studio' }).waitFor();
});

test('our own React entry lists, gets further pages and revokes', async () => {
  const page = await pasted('react-own', snippet("from 'clerk-organization/react'"), { extension: 'jsx' });
  await hasRows(page);
  const [first] = await page.locator('li').allTextContents();
  await page.getByRole('button', { name: '14 in all' }).click();
  await page.locator('li').first().filter({ hasNotText: first.split(' ')[0] }).waitFor();
  await page.getByRole('button', { name: 'Revoke' }).first().click();
  await page.getByRole('button', { name: '13 in all' }).waitFor();
});

test('pasted addresses are invited, and expired invitations are sent again', async () => {
  const [imports, rest] = parted(snippet("from 'clerk-organization/addresses'"));
  const variables = "const pasted = 'Ada <bulk.ada@example.com>, bulk.grace@example.com, nonsense@';\nconst { signal } = new AbortController();\nconst onProgress = () => {};\n";
  const page = await pasted('many', rest, { before: `${imports}\n${LOADED}${variables}`, after: '\nglobalThis.result = { statuses: result.map(({ status }) => status), notUnderstood };' });
  const { statuses, notUnderstood } = await page.evaluate(() => globalThis.result);
  assert.deepEqual([statuses, notUnderstood.length], [['invited', 'invited'], 1]);
});

test('the relay accepts a token of the page and sends fields that the Frontend API refuses', async () => {
  const { devBrowser } = await signIn(emulator.admin);
  const origin = suite.site.url;
  const headers = { origin };
  const url = (path) => `${emulator.url}/v1/${path}?__clerk_db_jwt=${devBrowser}`;
  const { response: client } = await (await fetch(url('client'), { headers })).json();
  const { jwt } = await (await fetch(url(`client/sessions/${client.last_active_session_id}/tokens`), { method: 'POST', headers })).json();
  await mkdir(WORK, { recursive: true });
  const file = join(WORK, 'relay.mjs');
  const call = `
const body = JSON.stringify({ organizationId: '${emulator.organizationId}', emailAddress: 'relayed@example.com', role: 'org:member', redirectUrl: '${origin}/welcome' });
const headers = { authorization: 'Bearer ${jwt}', 'content-type': 'application/json', origin: '${origin}' };
const answer = await POST(new Request('${origin}/api/invitations', { method: 'POST', headers, body }));
console.log(JSON.stringify([answer.status, await answer.text()]));`;
  await writeFile(file, snippet("from 'clerk-organization/relay'").replace('https://app.example', origin) + call);
  const environment = { ...process.env, CLERK_SECRET_KEY: emulator.secretKey, CLERK_API_URL: emulator.url, CLERK_TELEMETRY_DISABLED: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env: environment });
  const [status, text] = JSON.parse(stdout);
  assert.equal(status, 200, text);
  assert.equal((await requests()).some(({ method, path }) => method === 'POST' && path.endsWith('/invitations')), true);
});

test('every snippet of the README is tested', async () => {
  // tests/js/readme.test.mjs runs the first snippet.
  snippet('`${data.length} of ${total_count}`');
  assert.deepEqual([...untried], []);
  await rm(WORK, { recursive: true, force: true });
});
