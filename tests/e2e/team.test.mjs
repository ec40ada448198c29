// The other areas of the team page: members, requests to join, domains, settings.

import assert from 'node:assert/strict';

import { emulator, fault, outbox } from '../support/emulator.mjs';
import { entries, figure, loaded, newcomer, onDemoPage, picture, server, soon, test } from './demo.mjs';

const demo = onDemoPage();
const area = (page, name) => page.locator('#area-tabs').getByRole('tab', { name });
const dialog = (page) => page.getByRole('dialog');
const names = (page, list) => entries(page, list).locator('.name').allTextContents();

/** A red square of 2 by 2 pixels. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==',
  'base64',
);

async function openArea(name, options = {}) {
  const page = await demo.visit({ path: `/?tab=${name}`, ...options });
  await page.getByRole('button', { name: `Continue as ${options.as ?? 'admin'}` }).click();
  await page.locator(`#area-${name}`).waitFor();
  if (name !== 'settings') await loaded(page, name);
  return page;
}

test('the members and their roles match the server, and a search by name finds one', async () => {
  const members = await (await server()).rows('/memberships?limit=50');
  const page = await openArea('members');
  const expected = members.map(({ public_user_data: person }) => `${person.first_name} ${person.last_name}`);
  assert.deepEqual(await names(page, 'members'), expected);
  assert.deepEqual(
    await entries(page, 'members').locator('select.as').evaluateAll((all) => all.map(({ value }) => value)),
    members.map(({ role }) => role),
  );
  await picture(page, 'members');
  await page.locator('#members-search').fill('leila');
  await soon(async () => assert.deepEqual(await names(page, 'members'), ['Leila Farahani']));
  await page.locator('#members-search').fill('nobody at all');
  await page.getByText('Nobody here is called “nobody at all”.').waitFor();
});

test('a changed role is stored by the server, and a refusal restores the old role and shows the reason', async () => {
  const truth = await server();
  const page = await openArea('members');
  const role = page.getByLabel('Role of Leila Farahani');
  await role.selectOption('org:admin');
  await soon(async () => {
    const [leila] = (await truth.rows('/memberships?limit=50')).filter(({ public_user_data: one }) => one.first_name === 'Leila');
    assert.equal(leila.role, 'org:admin');
  });
  await soon(async () => assert.match(await page.locator('#announcer').textContent(), /Leila Farahani is Admin now/));
  await fault({ method: 'PATCH', path: '/memberships/', status: 403, body: { errors: [{ code: 'no_way', message: 'No way.' }] } });
  await role.selectOption('org:member');
  await page.locator('#area-members > section > .problem').filter({ hasText: 'no_way' }).waitFor();
  await soon(async () => assert.equal(await page.getByLabel('Role of Leila Farahani').inputValue(), 'org:admin'));
});

test('a member is removed after a confirmation, and the focus is not lost', async () => {
  const truth = await server();
  const page = await openArea('members');
  await page.getByRole('button', { name: 'Remove Mina Park' }).click();
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await names(page, 'members')).includes('Mina Park'), true);
  await page.getByRole('button', { name: 'Remove Mina Park' }).click();
  await dialog(page).getByRole('button', { name: 'Remove' }).click();
  await soon(async () => assert.equal((await names(page, 'members')).includes('Mina Park'), false));
  // The row disappears before the server answers.
  await soon(async () => {
    const left = (await truth.rows('/memberships?limit=50')).map(({ public_user_data: one }) => one.first_name);
    assert.equal(left.includes('Mina'), false);
  });
  await soon(async () => assert.equal(await figure(page, 'members'), '7'));
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.id), 'members-list-heading'));
});

test('a domain is added, verified by a mailed code and set to suggestions, and its users request to join', async () => {
  const page = await openArea('domains');
  await page.locator('#domain-name').fill('northwind.example');
  await page.getByRole('button', { name: 'Add' }).click();
  await soon(async () => assert.deepEqual(await names(page, 'domains'), ['northwind.example']));
  await page.getByLabel('Your address at northwind.example').fill('ada@northwind.example');
  await page.getByRole('button', { name: 'Send a code' }).click();
  const field = page.getByLabel('Code from the mail to ada@northwind.example');
  await field.waitFor();
  await field.fill('000000');
  await page.getByRole('button', { name: 'Verify' }).click();
  const refused = page.locator('.verification .problem').filter({ hasText: /incorrect/i });
  await refused.waitFor();
  // The next list has a new number of attempts, which renders the form again.
  const fetched = page.waitForResponse(/\/domains\?/);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await fetched;
  await loaded(page, 'domains');
  assert.equal(await refused.count(), 1);
  await picture(page, 'domains');
  const code = (await outbox()).findLast((mail) => mail.code).code;
  await page.getByLabel('Code from the mail').fill(code);
  await page.getByRole('button', { name: 'Verify' }).click();
  await entries(page, 'domains').getByText('Verified', { exact: true }).waitFor();
  await page.getByLabel('How people of northwind.example join').selectOption('automatic_suggestion');
  await soon(async () => assert.match(await page.locator('#announcer').textContent(), /May ask to join/));

  const zoe = await newcomer('zoe@northwind.example');
  const me = '/v1/me';
  const [suggestion] = await zoe.rows('/organization_suggestions', me);
  await zoe.post(`/organization_suggestions/${suggestion.id}/accept`, {}, me);
  await area(page, 'Requests').click();
  await loaded(page, 'requests');
  assert.deepEqual(await names(page, 'requests'), ['Zoe Newcomer']);
  await picture(page, 'requests');
  await page.getByRole('button', { name: 'Accept the request of Zoe Newcomer' }).click();
  await page.getByText('No requests to join.').waitFor();
  await area(page, 'Members').click();
  await soon(async () => assert.ok((await names(page, 'members')).includes('Zoe Newcomer')));

  await area(page, 'Domains').click();
  await page.getByRole('button', { name: 'Delete northwind.example' }).click();
  await dialog(page).getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No domain yet.').waitFor();
  assert.deepEqual(await (await server()).rows('/domains'), []);
});

test('name and slug are saved and shown at once, and a taken slug is refused at its field', async () => {
  const page = await openArea('settings');
  await page.locator('#profile-name').fill('Southwind Studio');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('#profile-done').filter({ hasText: 'Saved.' }).waitFor();
  await soon(async () => assert.equal(await page.locator('#organization-name').textContent(), 'Southwind Studio'));
  assert.equal((await (await server()).organization()).name, 'Southwind Studio');
  const others = await (await server()).rows('/organization_memberships', '/v1/me');
  const taken = others.map(({ organization }) => organization).find(({ id }) => id !== emulator.organizationId).slug;
  await page.locator('#profile-slug').fill(taken);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('#profile-slug-error').waitFor();
  assert.equal(await page.locator('#profile-slug').getAttribute('aria-invalid'), 'true');
});

test('a logo is previewed, uploaded and removed', async () => {
  const page = await openArea('settings');
  const before = await page.locator('#logo-preview').getAttribute('src');
  await page.locator('#logo-file').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: PNG });
  await soon(async () => assert.match(await page.locator('#logo-preview').getAttribute('src'), /^blob:/));
  await page.getByRole('button', { name: 'Upload' }).click();
  await page.getByRole('button', { name: 'Remove the logo' }).waitFor();
  const organization = await (await server()).organization();
  assert.equal(organization.has_image, true);
  assert.equal(await page.locator('#logo-preview').getAttribute('src'), organization.image_url);
  await soon(async () => assert.equal(await page.locator('#monogram img').getAttribute('src'), organization.image_url));
  await picture(page, 'settings');
  await page.getByRole('button', { name: 'Remove the logo' }).click();
  await soon(async () => assert.equal((await (await server()).organization()).has_image, false));
  await soon(async () => assert.equal(await page.locator('#monogram img').count(), 0));
  assert.notEqual(before, null);
});

test('an organization is deleted after a confirmation, and the page continues without it', async () => {
  const page = await openArea('settings');
  await page.getByRole('button', { name: 'Delete this organization' }).click();
  await dialog(page).getByRole('button', { name: 'Delete it' }).click();
  await page.getByRole('heading', { name: 'No organization yet' }).waitFor();
  const left = await (await server()).rows('/organization_memberships', '/v1/me');
  assert.equal(left.some(({ organization }) => organization.id === emulator.organizationId), false);
});

test('a member leaves after a confirmation', async () => {
  const page = await openArea('settings', { as: 'member' });
  assert.equal(await page.getByRole('button', { name: 'Delete this organization' }).isVisible(), false);
  await page.getByRole('button', { name: 'Leave this organization' }).click();
  await dialog(page).getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('heading', { name: 'No organization yet' }).waitFor();
  const left = await (await server(emulator.member)).rows('/organization_memberships', '/v1/me');
  assert.equal(left.some(({ organization }) => organization.id === emulator.organizationId), false);
});

test('a member without permissions sees the members without controls', async () => {
  const page = await openArea('members', { as: 'member' });
  assert.ok((await names(page, 'members')).length > 1);
  assert.equal(await entries(page, 'members').locator('select, button').count(), 0);
});

test('each area has its own URL, survives a reload, and an unknown area shows the invitations', async () => {
  const page = await openArea('members');
  await area(page, 'Domains').click();
  assert.equal(new URL(page.url()).searchParams.get('tab'), 'domains');
  await page.reload();
  await page.locator('#area-domains').waitFor();
  assert.equal(await area(page, 'Domains').getAttribute('aria-selected'), 'true');
  await area(page, 'Invitations').click();
  assert.equal(new URL(page.url()).search, '');
  await page.goto(`${emulator.url}/?tab=nonsense`);
  await page.locator('#area-invitations').waitFor();
});

test('a failed list shows its code, and its rows after another try', async () => {
  const page = await openArea('domains');
  await fault({ method: 'GET', path: '/memberships$', status: 500, body: { errors: [{ code: 'broken', message: 'Broken.' }] } });
  await area(page, 'Members').click();
  await page.locator('#members-list [role="alert"]').filter({ hasText: 'broken' }).waitFor();
  await page.locator('#members-list').getByRole('button', { name: 'Try again' }).click();
  await soon(async () => assert.equal((await names(page, 'members')).length, 8));
});

/** The path of this page that the link in an invitation's mail opens. */
async function invitationPath(emailAddress) {
  const mail = (await outbox()).findLast(({ to, link }) => to === emailAddress && link);
  return `/?__clerk_ticket=${new URL(mail.link).searchParams.get('ticket')}`;
}

