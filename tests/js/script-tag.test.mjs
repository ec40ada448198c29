// `clerk.browser.js`: the `window.Clerk` of a script tag, before and after the module is loaded.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { emulator, sent } from '../support/emulator.mjs';

const suite = inBrowser({ path: '/bare' });
const table = JSON.parse(await readFile(new URL('../publishable-keys.json', import.meta.url), 'utf8'));
const SCRIPT = '/node_modules/clerk-organization/clerk.browser.js';
const MODULE = '**/clerk-organization/index.js';

/** Runs the script with these attributes. Resolves to the result of the last step in the page. */
async function run(attributes = { 'publishable-key': emulator.publishableKey, 'proxy-url': emulator.url }, page = suite.page) {
  await page.evaluate(
    ([src, attributes]) => {
      const script = document.createElement('script');
      for (const name in attributes) script.setAttribute(`data-clerk-${name}`, attributes[name]);
      script.src = src;
      const ran = new Promise((resolve, reject) => Object.assign(script, { onload: resolve, onerror: reject }));
      document.head.append(script);
      return ran;
    },
    [SCRIPT, attributes],
  );
  return page;
}

/** Delays the module until the returned function is called. */
async function holdModule() {
  let letGo;
  const held = new Promise((resolve) => (letGo = resolve));
  await suite.page.route(MODULE, async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

test('window.Clerk exists as soon as the script has run, and after load() it is an instance of the package’s Clerk', async () => {
  await suite.signIn('admin');
  const letGo = await holdModule();
  const page = await run();
  const before = await page.evaluate(() => {
    globalThis.held = Clerk;
    return [Clerk.publishableKey, Clerk.proxyUrl, Clerk.status, Clerk.loaded, Clerk.isSignedIn, Clerk.user, Clerk.constructor.name];
  });
  assert.deepEqual(before, [emulator.publishableKey, emulator.url, 'loading', false, false, undefined, 'Clerk']);
  letGo();
  const after = await page.evaluate(async () => {
    const both = [Clerk.load(), Clerk.load()];
    await Promise.all(both);
    const { Clerk: Class } = await import('clerk-organization');
    return {
      same: held === Clerk && Clerk instanceof Class,
      state: [Clerk.status, Clerk.loaded, Clerk.isSignedIn, Clerk.instanceType],
      ids: [Clerk.user.id, Clerk.organization.id, Clerk.session.user === Clerk.user, Clerk.client.sessions.length],
      shown: Object.keys(Clerk).filter((name) => ['user', 'organization', 'status', 'loaded'].includes(name)).sort(),
      rows: (await Clerk.organization.getInvitations()).data.length,
    };
  });
  assert.deepEqual(after, {
    same: true,
    state: ['ready', true, true, 'development'],
    ids: [emulator.admin.userId, emulator.organizationId, true, 1],
    shown: ['loaded', 'organization', 'status', 'user'],
    rows: 10,
  });
  assert.equal((await sent()).filter((line) => line === 'GET /v1/client').length, 1);
});

test('listeners added before the module has loaded are called afterwards, and removed ones are not', async () => {
  await suite.signIn('admin');
  const letGo = await holdModule();
  const page = await run();
  await page.evaluate(() => {
    globalThis.heard = [];
    const hear = (name) => (said) => heard.push([name, said.user?.id ?? said]);
    const { addListener } = Clerk;
    addListener(hear('kept'));
    addListener(hear('taken back'))();
    globalThis.end = addListener(hear('ended later'));
    const observer = hear('status');
    Clerk.on('status', observer);
    const off = hear('off');
    Clerk.on('status', off);
    Clerk.off('status', off);
    globalThis.late = addListener;
  });
  letGo();
  await page.evaluate(async () => {
    await Clerk.load();
    document.body.append(document.createElement('main'));
    Clerk.mountOrganizationSwitcher(document.querySelector('main'));
  });
  await page.getByRole('button', { name: 'Organization: Northwind Studio' }).waitFor();
  const heard = await page.evaluate(() => {
    end();
    late((said) => heard.push(['late', said.user.id]));
    return heard;
  });
  const { userId } = emulator.admin;
  assert.deepEqual(
    heard.filter(([name]) => name !== 'status'),
    [['kept', userId], ['ended later', userId], ['late', userId]],
  );
  assert.deepEqual(heard.findLast(([name]) => name === 'status'), ['status', 'ready']);
  await page.evaluate(() => Clerk.setActive({ organization: null }));
  assert.equal(await page.evaluate(() => heard.some(([name, id]) => name === 'kept' && id)), true);
  assert.equal(await page.evaluate(() => heard.filter(([name]) => name === 'ended later').length), 1);
});

test('calls before load() wait for the module, and fail as on the package’s Clerk', async () => {
  const page = await run();
  const codes = await page.evaluate(async () => {
    const code = (call) => call.then(() => 'none', ({ code }) => code);
    const calls = [() => Clerk.setActive({ organization: null }), () => Clerk.createOrganization({ name: 'x' }), () => Clerk.acceptInvitation()];
    return Promise.all(calls.map((call) => code(call())));
  });
  assert.deepEqual(codes, ['not_loaded', 'not_loaded', 'not_loaded']);
});

test('globals of the page replace attributes', async () => {
  await suite.page.evaluate(([key, url]) => Object.assign(globalThis, { __clerk_publishable_key: key, __clerk_proxy_url: url, __clerk_domain: 'x.io' }), [emulator.publishableKey, emulator.url]);
  const page = await run({});
  const seen = await page.evaluate(async () => [await Clerk.load(), Clerk.status, Clerk.domain]);
  assert.deepEqual(seen, [undefined, 'ready', 'x.io']);
});

test('an invalid key or proxy URL throws at once, and window.Clerk is absent', async () => {
  const keyOf = (row) => row.key ?? row.prefix + Buffer.from(row.text).toString('base64');
  for (const row of [...table, { prefix: '', text: '' }]) {
    const page = await suite.open('/bare');
    suite.pageErrors = [];
    // The module never arrives: this test covers only the script's own checks.
    await page.route(MODULE, () => {});
    const attributes = { 'publishable-key': keyOf(row), 'proxy-url': row.proxyUrl };
    for (const name in attributes) if (attributes[name] === undefined) delete attributes[name];
    await run(attributes, page);
    const title = JSON.stringify(row);
    assert.equal(await page.evaluate(() => typeof Clerk), row.origin ? 'object' : 'undefined', title);
    if (!row.origin) assert.match(suite.pageErrors.join(), /The (publishableKey|proxyUrl) passed to Clerk is invalid/, title);
    suite.pageErrors = [];
    await page.close();
  }
});

test('an existing window.Clerk is not replaced', async () => {
  await suite.page.evaluate(() => (globalThis.Clerk = 'mine'));
  const page = await run();
  assert.equal(await page.evaluate(() => Clerk), 'mine');
});

test('load() rejects if the module cannot be fetched, and can be called again', async () => {
  const { page } = suite;
  await page.route(MODULE, (route) => route.abort());
  await run();
  const failure = () => page.evaluate(() => Clerk.load().catch(({ name, code, clerkRuntimeError, constructor }) => [name, code, clerkRuntimeError, constructor.kind]));
  assert.deepEqual(await failure(), ['ClerkRuntimeError', 'network_error', true, 'ClerkRuntimeError']);
  assert.equal(await page.evaluate(() => Clerk.status), 'error');
  await page.unroute(MODULE);
  assert.equal(await page.evaluate(async () => (await Clerk.load(), Clerk.status)), 'ready');
});

test('from another origin, without crossorigin, the module is found beside the script', async () => {
  // The same server with another host name.
  const src = `${suite.site.url.replace('127.0.0.1', 'localhost')}${SCRIPT}`;
  const page = await suite.open('/bare');
  const asked = page.waitForRequest((request) => request.url().endsWith('/index.js'));
  await page.evaluate((src) => {
    const script = document.createElement('script');
    script.dataset.clerkPublishableKey = JSON.parse(document.getElementById('emulator').textContent).publishableKey;
    script.src = src;
    document.head.append(script);
  }, src);
  assert.equal((await asked).url(), src.replace('clerk.browser.js', 'index.js'));
});

test('the classic script works under a strict content security policy: it loads, lists and shows a component', async () => {
  await suite.signIn('admin');
  const page = await suite.context.newPage();
  page.on('pageerror', (error) => suite.pageErrors.push(String(error)));
  page.on('console', (message) => /Content Security Policy|Trusted/.test(message.text()) && suite.pageErrors.push(message.text()));
  await page.goto(`${suite.site.url}/strict-script-tag`);
  const total = await page.evaluate(async () => {
    await Clerk.load();
    Clerk.mountOrganizationSwitcher(document.body);
    return (await Clerk.organization.getInvitations()).totalCount;
  });
  assert.equal(total, 31);
  await page.getByRole('button', { name: 'Organization: Northwind Studio' }).waitFor();
});
