// The devtools panel, mounted in a page with a strict security policy.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { inBrowser } from '../support/browser.mjs';
import { backend, clearRequests, emulator, fault, outbox } from '../support/emulator.mjs';

const ARTEFACTS = process.env.CLERK_ARTEFACTS ?? 'target/artefacts';
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const INVITATIONS = `^/v1/organizations/${emulator.organizationId}/invitations$`;
const suite = inBrowser({ as: 'admin', path: '/components' });

/** Mounts the panel beside a `Clerk` and opens it. */
async function mounted(page = suite.page, options = {}) {
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) suite.pageErrors.push(message.text());
  });
  await page.evaluate(async (options) => {
    globalThis.clerk = newClerk();
    const { mountDevtools } = await import('clerk-organization/devtools');
    globalThis.devtools = mountDevtools(clerk, options);
    await clerk.load({ polling: false });
  }, options);
  await page.getByRole('button', { name: /^Devtools/ }).click();
  return page;
}

const tab = (page, name) => page.getByRole('tab', { name: new RegExp(`^${name}`) });
const call = (page, name) => page.locator('.call').filter({ has: page.locator('.what', { hasText: name }) });

/** Calls a method of the active organization and ignores errors, which the panel shows. */
const organization = (page, method, params) =>
  page.evaluate(([method, params]) => void clerk.organization[method](params).catch(() => {}), [method, params]);

test('the panel shows all requests with attempts, waits, times and error codes', async () => {
  const page = await mounted();
  await fault({ method: 'GET', path: INVITATIONS, status: 503, body: { errors: [] } });
  await organization(page, 'getInvitations', { status: ['pending'] });
  const listing = call(page, 'GET …/invitations');
  await listing.locator('summary').first().click();
  await listing.locator('.outcome', { hasText: '200' }).waitFor();
  assert.deepEqual(await listing.locator('.answer').allTextContents(), ['503', '200']);
  assert.match(await listing.locator('.wait').textContent(), /^again in \d+ ms$/);
  assert.equal((await listing.locator('.attempt').textContent()).trim(), 'attempt 2');
  for (const time of await listing.locator('.request-line .ms').allTextContents()) assert.match(time, /^(\d+|<1) ms$/);

  await organization(page, 'inviteMember', { emailAddress: 'nope', role: 'org:member' });
  const refused = call(page, 'POST …/invitations');
  await refused.locator('.outcome', { hasText: '422 form_param_format_invalid (email_address)' }).waitFor();
  await refused.locator('summary').first().click();
  assert.equal(await refused.locator('.codes').textContent(), 'form_param_format_invalid (email_address)');
  assert.equal(await refused.locator('details[data-key="0:form"] dd').first().textContent(), 'nope');
});

