// Two pages in one browser: a change in one shows in the other without an action there.

import assert from 'node:assert/strict';

import { clearRequests, fault, requests } from '../support/emulator.mjs';
import {
  ALWAYS,
  BULK,
  INVITATIONS,
  addresses,
  count,
  figure,
  listed,
  onDemoPage,
  picture,
  quiet,
  row,
  server,
  soon,
  tab,
  test,
} from './demo.mjs';

const demo = onDemoPage();

/** Opens two pages in one profile and waits for every count in both. */
async function twoTabs(options) {
  const context = await demo.profile(options);
  const here = await demo.open({ context });
  const there = await demo.visit({ context });
  for (const page of [here, there]) {
    await listed(page);
    await soon(async () => assert.deepEqual(await numbers(page), BEFORE));
  }
  return { here, there };
}

/** Every number on the page: in the tabs, in the organization's header and below the list. */
async function numbers(page) {
  const [all, pending, revoked] = await Promise.all(['all', 'pending', 'revoked'].map((name) => count(page, name)));
  const range = await page.locator('#pages .range').textContent();
  return { all, pending, revoked, head: Number(await figure(page, 'pending')), total: Number(/\d+$/.exec(range)) };
}

const BEFORE = { all: 31, pending: 14, revoked: 5, head: 14, total: 31 };

const showsSoon = (page, expected) =>
  soon(async () => assert.deepEqual(await numbers(page), { ...BEFORE, ...expected }));

async function invite(page, emailAddress) {
  await page.locator('#one-address').fill(emailAddress);
  await page.locator('#one-submit').click();
}

/** Records each state of the list: whether it has a row with this address, and the totals. */
async function watch(page, emailAddress) {
  await page.evaluate((emailAddress) => {
    globalThis.seen = [];
    const look = () => {
      const rows = document.querySelector('#list-rows').textContent;
      const pending = document.querySelector('#status-tab-pending .count').textContent;
      seen.push(`${rows.includes(emailAddress)} ${pending}`);
    };
    new MutationObserver(look).observe(document.getElementById('workspace'), { childList: true, subtree: true });
  }, emailAddress);
}

test('an invitation in one tab is in the list and in every number of the other', async () => {
  const { here, there } = await twoTabs();
  await invite(here, 'both.tabs@example.com');
  for (const page of [there, here]) {
    await soon(async () => assert.equal((await addresses(page))[0], 'both.tabs@example.com'));
    await showsSoon(page, { all: 32, pending: 15, head: 15, total: 32 });
    assert.equal((await addresses(page)).length, 10);
  }
  await picture(there, 'other-tab');
});

test('many invitations at once show in the other tab, on any page of its list', async () => {
  const { here, there } = await twoTabs();
  await tab(there, /revoked/i).click();
  await soon(async () => assert.equal((await addresses(there)).length, 5));
  await here.getByRole('tab', { name: 'Many' }).click();
  const guests = Array.from({ length: 23 }, (_, at) => `guest.${at + 1}@example.com`);
  await here.locator('#many-addresses').fill(guests.join('\n'));
  await here.locator('#many-submit').click();
  await showsSoon(here, { all: 54, pending: 37, head: 37, total: 54 });
  await showsSoon(there, { all: 54, pending: 37, head: 37, total: 5 });
  assert.equal((await addresses(there)).length, 5);
});

test('a revocation in one tab changes the row and the numbers of the other, and leaves its focus alone', async () => {
  const { here, there } = await twoTabs();
  const [first, second] = await addresses(here);
  const focused = row(there, second).getByRole('button', { name: /^Revoke/ });
  await focused.focus();
  await row(here, first)
    .getByRole('button', { name: /^Revoke/ })
    .click();
  await here.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
  for (const page of [there, here]) {
    await soon(async () => assert.equal(await row(page, first).locator('.status').textContent(), 'revoked'));
    await showsSoon(page, { pending: 13, revoked: 6, head: 13 });
  }
  assert.equal(await focused.evaluate((button) => button === document.activeElement), true);
});

test('an invitation is marked as being sent until the server confirms it, and cannot be revoked before', async () => {
  const { here, there } = await twoTabs();
  await watch(there, 'slow@example.com');
  await fault({ method: 'POST', path: INVITATIONS, delayMs: 1500 });
  await invite(here, 'slow@example.com');
  const provisional = here.locator('#list-rows tr.provisional');
  await provisional.waitFor();
  assert.match(await provisional.textContent(), /slow@example\.com.*Member.*Sending …/);
  assert.equal(await provisional.getByRole('button').count(), 0);
  assert.deepEqual(await numbers(here), { ...BEFORE, all: 32, pending: 15, head: 15, total: 32 });
  assert.deepEqual(await there.evaluate(() => seen), []);
  const unfold = here.locator('#list-rows .unfold').first();
  await unfold.focus();
  await picture(here, 'on-its-way');
  await row(here, 'slow@example.com')
    .getByRole('button', { name: /^Revoke/ })
    .waitFor();
  assert.equal(await provisional.count(), 0);
  await showsSoon(there, { all: 32, pending: 15, head: 15, total: 32 });
});

