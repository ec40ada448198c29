// The team page of examples/leptos, compiled to WebAssembly by `cargo xtask test packages` and used in Chromium.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { createUser, emulator, fault } from '../support/emulator.mjs';
import { BUNDLES } from '../support/site.mjs';

const suite = inBrowser();
const QUERY = `?${new URLSearchParams({ key: emulator.publishableKey, url: emulator.url })}`;
const ADDRESS = 'leptos.guest@example.com';

/** Opens the page and signs in with a password. */
async function signedIn({ emailAddress, password }) {
  const page = await suite.open(`${BUNDLES}/leptos/index.html${QUERY}`);
  await page.getByLabel('Email address').fill(emailAddress);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Northwind Studio' }).waitFor();
  return page;
}

const rows = (page, name) => page.getByRole('list', { name }).getByRole('listitem');
const pendingCount = async (page) => Number.parseInt(await page.getByText(/^\d+ pending$/).textContent(), 10);

test('a wrong password shows an error message, and the form stays', async () => {
  const page = await suite.open(`${BUNDLES}/leptos/index.html${QUERY}`);
  await page.getByLabel('Email address').fill(emulator.admin.emailAddress);
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  assert.match(await page.getByRole('alert').textContent(), /password/i);
  assert.equal(await page.getByLabel('Email address').inputValue(), emulator.admin.emailAddress);
});

test('an address is invited, shows in the live list, and its invitation is revoked', async () => {
  const page = await signedIn(emulator.admin);
  const before = await pendingCount(page);
  await page.getByLabel('Email address').fill(ADDRESS);
  await page.getByRole('button', { name: 'Invite' }).click();
  const revoke = page.getByRole('button', { name: `Revoke the invitation of ${ADDRESS}` });
  await revoke.waitFor();
  assert.match(await rows(page, 'Invitations').first().textContent(), /leptos\.guest@example\.com/);
  await page.getByText(`${before + 1} pending`).waitFor();
  assert.equal(await page.getByLabel('Email address').inputValue(), '');
  await revoke.click();
  await revoke.waitFor({ state: 'detached' });
  await page.getByText(`${before} pending`, { exact: true }).waitFor();
});

test('a refusal is shown, and the list stays unchanged', async () => {
  const page = await signedIn(emulator.admin);
  const before = await pendingCount(page);
  await page.getByLabel('Email address').fill(emulator.member.emailAddress);
  await page.getByRole('button', { name: 'Invite' }).click();
  assert.match(await page.getByRole('alert').textContent(), /member/i);
  assert.equal(await pendingCount(page), before);
});

test("a member's role is changed and persists after a reload", async () => {
  const page = await signedIn(emulator.admin);
  const role = page.getByLabel(`Role of ${emulator.member.emailAddress}`);
  await role.locator('option[value="org:admin"]').waitFor({ state: 'attached' });
  assert.equal(await role.inputValue(), 'org:member');
  const answered = page.waitForResponse((response) => response.url().includes('/memberships/') && response.ok());
  await role.selectOption('org:admin');
  await answered;
  await page.reload();
  await page.waitForFunction((label) => document.querySelector(`[aria-label="${label}"]`)?.value === 'org:admin', `Role of ${emulator.member.emailAddress}`);
});

test('a member who is removed leaves the live list at once, and comes back if the server refuses', async () => {
  const page = await signedIn(emulator.admin);
  const button = page.getByRole('button', { name: `Remove ${emulator.member.emailAddress}` });
  await page.getByText('8 members').waitFor();
  await fault({ method: 'DELETE', path: '/memberships/', status: 403, delayMs: 300, body: { errors: [{ code: 'no', message: 'No.', long_message: 'No way.' }] } });
  await button.click();
  await button.waitFor({ state: 'detached' });
  await page.getByRole('alert').filter({ hasText: 'No way.' }).waitFor();
  await button.click();
  await page.getByText('7 members').waitFor();
  assert.equal(await button.count(), 0);
});

test('a member without the permission sees the members without controls; a user without an organization sees a message', async () => {
  const page = await signedIn(emulator.member);
  assert.ok(await page.getByLabel(`Role of ${emulator.admin.emailAddress}`).isDisabled());
  assert.equal(await page.getByRole('heading', { name: 'Invitations' }).count(), 0);
  await page.getByRole('button', { name: 'Sign out' }).click();
  const { emailAddress, password } = await createUser('alone@example.com');
  await page.getByLabel('Email address').fill(emailAddress);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('You belong to no organization.').waitFor();
});
