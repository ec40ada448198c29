// Network and server failures: the message, and how to continue.

import assert from 'node:assert/strict';

import { clearFaults, fault, reset } from '../support/emulator.mjs';
import {
  ALWAYS,
  INVITATIONS,
  addresses,
  count,
  figure,
  listed,
  onDemoPage,
  picture,
  rows,
  soon,
  tab,
  test,
} from './demo.mjs';

const demo = onDemoPage();

const block = (page) => page.locator('#list-rows .problem-block');
const again = (page) => block(page).getByRole('button', { name: 'Try again' });

test('a list without an answer shows the error with its code, and can be fetched again', async () => {
  const page = await demo.open();
  await fault({ method: 'GET', path: INVITATIONS, drop: true, times: ALWAYS });
  await tab(page, /pending/i).click();
  await block(page).waitFor({ timeout: 20_000 });
  assert.match(await block(page).textContent(), /could not be listed.*network_error/);
  assert.equal(await block(page).getAttribute('role'), 'alert');
  assert.equal(await rows(page).count(), 0);
  // The panel lists every attempt under one call.
  assert.ok((await page.locator('.call').first().locator('.request.bad').count()) > 1);
  await picture(page, 'network-fault');
  await clearFaults();
  await again(page).click();
  await soon(async () => assert.equal((await addresses(page)).length, 10));
});

test('a list that cannot be refreshed shows the error above its rows until it is fetched again', async () => {
  const page = await demo.open();
  await soon(async () => assert.equal(await count(page, 'pending'), 14));
  const body = { errors: [{ code: 'no', message: 'No.', long_message: 'Not now.' }] };
  await fault({ method: 'GET', path: INVITATIONS, status: 403, body, times: ALWAYS });
  await page.locator('#one-address').fill('in.between@example.com');
  await page.locator('#one-submit').click();
  await block(page).waitFor();
  assert.match(await block(page).textContent(), /These may be old.*Not now/);
  assert.equal((await addresses(page))[0], 'in.between@example.com');
  // A count that may be wrong is hidden. The organization's own count came with the invitation.
  assert.equal(await page.locator('#status-tab-pending .count').textContent(), '');
  assert.equal(await figure(page, 'pending'), '15');
  await picture(page, 'out-of-step');
  await clearFaults();
  await again(page).click();
  await block(page).waitFor({ state: 'detached' });
  assert.equal((await addresses(page)).length, 10);
  await soon(async () => assert.equal(await count(page, 'pending'), 15));
});

test('an HTML answer of a gateway is shown by its status', async () => {
  const page = await demo.open();
  await fault({
    method: 'GET',
    path: INVITATIONS,
    status: 502,
    body: '<html><h1>Bad Gateway</h1></html>',
    headers: { 'Content-Type': 'text/html' },
    times: ALWAYS,
  });
  await tab(page, /expired/i).click();
  await block(page).waitFor();
  assert.match(await block(page).textContent(), /HTTP 502/);
  assert.equal(await block(page).locator('h1').count(), 0);
});

test('a truncated answer shows an error instead of a list', async () => {
  const page = await demo.open();
  await fault({
    method: 'GET',
    path: INVITATIONS,
    status: 200,
    body: '{"response":{"data":[',
    contentLength: 5000,
    times: ALWAYS,
  });
  await tab(page, /expired/i).click();
  await block(page).waitFor({ timeout: 20_000 });
  assert.match(await block(page).textContent(), /invalid_response|network_error/);
});

test('a failed start shows the reason, and another try starts the page', async () => {
  await fault({
    method: 'GET',
    path: '^/v1/client$',
    status: 503,
    body: { errors: [{ code: 'maintenance_mode', message: 'Down', long_message: 'Down for maintenance.' }] },
    times: ALWAYS,
  });
  const page = await demo.visit();
  const fatal = page.getByRole('region', { name: 'This did not start' });
  await fatal.waitFor();
  assert.match(await fatal.textContent(), /Down for maintenance\..*maintenance_mode/);
  await clearFaults();
  await fatal.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Continue as admin' }).waitFor();
});

test('a wasm module that cannot be fetched shows an error, and can be fetched later', async () => {
  const context = await demo.profile();
  await context.route('**/*.wasm', (route) => route.fulfill({ status: 404, body: 'gone' }));
  const page = await demo.visit({ context });
  const fatal = page.getByRole('region', { name: 'This did not start' });
  await fatal.waitFor();
  assert.match(await fatal.textContent(), /wasm_load_failed/);
  await context.unroute('**/*.wasm');
  await fatal.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Continue as admin' }).waitFor();
});

test('signing out in one tab ends the workspace of the other', async () => {
  const context = await demo.profile();
  const first = await demo.open({ context });
  const second = await demo.visit({ context });
  await listed(second);
  await second.getByRole('button', { name: 'Sign out' }).click();
  await second.getByRole('heading', { name: 'Sign in' }).waitFor();
  await first.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.match(await first.locator('#sign-in-why').textContent(), /session has ended/);
  assert.equal(await first.locator('#workspace').isVisible(), false);
});

test('resetting the data from the page brings the first data back', async () => {
  const page = await demo.open();
  await page.locator('#one-address').fill('soon.gone@example.com');
  await page.locator('#one-submit').click();
  await soon(async () => assert.equal((await addresses(page))[0], 'soon.gone@example.com'));
  await page.getByRole('button', { name: /Reset the emulator/ }).click();
  await page.getByRole('button', { name: 'Continue as admin' }).click();
  await listed(page);
  assert.ok(!(await addresses(page)).includes('soon.gone@example.com'));
});

test('after the emulator has forgotten this browser, a new sign-in works', async () => {
  const page = await demo.open();
  await reset();
  await page.reload();
  await page.getByRole('button', { name: 'Continue as admin' }).click();
  await listed(page);
  assert.equal((await addresses(page)).length, 10);
});
