// Revoking: confirmed, applied and shown at once, also when the invitation was already revoked elsewhere.

import assert from 'node:assert/strict';

import { clearRequests, fault, requests } from '../support/emulator.mjs';
import {
  ALWAYS,
  addresses,
  count,
  figure,
  listed,
  onDemoPage,
  picture,
  row,
  rows,
  server,
  soon,
  tab,
  test,
} from './demo.mjs';

const demo = onDemoPage();

const dialog = (page) => page.getByRole('dialog', { name: 'Revoke this invitation?' });
const ask = (page, emailAddress) =>
  row(page, emailAddress)
    .getByRole('button', { name: `Revoke the invitation of ${emailAddress}` })
    .click();
const confirm = (page) => dialog(page).getByRole('button', { name: 'Revoke', exact: true }).click();

async function openedWithPending() {
  const truth = await server();
  const [invitation] = await truth.invitations('pending');
  const page = await demo.open();
  await soon(async () => assert.equal(await count(page, 'revoked'), 5));
  return { truth, invitation, page, emailAddress: invitation.email_address };
}

test('a confirmed revocation changes the row, the counts and the server, and the focus stays on the row', async () => {
  const { truth, page, emailAddress } = await openedWithPending();
  const pending = await count(page, 'pending');
  await ask(page, emailAddress);
  assert.match(await dialog(page).textContent(), new RegExp(emailAddress));
  await picture(page, 'revoke');
  await confirm(page);
  await soon(async () => assert.equal(await row(page, emailAddress).locator('.status').textContent(), 'revoked'));
  assert.equal(await dialog(page).isVisible(), false);
  assert.equal(await count(page, 'pending'), pending - 1);
  assert.equal(await count(page, 'revoked'), 6);
  assert.equal(await figure(page, 'pending'), String(pending - 1));
  assert.equal(
    await row(page, emailAddress)
      .getByRole('button', { name: /Revoke/ })
      .count(),
    0,
  );
  await listed(page);
  assert.equal(await row(page, emailAddress).evaluate((element) => element === document.activeElement), true);
  assert.match(await page.locator('#announcer').textContent(), /is revoked/);
  assert.equal((await truth.invitationOf(emailAddress)).status, 'revoked');
});

test('row and counts follow the answer to the revocation, before any list is fetched again', async () => {
  const { page, emailAddress } = await openedWithPending();
  const pending = await count(page, 'pending');
  await fault({ method: 'GET', path: 'invitations', delayMs: 2500, times: 9 });
  await ask(page, emailAddress);
  await confirm(page);
  await soon(async () => assert.equal(await row(page, emailAddress).locator('.status').textContent(), 'revoked'), 2000);
  assert.equal(await count(page, 'pending'), pending - 1);
});

test('a revoked invitation leaves the list of pending ones', async () => {
  const { page, emailAddress } = await openedWithPending();
  await tab(page, /pending/i).click();
  await listed(page);
  await ask(page, emailAddress);
  await confirm(page);
  await soon(async () => assert.ok(!(await addresses(page)).includes(emailAddress)));
  await soon(async () => assert.equal(await rows(page).count(), 10));
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), 'BODY');
});

for (const [how, leave] of [
  ['the button', (page) => dialog(page).getByRole('button', { name: 'Keep it' }).click()],
  ['Escape', (page) => page.keyboard.press('Escape')],
]) {
  test(`leaving the dialog by ${how} sends nothing and returns to the row`, async () => {
    const { page, emailAddress } = await openedWithPending();
    await clearRequests();
    await ask(page, emailAddress);
    await leave(page);
    await dialog(page).waitFor({ state: 'hidden' });
    assert.deepEqual(await requests(), []);
    const label = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
    assert.equal(label, `Revoke the invitation of ${emailAddress}`);
  });
}

test('if the invitation was revoked meanwhile, the dialog shows the refusal, and the row its new status', async () => {
  const { truth, invitation, page, emailAddress } = await openedWithPending();
  await truth.revoke(invitation.id);
  await ask(page, emailAddress);
  await confirm(page);
  const problem = dialog(page).locator('[data-error-for=""]');
  await problem.waitFor();
  assert.match(await problem.textContent(), /organization_invitation_not_pending/);
  await picture(page, 'revoke-refused');
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await soon(async () => assert.equal(await row(page, emailAddress).locator('.status').textContent(), 'revoked'));
});

test('a lost connection shows in the dialog, and the invitation stays pending', async () => {
  const { page, emailAddress } = await openedWithPending();
  await fault({ method: 'POST', path: '/revoke$', drop: true, times: ALWAYS });
  await ask(page, emailAddress);
  await confirm(page);
  const problem = dialog(page).locator('[data-error-for=""]');
  await problem.waitFor();
  assert.match(await problem.textContent(), /network_error/);
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await listed(page);
  assert.equal(await row(page, emailAddress).locator('.status').textContent(), 'pending');
});

test('a revocation whose answer was lost is looked up and shown as revoked', async () => {
  const { page, emailAddress } = await openedWithPending();
  await fault({ method: 'POST', path: '/revoke$', drop: true, after: true, times: ALWAYS });
  await ask(page, emailAddress);
  await confirm(page);
  await soon(async () => assert.equal(await row(page, emailAddress).locator('.status').textContent(), 'revoked'));
  assert.equal(await dialog(page).isVisible(), false);
});

test('until the server has answered, neither Escape nor another click does anything', async () => {
  const { page, emailAddress } = await openedWithPending();
  await clearRequests();
  await fault({ method: 'POST', path: '/revoke$', delayMs: 1200 });
  await ask(page, emailAddress);
  await confirm(page);
  await page.keyboard.press('Escape');
  await dialog(page)
    .getByRole('button', { name: /Revoking/ })
    .click({ force: true });
  assert.equal(await dialog(page).isVisible(), true);
  await dialog(page).waitFor({ state: 'hidden' });
  assert.equal((await requests()).filter(({ path }) => path.endsWith('/revoke')).length, 1);
});