test('a recorded call is shown as source with its result and its requests', async () => {
  const page = await mounted();
  const seen = await page.evaluate(async () => {
    const { callSource } = await import('clerk-organization/devtools');
    const params = { emailAddress: 'recorded@example.com', role: 'org:member' };
    const code = callSource('await organization.inviteMember', params);
    const call = { name: 'organization.inviteMember', code, sends: /^POST .*\/invitations$/ };
    return (await devtools.record(call, () => clerk.organization.inviteMember(params))).emailAddress;
  });
  assert.equal(seen, 'recorded@example.com');
  const recorded = call(page, 'organization.inviteMember');
  assert.match(await recorded.locator('.source').textContent(), /^await organization\.inviteMember\(\{\n {2}emailAddress: 'recorded@/);
  assert.match(await recorded.locator('.result').textContent(), /^→ OrganizationInvitation \{.*status: 'pending'/s);
  assert.equal(await recorded.locator('.request').count(), 1);
});

test('live lists are shown with their pending changes, also lists that were opened before the panel', async () => {
  const { page } = suite;
  await page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    globalThis.list = clerk.organization.invitationList({ status: ['pending'], pageSize: 5 });
    await new Promise((loaded) => list.subscribe(() => list.isLoading || loaded()));
    const { mountDevtools } = await import('clerk-organization/devtools');
    globalThis.devtools = mountDevtools(clerk);
  });
  await page.getByRole('button', { name: /^Devtools/ }).click();
  await tab(page, 'Lists').click();
  const row = page.locator('.list');
  await row.getByText('5 of 14 rows, more pages').waitFor();
  assert.match(await row.locator('.source').textContent(), /^organization\.liveList\('invitations', \{.*pageSize: 5/s);

  let answer;
  const answered = new Promise((resolve) => (answer = resolve));
  const posts = /\/invitations(\?|$)/;
  await page.route(posts, async (route) => {
    if (route.request().method() === 'POST') await answered;
    await route.continue();
  });
  await organization(page, 'inviteMember', { emailAddress: 'on.its.way@example.com', role: 'org:member' });
  await row.getByText('inviting on.its.way@example.com as org:member').waitFor();
  await row.getByText('6 of 15 rows').waitFor();
  answer();
  await row.getByText('inviting').waitFor({ state: 'detached' });
  await page.evaluate(() => list.close());
  await page.getByText('No live list is open.').waitFor();
});

test('the session is shown with the remaining time of its token, which can be renewed', async () => {
  const page = await mounted();
  await tab(page, 'Session').click();
  const fact = (name) => page.locator('.facts > div').filter({ has: page.locator('dt', { hasText: name }) }).locator('dd');
  assert.match(await fact('User').textContent(), new RegExp(`${emulator.admin.emailAddress} · user_`));
  assert.match(await fact('Organization').textContent(), /^Northwind Studio · org_/);
  assert.equal(await fact('Role').textContent(), 'org:admin');
  const left = async () => Number(/valid for (\d+) s/.exec(await fact('Token').textContent())?.[1]);
  await page.getByText(/valid for \d+ s/).waitFor();
  assert.ok((await left()) > 50 && (await left()) <= 60, `${await left()} s`);
  const before = await left();
  await page.waitForFunction(
    (before) => Number(/valid for (\d+)/.exec(document.querySelector('body > div:last-of-type').shadowRoot.textContent)?.[1]) < before,
    before,
  );
  await clearRequests();
  await page.getByRole('button', { name: 'Get a new token' }).click();
  await tab(page, 'Calls').click();
  await call(page, 'POST …/tokens').locator('.outcome', { hasText: '200' }).waitFor();
});

test('on an emulator the panel shows mails, sets the clock and faults, and resets it after a second click', async () => {
  const page = await mounted(suite.page, {});
  await page.evaluate(() => void (globalThis.isSamePage = true));
  await organization(page, 'inviteMember', { emailAddress: 'mailed@example.com', role: 'org:member' });
  await tab(page, 'Emulator').click();
  const mail = page.getByRole('listitem').filter({ hasText: 'mailed@example.com' });
  const [{ link }] = await outbox();
  assert.equal(await mail.getByRole('link').getAttribute('href'), link);

  await page.getByRole('button', { name: '+1 hour' }).click();
  await page.getByText('moved by 3600 s').waitFor();
  // The token's remaining time follows the emulator's clock.
  await tab(page, 'Session').click();
  await page.getByText(/expired \d{4} s ago/).waitFor();
  await tab(page, 'Emulator').click();

  await page.getByLabel('Effect').selectOption('answer 500');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('"status":500').waitFor();
  await page.getByRole('button', { name: 'Remove all faults' }).click();
  await page.getByText('No fault is set.').waitFor();

  await page.getByRole('button', { name: 'Reset to the first data' }).click();
  assert.equal((await outbox()).length, 1);
  await page.getByRole('button', { name: 'Click again to reset everything' }).click();
  await page.waitForFunction(() => globalThis.isSamePage === undefined);
  assert.equal((await outbox()).length, 0);
  const { data } = await backend('GET', `organizations/${emulator.organizationId}/invitations`);
  assert.equal(data.some(({ email_address: address }) => address === 'mailed@example.com'), false);
});

test('without an emulator the panel sends no request to one', async () => {
  const page = suite.page;
  const controls = [];
  page.on('request', (request) => request.url().includes('/__emulator/') && controls.push(request.url()));
  await mounted(page, { emulator: false });
  const tabs = await page.getByRole('tab').allTextContents();
  assert.deepEqual(tabs.map((text) => text.split(' ')[0]), ['Calls', 'Lists', 'Session']);
  assert.deepEqual(controls, []);
});

test('no password, token or dev browser is shown', async () => {
  const page = await mounted();
  await page.evaluate(async () => void (await clerk.session.getToken({ skipCache: true })));
  for (const selector of ['.call > details:not([open]) > summary', '.request details:not([open]) > summary']) {
    for (let left = await page.locator(selector).count(); left > 0; left--) await page.locator(selector).first().click();
  }
  // The content of an answer is filled in shortly after it is unfolded.
  await page.getByText('last_active_token').first().waitFor();
  const all = await page.locator('#calls-list').textContent();
  const [devBrowser] = (await suite.context.cookies()).filter(({ name }) => name === '__clerk_db_jwt');
  assert.match(all, /last_active_token/);
  assert.ok(!all.includes(devBrowser.value));
  assert.doesNotMatch(all, /eyJ[\w-]+\.[\w-]+\.[\w-]+/);
});

test('Escape closes the panel, the arrow keys move between its tabs, and every Tab stop is visible', async () => {
  const page = await mounted();
  await tab(page, 'Emulator').waitFor();
  const focused = () =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return { text: element.textContent.trim(), isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 };
    });
  await tab(page, 'Calls').focus();
  const visited = [];
  for (const key of ['ArrowRight', 'End', 'ArrowRight', 'ArrowLeft', 'Home']) {
    await page.keyboard.press(key);
    visited.push((await focused()).text.split(' ')[0]);
  }
  assert.deepEqual(visited, ['Lists', 'Emulator', 'Calls', 'Emulator', 'Calls']);
  await tab(page, 'Emulator').click();
  for (let stops = 0; stops < 12; stops++) {
    await page.keyboard.press('Tab');
    const at = await focused();
    if (at.text) assert.ok(at.isSeen, JSON.stringify(at));
  }
  await tab(page, 'Emulator').focus();
  await page.keyboard.press('Escape');
  assert.match((await focused()).text, /^Devtools/);
  assert.equal(await tab(page, 'Calls').isVisible(), false);
  await page.keyboard.press('Enter');
  assert.equal(await tab(page, 'Calls').isVisible(), true);
});

for (const [width, colorScheme] of [
  [320, 'light'],
  [1280, 'dark'],
]) {
  test(`at ${width} pixels, ${colorScheme}, nothing scrolls sideways and axe finds nothing serious in any tab`, async () => {
    const { page } = suite;
    await page.setViewportSize({ width, height: 720 });
    await page.emulateMedia({ colorScheme });
    await mounted(page);
    await page.evaluate(() => void (globalThis.list = clerk.organization.invitationList()));
    await organization(page, 'inviteMember', { emailAddress: 'nope', role: 'org:member' });
    const refused = call(page, 'POST …/invitations');
    await refused.locator('summary').first().click();
    await refused.locator('.codes').waitFor();
    await tab(page, 'Emulator').waitFor();
    const evaluated = await page.context().newCDPSession(page);
    await evaluated.send('Runtime.evaluate', { expression: AXE });
    mkdirSync(ARTEFACTS, { recursive: true });
    for (const name of ['Calls', 'Lists', 'Session', 'Emulator']) {
      await tab(page, name).click();
      const found = await page.evaluate(async () => {
        const { violations } = await axe.run(document);
        const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        const { scrollWidth, clientWidth } = document.documentElement;
        return { bad: bad.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 80))}`), sideways: scrollWidth - clientWidth };
      });
      await page.screenshot({ path: join(ARTEFACTS, `devtools-${width}-${name}.png`) });
      assert.deepEqual(found, { bad: [], sideways: 0 }, name);
    }
  });
}

test('unmounting leaves the page unchanged', async () => {
  const { page } = suite;
  const seen = await page.evaluate(async () => {
    const [before, children] = [globalThis.fetch, document.body.childElementCount];
    const { mountDevtools } = await import('clerk-organization/devtools');
    const clerk = newClerk();
    const devtools = mountDevtools(clerk);
    const isWatched = globalThis.fetch !== before;
    await clerk.load({ polling: false });
    devtools.unmount();
    await clerk.organization.getInvitations();
    return { isWatched, isSame: globalThis.fetch === before, more: document.body.childElementCount - children };
  });
  assert.deepEqual(seen, { isWatched: true, isSame: true, more: 0 });
});

test('importing the devtools on a server does nothing', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', "console.log(Object.keys(await import('clerk-organization/devtools')).join())"],
    { cwd: fileURLToPath(new URL('..', import.meta.url)) },
  );
  assert.equal(stdout.trim(), 'callSource,mountDevtools');
});
