// Inviting one address. Errors show at their field.

import assert from 'node:assert/strict';

import { change, clearRequests, emulator, fault, requests } from '../support/emulator.mjs';
import {
  ALWAYS,
  INVITATIONS,
  addresses,
  count,
  figure,
  listed,
  onDemoPage,
  picture,
  row,
  server,
  soon,
  tab,
  test,
} from './demo.mjs';

const demo = onDemoPage();

const field = (page) => page.locator('#one-address');
const problem = (page) => page.locator('#one-address-error');
const formProblem = (page) => page.locator('#invite-one [data-error-for=""]');
const submit = (page) => page.locator('#one-submit');

async function invite(page, emailAddress) {
  await field(page).fill(emailAddress);
  await submit(page).click();
}

const posted = async () =>
  (await requests()).filter(({ method, path }) => method === 'POST' && /\/invitations$/.test(path));

test('a new invitation is at the top of the list, is counted, and is stored by the server', async () => {
  const page = await demo.open();
  await soon(async () => assert.equal(await count(page, 'pending'), 14));
  await invite(page, 'new.person@example.com');
  await soon(async () => assert.equal((await addresses(page))[0], 'new.person@example.com'));
  assert.match(await page.locator('#one-done').textContent(), /new\.person@example\.com is invited as Member/);
  assert.equal(await field(page).inputValue(), '');
  assert.equal(await field(page).evaluate((input) => document.activeElement === input), true);
  await soon(async () => assert.equal(await count(page, 'pending'), 15));
  assert.equal(await figure(page, 'pending'), '15');
  const { status, role } = await (await server()).invitationOf('new.person@example.com');
  assert.deepEqual({ status, role }, { status: 'pending', role: 'org:member' });
});

test('an invitation sent from a later page shows on the first page', async () => {
  const page = await demo.open({ path: '/?page=3' });
  await invite(page, 'new.person@example.com');
  await soon(async () => assert.equal((await addresses(page))[0], 'new.person@example.com'));
  assert.equal(await page.locator('#pages [aria-current]').textContent(), '1');
});

test('a custom role of the organization can be chosen', async () => {
  const page = await demo.open();
  await page.locator('#one-role').selectOption('org:billing_manager');
  await invite(page, 'payer@example.com');
  await row(page, 'payer@example.com').waitFor();
  assert.equal(await row(page, 'payer@example.com').locator('td.role').textContent(), 'Billing manager');
  assert.equal((await (await server()).invitationOf('payer@example.com')).role, 'org:billing_manager');
});

test('an address that the server refuses is marked, with the reason and its code', async () => {
  const page = await demo.open();
  await invite(page, 'not-an-address');
  await problem(page).waitFor();
  assert.match(await problem(page).textContent(), /valid email address/);
  assert.equal(await problem(page).locator('code').textContent(), 'form_param_format_invalid');
  assert.equal(await field(page).getAttribute('aria-invalid'), 'true');
  assert.match(await field(page).getAttribute('aria-describedby'), /one-address-error/);
  assert.equal(await field(page).evaluate((input) => document.activeElement === input), true);
  assert.equal(await formProblem(page).isVisible(), false);
  await picture(page, 'error-at-its-field');

  await invite(page, 'now.right@example.com');
  await row(page, 'now.right@example.com').waitFor();
  assert.equal(await problem(page).isVisible(), false);
  assert.equal(await field(page).getAttribute('aria-invalid'), null);
});

test('a role that does not exist is refused at the role', async () => {
  const page = await demo.open();
  await page.locator('#one-role').selectOption('other');
  await page.getByLabel('Key of the other role').filter({ visible: true }).fill('org:nobody');
  await invite(page, 'somebody@example.com');
  await page.locator('#one-role-error').waitFor();
  assert.match(await page.locator('#one-role-error').textContent(), /org:nobody.*resource_not_found/);
  assert.equal(await page.locator('#one-role').getAttribute('aria-invalid'), 'true');
  assert.equal(await problem(page).isVisible(), false);
});

test('an empty address is refused by the SDK, at the field, before any request', async () => {
  const page = await demo.open();
  await clearRequests();
  await invite(page, '  ');
  await problem(page).waitFor();
  assert.match(await problem(page).textContent(), /The e-mail address is required.*invalid_params/);
  assert.deepEqual(await posted(), []);
});

test('an error that belongs to no field shows at the form, with its code', async () => {
  const [member] = await (await server()).invitations('accepted');
  const page = await demo.open();
  await invite(page, member.email_address);
  await formProblem(page).waitFor();
  assert.match(await formProblem(page).textContent(), /already a member.*already_a_member_in_organization/);
  assert.equal(await field(page).inputValue(), member.email_address);
});

test('the error of a rate limit has the time to wait', async () => {
  const page = await demo.open();
  await fault({
    method: 'POST',
    path: INVITATIONS,
    status: 429,
    headers: { 'Retry-After': '70' },
    body: { errors: [{ code: 'too_many_requests', message: 'Too many requests', long_message: 'Too many requests.' }] },
  });
  await invite(page, 'patient@example.com');
  await formProblem(page).waitFor();
  assert.match(await formProblem(page).textContent(), /Try again in 70 s.*too_many_requests/);
});

test('a lost connection is never shown as a success', async () => {
  const page = await demo.open();
  await fault({ method: 'POST', path: INVITATIONS, drop: true, times: ALWAYS });
  await invite(page, 'lost@example.com');
  await formProblem(page).waitFor();
  assert.equal(await formProblem(page).locator('code').textContent(), 'network_error');
  assert.equal(await page.locator('#one-done').textContent(), '');
  assert.equal(await (await server()).invitationOf('lost@example.com'), undefined);
});

test('an impatient click sends one request', async () => {
  const page = await demo.open();
  await clearRequests();
  await fault({ method: 'POST', path: INVITATIONS, delayMs: 600 });
  await field(page).fill('twice@example.com');
  await submit(page).dblclick();
  await row(page, 'twice@example.com').waitFor();
  assert.equal((await posted()).length, 1);
});

test('the page and the server name the permission that a member lacks', async () => {
  const page = await demo.open({ as: 'member' });
  assert.match(await page.locator('#role-note').textContent(), /org:sys_memberships:manage/);
  assert.match(await page.locator('#list-rows').textContent(), /missing_organization_permission/);
  await invite(page, 'somebody@example.com');
  await formProblem(page).waitFor();
  assert.match(await formProblem(page).textContent(), /missing_organization_permission/);
  await picture(page, 'member');
});

test('a member sees the invitations if the server allows members to list them', async () => {
  await change({ invitation_list_permission: 'read' });
  const page = await demo.open({ as: 'member' });
  await listed(page);
  assert.equal((await addresses(page)).length, 10);
  await tab(page, /pending/i).click();
  await soon(async () => assert.equal(await count(page, 'pending'), 14));
});

test('a wrong password is refused at the password, and the right one opens the page', async () => {
  const page = await demo.visit();
  await page.getByLabel('E-mail address').filter({ visible: true }).fill(emulator.admin.emailAddress);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('wrong');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.locator('#password-problem span').waitFor();
  assert.equal(await password.getAttribute('aria-invalid'), 'true');
  await password.fill(emulator.admin.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await listed(page);
  assert.equal((await addresses(page)).length, 10);
});
