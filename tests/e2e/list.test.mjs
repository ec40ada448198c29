// The list: filters, pages, dates and loading states.

import assert from 'node:assert/strict';

import { fault } from '../support/emulator.mjs';
import {
  INVITATIONS,
  addresses,
  count,
  figure,
  listed,
  onDemoPage,
  picture,
  quiet,
  row,
  rows,
  server,
  soon,
  statuses,
  tab,
  test,
} from './demo.mjs';

const demo = onDemoPage();
const STATUSES = ['pending', 'accepted', 'revoked', 'expired'];
const emails = (invitations) => invitations.map((invitation) => invitation.email_address);

test('one click opens the organization of the admin, with its counts and the newest invitations', async () => {
  const truth = await server();
  const organization = await truth.organization();
  const all = await truth.invitations();
  const page = await demo.open();
  assert.equal(
    await page.getByRole('heading', { level: 1 }).filter({ visible: true }).textContent(),
    organization.name,
  );
  assert.equal(await figure(page, 'members'), String(organization.members_count));
  assert.equal(await figure(page, 'pending'), String(organization.pending_invitations_count));
  assert.equal(await figure(page, 'seats'), 'No limit');
  assert.deepEqual(await addresses(page), emails(all.slice(0, 10)));
  await soon(async () =>
    assert.equal(await count(page, 'expired'), all.filter(({ status }) => status === 'expired').length),
  );
  await picture(page, 'list');
});

test('each tab shows the invitations of its status and how many there are', async () => {
  const truth = await server();
  const page = await demo.open();
  for (const status of STATUSES) {
    const expected = await truth.invitations(status);
    await tab(page, new RegExp(status, 'i')).click();
    await soon(async () => assert.deepEqual(await addresses(page), emails(expected.slice(0, 10))));
    assert.deepEqual([...new Set(await statuses(page))], [status]);
    assert.equal(await count(page, status), expected.length);
    assert.match(await page.locator('#pages .range').textContent(), new RegExp(`of ${expected.length}$`));
  }
  await tab(page, /all/i).click();
  await soon(async () => assert.equal(await count(page, 'all'), (await truth.invitations()).length));
});

test('the pages together are the whole list, and the last page has no next one', async () => {
  const all = emails(await (await server()).invitations());
  const page = await demo.open();
  const seen = [...(await addresses(page))];
  for (let number = 2; number <= Math.ceil(all.length / 10); number++) {
    await page.getByRole('button', { name: 'Next page' }).click();
    await soon(async () => assert.equal(await page.locator('#pages [aria-current]').textContent(), String(number)));
    await listed(page);
    seen.push(...(await addresses(page)));
  }
  assert.deepEqual(seen, all);
  assert.equal(await page.getByRole('button', { name: 'Next page' }).isDisabled(), true);
  await page.getByRole('button', { name: 'Page 2' }).click();
  await soon(async () => assert.deepEqual(await addresses(page), all.slice(10, 20)));
});

test('a new page size applies at once and starts at the first page', async () => {
  const all = emails(await (await server()).invitations());
  const page = await demo.open();
  await page.getByRole('button', { name: 'Page 3' }).click();
  await soon(async () => assert.deepEqual(await addresses(page), all.slice(20, 30)));
  await page.getByLabel('Per page').selectOption('25');
  await soon(async () => assert.deepEqual(await addresses(page), all.slice(0, 25)));
  assert.equal(await page.locator('#pages .range').textContent(), `1–25 of ${all.length}`);
});

test('a reload shows the same part of the list', async () => {
  const page = await demo.open();
  await tab(page, /pending/i).click();
  await page.getByLabel('Per page').selectOption('5');
  await soon(async () => assert.equal(await rows(page).count(), 5));
  await page.getByRole('button', { name: 'Page 2' }).click();
  await soon(async () => assert.equal(await page.locator('#pages [aria-current]').textContent(), '2'));
  await listed(page);
  const before = await addresses(page);
  await page.reload();
  await soon(async () => assert.deepEqual(await addresses(page), before));
  assert.equal(await tab(page, /pending/i).getAttribute('aria-selected'), 'true');
});

test('invalid list params in the URL show the first page', async () => {
  const page = await demo.open({ path: '/?status=none&page=-3&size=0.5' });
  assert.equal(await rows(page).count(), 10);
  assert.equal(await page.locator('#pages [aria-current]').textContent(), '1');
});

test('a page that no longer exists is replaced by the last page', async () => {
  const all = emails(await (await server()).invitations());
  const page = await demo.open({ path: '/?page=99' });
  await soon(async () => assert.deepEqual(await addresses(page), all.slice(30)));
});

test('times are shown relative and exact, and are machine-readable', async () => {
  const [newest] = await (await server()).invitations('pending');
  const page = await demo.open();
  const invited = row(page, newest.email_address).locator('.created time');
  const expires = row(page, newest.email_address).locator('.expires time');
  assert.equal(Date.parse(await invited.getAttribute('datetime')), newest.created_at);
  assert.equal(Date.parse(await expires.getAttribute('datetime')), newest.expires_at);
  assert.match(await invited.textContent(), /^1 hour ago .*\d{4}/);
  assert.match(await expires.textContent(), /^in 30 days .*\d{4}/);
});

test('an invitation unfolds to its details', async () => {
  const invitation = (await (await server()).invitations()).find(
    ({ public_metadata: metadata }) => Object.keys(metadata).length,
  );
  const page = await demo.open();
  const unfold = row(page, invitation.email_address).locator('.unfold');
  await unfold.click();
  assert.equal(await unfold.getAttribute('aria-expanded'), 'true');
  const facts = await page.locator(`#details-${invitation.id}`).innerText();
  assert.match(facts, new RegExp(invitation.id));
  for (const [name, value] of Object.entries(invitation.public_metadata))
    assert.match(facts, new RegExp(`"${name}": "${value}"`));
  await unfold.click();
  assert.equal(await page.locator(`#details-${invitation.id}`).isVisible(), false);
});

test('a status without invitations shows an empty list', async () => {
  const page = await demo.open();
  await fault({ method: 'GET', path: INVITATIONS, body: { response: { data: [], total_count: 0 }, client: null } });
  await tab(page, /revoked/i).click();
  await page.getByText('No revoked invitations.').waitFor();
  assert.equal(await rows(page).count(), 0);
  assert.equal(await page.locator('#pages .range').textContent(), '0–0 of 0');
});

test('while a list is being fetched, the panel is busy and shows a skeleton', async () => {
  const page = await demo.open();
  await fault({ method: 'GET', path: INVITATIONS, delayMs: 1500 });
  await tab(page, /expired/i).click();
  await page.locator('.skeleton').first().waitFor();
  assert.equal(await page.locator('#list-panel').getAttribute('aria-busy'), 'true');
  await picture(page, 'loading');
  await listed(page);
  assert.equal(await page.locator('.skeleton').count(), 0);
  assert.deepEqual([...new Set(await statuses(page))], ['expired']);
});

test('a late answer does not replace the rows of a later request', async () => {
  const page = await demo.open();
  await fault({ method: 'GET', path: INVITATIONS, delayMs: 1000 });
  await tab(page, /revoked/i).click();
  await tab(page, /accepted/i).click();
  await soon(async () => assert.deepEqual([...new Set(await statuses(page))], ['accepted']));
  await quiet(page);
  assert.deepEqual([...new Set(await statuses(page))], ['accepted']);
});