test('a refused invitation disappears in its tab and never shows in the other tab', async () => {
  const { here, there } = await twoTabs();
  const refused = 'refused@example.com';
  for (const page of [here, there]) await watch(page, refused);
  const body = { errors: [{ code: 'quota_exceeded', message: 'No.', long_message: 'No more.' }] };
  await fault({ method: 'POST', path: INVITATIONS, status: 403, body, delayMs: 300 });
  await invite(here, refused);
  await here.locator('#invite-one [data-error-for=""]').waitFor();
  assert.match(await here.locator('#invite-one [data-error-for=""]').textContent(), /No more\..*quota_exceeded/);
  assert.deepEqual(await numbers(here), BEFORE);
  assert.equal(await here.locator('#list-rows tr.provisional').count(), 0);
  assert.ok((await here.evaluate(() => seen)).includes('true 15'));
  // Messages arrive in order, so this invitation shows that no message of the refused one came before.
  await invite(here, 'taken@example.com');
  await showsSoon(there, { all: 32, pending: 15, head: 15, total: 32 });
  assert.ok(!(await there.evaluate(() => seen)).some((shown) => shown.startsWith('true')));
});

test('many refused invitations disappear at once', async () => {
  const { here, there } = await twoTabs();
  await watch(here, 'two@example.com');
  const body = { errors: [{ code: 'quota_exceeded', message: 'No.', long_message: 'No more.' }] };
  await fault({ method: 'POST', path: BULK, status: 403, body, delayMs: 300 });
  await here.getByRole('tab', { name: 'Many' }).click();
  await here.locator('#many-addresses').fill('one@example.com two@example.com three@example.com');
  await here.locator('#many-submit').click();
  await here.locator('#invite-many [data-error-for=""]').waitFor();
  assert.ok((await here.evaluate(() => seen)).includes('true 17'));
  for (const page of [here, there]) assert.deepEqual(await numbers(page), BEFORE);
});

test('a revocation without an answer is undone in its tab and never shows in the other tab', async () => {
  const { here, there } = await twoTabs();
  const [first] = await addresses(here);
  for (const page of [here, there]) await watch(page, first);
  await fault({ method: 'POST', path: '/revoke$', drop: true, times: ALWAYS });
  await row(here, first)
    .getByRole('button', { name: /^Revoke/ })
    .click();
  await here.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
  await here.getByRole('dialog').locator('[data-error-for=""]').waitFor();
  await here.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  for (const page of [here, there]) {
    await listed(page);
    assert.deepEqual(await numbers(page), BEFORE);
    assert.equal(await row(page, first).locator('.status').textContent(), 'pending');
  }
  assert.ok((await here.evaluate(() => seen)).includes('true 13'));
  assert.ok(!(await there.evaluate(() => seen)).includes('true 13'));
});

test('the last page is replaced by the one before it when another tab empties it', async () => {
  const { here, there } = await twoTabs();
  await tab(there, /pending/i).click();
  await there.getByLabel('Per page').selectOption('5');
  await soon(async () => assert.equal((await addresses(there)).length, 5));
  for (const address of ['fifteenth@example.com', 'sixteenth@example.com']) {
    await invite(here, address);
    await here.getByText(`${address} is invited`).first().waitFor();
  }
  await soon(async () => assert.equal(await count(there, 'pending'), 16));
  await there.getByRole('button', { name: 'Page 4' }).click();
  await soon(async () => assert.equal((await addresses(there)).length, 1));
  const [last] = await addresses(there);
  await tab(here, /pending/i).click();
  await here.getByLabel('Per page').selectOption('25');
  await row(here, last)
    .getByRole('button', { name: /^Revoke/ })
    .click();
  await here.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
  await soon(async () => assert.equal(await there.locator('#pages [aria-current]').textContent(), '3'));
  await soon(async () => assert.equal((await addresses(there)).length, 5));
});

test('a tab that switched to another organization no longer follows the previous one', async () => {
  const { here, there } = await twoTabs();
  await there.getByRole('button', { name: /Organization:/ }).click();
  await there.getByRole('menuitemradio', { name: /Harbor Collective/ }).click();
  await there.getByRole('heading', { name: 'Harbor Collective', level: 1 }).waitFor();
  await listed(there);
  await quiet(there);
  const before = await there.locator('#workspace').innerText();
  await clearRequests();
  await invite(here, 'north@example.com');
  await showsSoon(here, { all: 32, pending: 15, head: 15, total: 32 });
  await here.getByText('GET …/invitations × 5', { exact: true }).waitFor();
  await quiet(here);
  assert.equal(await there.locator('#workspace').innerText(), before);
  // One invitation, and five lists of the page that stayed.
  assert.equal((await requests()).filter(({ path }) => path.endsWith('/invitations')).length, 6);
});

test('after a sign-in in one tab, the next click in the other opens its workspace', async () => {
  const context = await demo.profile();
  const there = await demo.visit({ context });
  await there.getByRole('button', { name: 'Continue as member' }).waitFor();
  await demo.open({ context });
  // Click instead of focusing: a headless page may already have the focus, so no event fires.
  await there.getByRole('button', { name: 'Continue as member' }).click();
  await there.getByRole('heading', { name: 'Northwind Studio' }).waitFor();
  assert.match(await there.locator('#person-name').textContent(), /Admin/);
  assert.equal(await there.locator('#sign-in .problem:visible').count(), 0);
});

test('a dialog closes when another tab revokes its invitation', async () => {
  const { here, there } = await twoTabs();
  const [first] = await addresses(here);
  const revoke = (page) => row(page, first).getByRole('button', { name: /^Revoke/ }).click();
  await revoke(there);
  await there.getByRole('dialog').waitFor();
  await revoke(here);
  await here.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
  await there.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.equal(await row(there, first).locator('.status').textContent(), 'revoked');
});

test('a page that comes back online fetches its list again', async () => {
  const context = await demo.profile();
  const page = await demo.open({ context });
  const truth = await server();
  await context.setOffline(true);
  await truth.post('/invitations', { email_address: 'meanwhile@example.com', role: 'org:member' });
  await clearRequests();
  await context.setOffline(false);
  await soon(async () => assert.equal((await addresses(page))[0], 'meanwhile@example.com'));
});
