// Members, requests and domains in two pages of one browser: a change in one shows in the other without a reload.

import assert from 'node:assert/strict';

import { emulator, fault } from '../support/emulator.mjs';
import { entries, figure, loaded, newcomer, onDemoPage, server, soon, test } from './demo.mjs';

const demo = onDemoPage();
const names = (page, list) => entries(page, list).locator('.name').allTextContents();
const dialog = (page) => page.getByRole('dialog');
const has = (page, list, name) => soon(async () => assert.ok((await names(page, list)).includes(name)));
const lacks = (page, list, name) => soon(async () => assert.ok(!(await names(page, list)).includes(name)));

/** Two pages of one profile that show the same area. */
async function twoTabs(area) {
  const context = await demo.profile();
  const path = `/?tab=${area}`;
  const here = await demo.visit({ context, path });
  await here.getByRole('button', { name: 'Continue as admin' }).click();
  await loaded(here, area);
  const there = await demo.visit({ context, path });
  await loaded(there, area);
  return { here, there };
}

test('a new role and a removal in one tab show in the other, with the number of members', async () => {
  const { here, there } = await twoTabs('members');
  await here.getByLabel('Role of Leila Farahani').selectOption('org:admin');
  await soon(async () => assert.equal(await there.getByLabel('Role of Leila Farahani').inputValue(), 'org:admin'));
  await here.getByRole('button', { name: 'Remove Mina Park' }).click();
  await dialog(here).getByRole('button', { name: 'Remove' }).click();
  for (const page of [here, there]) {
    await lacks(page, 'members', 'Mina Park');
    await soon(async () => assert.equal(await figure(page, 'members'), '7'));
  }
});

test('a removal that the server refuses brings the row back', async () => {
  const { here } = await twoTabs('members');
  const error = { code: 'no_way', message: 'No way.' };
  await fault({ method: 'DELETE', path: '/memberships/', status: 403, delayMs: 400, body: { errors: [error] } });
  await here.getByRole('button', { name: 'Remove Mina Park' }).click();
  await dialog(here).getByRole('button', { name: 'Remove' }).click();
  await lacks(here, 'members', 'Mina Park');
  await dialog(here).getByText('no_way').waitFor();
  await has(here, 'members', 'Mina Park');
});

test('a request that is accepted in one tab leaves the other, and the person is among its members', async () => {
  const { here, there } = await twoTabs('domains');
  const truth = await server();
  const domain = await truth.post('/domains', { name: 'northwind.example' });
  await truth.post(`/domains/${domain.id}/prepare_affiliation_verification`, { affiliation_email_address: 'ada+clerk_test@northwind.example' });
  await truth.post(`/domains/${domain.id}/attempt_affiliation_verification`, { code: '424242' });
  await truth.post(`/domains/${domain.id}/update_enrollment_mode`, { enrollment_mode: 'automatic_suggestion' });
  const zoe = await newcomer('zoe@northwind.example');
  const [suggestion] = await zoe.rows('/organization_suggestions', '/v1/me');
  await zoe.post(`/organization_suggestions/${suggestion.id}/accept`, {}, '/v1/me');
  await there.locator('#area-tabs').getByRole('tab', { name: 'Members' }).click();
  await loaded(there, 'members');
  for (const page of [here, there]) {
    await page.locator('#area-tabs').getByRole('tab', { name: 'Requests' }).click();
    await has(page, 'requests', 'Zoe Newcomer');
  }
  await here.getByRole('button', { name: 'Accept the request of Zoe Newcomer' }).click();
  await there.getByText('No requests to join.').waitFor();
  await soon(async () => assert.equal(await figure(there, 'members'), '9'));
  // The list of members stayed open in this tab.
  await soon(async () => assert.equal(await entries(there, 'members').filter({ hasText: 'Zoe Newcomer' }).count(), 1));
});

test('a domain added in one tab shows in the other, which keeps text that is being typed', async () => {
  const { here, there } = await twoTabs('domains');
  const add = async (name) => {
    await here.locator('#domain-name').fill(name);
    await here.getByRole('button', { name: 'Add' }).click();
  };
  await add('first.example');
  await has(there, 'domains', 'first.example');
  const typed = there.getByLabel('Your address at first.example');
  await typed.fill('half an addr');
  await add('second.example');
  await has(there, 'domains', 'second.example');
  assert.equal(await typed.inputValue(), 'half an addr');
  assert.equal(await typed.evaluate((input) => input === document.activeElement), true);
  await here.getByRole('button', { name: 'Delete first.example' }).click();
  await dialog(here).getByRole('button', { name: 'Delete' }).click();
  await lacks(there, 'domains', 'first.example');
  assert.equal((await (await server()).organization()).id, emulator.organizationId);
});

test('a dialog closes when another tab removes its member', async () => {
  const { here, there } = await twoTabs('members');
  await there.getByRole('button', { name: 'Remove Mina Park' }).click();
  await dialog(there).waitFor();
  await here.getByRole('button', { name: 'Remove Mina Park' }).click();
  await dialog(here).getByRole('button', { name: 'Remove' }).click();
  await dialog(there).waitFor({ state: 'hidden' });
  await lacks(there, 'members', 'Mina Park');
});
