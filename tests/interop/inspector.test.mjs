// The inspector, the emulator's own page at `/`, in Chromium: it updates live, works with the keyboard and on a phone,
// and never runs markup from data.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { createClerkClient } from '@clerk/backend';

import { inBrowser } from '../support/browser.mjs';
import { emulator, requests } from '../support/emulator.mjs';

const suite = inBrowser({ path: '/bare' });
const { organizationId, secretKey, url: apiUrl } = emulator;
const { organizations, users } = createClerkClient({ secretKey, apiUrl, telemetry: { disabled: true } });
const ATTACK = '<img src=x onerror="window.ran = 1">';

async function inspect() {
  await suite.page.goto(`${apiUrl}/__emulator/inspector`);
  await suite.page.getByRole('button', { name: /^Requests/ }).waitFor();
  return suite.page;
}

const view = (page, name) => page.getByRole('button', { name: new RegExp(`^${name} \\d+$`) }).click();

test('the inspector shows new requests, mails, people and invitations without a reload', async () => {
  const page = await inspect();
  const invite = (emailAddress) =>
    organizations.createOrganizationInvitation({ organizationId, emailAddress, role: 'org:member' });
  await invite('seen@example.com');
  await page.getByRole('cell', { name: `/v1/organizations/${organizationId}/invitations` }).waitFor();
  await view(page, 'Outbox');
  await page.getByRole('cell', { name: 'seen@example.com' }).waitFor();
  await view(page, 'Invitations');
  await invite('live@example.com');
  await page.getByRole('cell', { name: 'live@example.com' }).waitFor();
  await view(page, 'Users');
  await users.createUser({ emailAddress: ['x@example.com'], password: 'a long enough password', firstName: ATTACK });
  await page.getByRole('cell', { name: ATTACK }).waitFor();
  assert.equal(await page.evaluate(() => window.ran), undefined);
  for (const name of ['Organizations', 'Settings', 'Webhooks', 'Faults']) await view(page, name);
  if (process.env.CLERK_ARTEFACTS) {
    await view(page, 'Requests');
    await writeFile(join(process.env.CLERK_ARTEFACTS, 'inspector.png'), await page.screenshot({ fullPage: true }));
  }
});

test('the inspector’s buttons move the clock, add faults, download the seed and reset', async () => {
  const page = await inspect();
  const clock = async () => (await (await fetch(`${apiUrl}/__emulator/clock`)).json()).offsetMs;
  await page.getByRole('button', { name: '+1 day' }).click();
  await page.getByText('The clock was moved.').waitFor();
  await page.getByRole('button', { name: '+30 days' }).click();
  await page.getByText('(moved)').waitFor();
  await page.waitForFunction(async (url) => (await (await fetch(url)).json()).offsetMs === 31 * 86_400_000, `${apiUrl}/__emulator/clock`);
  await view(page, 'Faults');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('The faults were added.').waitFor();
  await page.getByRole('cell', { name: '/invitations' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download seed' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'seed.json');
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByText('Reset to the seed.').waitFor();
  assert.equal(await clock(), 0);
  assert.deepEqual(await requests(), []);
});

test('a view can be selected before the first answers arrive, also if one of them fails', async () => {
  const { page } = suite;
  let answer;
  const chosen = new Promise((resolve) => (answer = resolve));
  let failures = 1;
  await page.route('**/__emulator/state', async (route) => {
    await chosen;
    await (failures-- > 0 ? route.abort() : route.continue());
  });
  await page.goto(`${apiUrl}/__emulator/inspector`);
  await page.getByRole('button', { name: /^Users/ }).click();
  answer();
  await page.getByRole('cell', { name: emulator.admin.emailAddress }).waitFor();
});

test('the inspector works with the keyboard, on a phone, and for a further instance', async () => {
  const instance = await (await fetch(`${apiUrl}/__emulator/instances`, { method: 'POST' })).json();
  try {
    const page = suite.page;
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${instance.url}/__emulator/inspector`);
    const users = page.getByRole('button', { name: /^Users/ });
    await users.waitFor();
    await users.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('cell', { name: instance.admin.emailAddress }).waitFor();
    assert.equal(await users.getAttribute('aria-current'), 'true');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing scrolls sideways');
    assert.ok((await page.textContent('#about')).includes(instance.url));
  } finally {
    await fetch(`${instance.url}/__emulator/instance`, { method: 'DELETE' });
  }
});