async function invite(page, emailAddress) {
  await page.locator('#one-address').fill(emailAddress);
  await page.locator('#one-submit').click();
  await page.locator('#one-done:not(:empty)').waitFor();
}

test('a new person opens the link, fills in the form, and is a member', async () => {
  const admin = await demo.open();
  await invite(admin, 'newcomer@example.com');
  const page = await demo.visit({ path: await invitationPath('newcomer@example.com') });
  const missing = page.locator('#invited-fields input');
  await missing.first().waitFor();
  await picture(page, 'invited');
  for (const input of await missing.all()) {
    await input.fill((await input.getAttribute('type')) === 'password' ? 'a-long-password-1' : 'Noor');
  }
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('heading', { name: 'Northwind Studio' }).waitFor();
  assert.equal(new URL(page.url()).search, '');
  const members = await (await server()).rows('/memberships?limit=50');
  assert.ok(members.some(({ public_user_data: person }) => person.identifier === 'newcomer@example.com'));
});

test('if another user is signed in, the page names them and can continue as the invited person', async () => {
  const zoe = { emailAddress: 'zoe@northwind.example', password: 'a-long-password-1' };
  await newcomer(zoe.emailAddress);
  const context = await demo.profile();
  const page = await demo.open({ context });
  await invite(page, zoe.emailAddress);
  const link = await demo.visit({ context, path: await invitationPath(zoe.emailAddress) });
  await link.locator('#invited-text').filter({ hasText: 'You are signed in as ada.ferreira@example.com.' }).waitFor();
  const pending = async () => (await (await server()).invitationOf(zoe.emailAddress)).status;
  assert.equal(await pending(), 'pending');
  await link.getByRole('button', { name: 'Sign out and continue' }).click();
  await link.getByRole('heading', { name: 'Northwind Studio' }).waitFor();
  assert.equal(await pending(), 'accepted');
});

test('a revoked link shows that it was revoked, and the page can be used without it', async () => {
  const page = await demo.open();
  await invite(page, 'late@example.com');
  const truth = await server();
  await truth.revoke((await truth.invitationOf('late@example.com')).id);
  const link = await demo.visit({ path: await invitationPath('late@example.com') });
  await link.locator('#invited .problem').filter({ hasText: 'revoked' }).waitFor();
  assert.equal(await link.getByRole('button', { name: 'Try again' }).isVisible(), false);
  await link.getByRole('button', { name: 'Not now' }).click();
  await link.getByRole('button', { name: 'Continue as admin' }).waitFor();
});

test('an unfolded pending invitation shows the link of its mail', async () => {
  const page = await demo.open();
  await invite(page, 'mailed@example.com');
  await page.locator('#list-rows .unfold').first().click();
  const link = page.getByRole('link', { name: 'Open the link as mailed@example.com' });
  await link.waitFor();
  assert.equal(new URL(await link.getAttribute('href')).search, (await invitationPath('mailed@example.com')).slice(1));
});
