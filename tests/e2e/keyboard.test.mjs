// The whole page by keyboard: every focused control is visible, and the focus is never lost.

import assert from 'node:assert/strict';

import { addresses, count, listed, onDemoPage, picture, server, soon, statuses, test } from './demo.mjs';

const demo = onDemoPage();

const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return {
      id: element.id,
      tag: element.tagName,
      text: (element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 80),
      visible: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
    };
  });

/** Presses Tab until the focus is at `wanted`. Every stop before it must be visible. */
async function tabTo(page, wanted, key = 'Tab') {
  for (let stops = 0; stops < 80; stops++) {
    await page.keyboard.press(key);
    const at = await focused(page);
    if (at.tag === 'BODY') continue;
    assert.ok(at.visible, `no visible focus on ${JSON.stringify(at)}`);
    if (wanted(at)) return at;
  }
  assert.fail('the Tab key never reached it');
}

test('signing in, filtering, inviting and revoking work without a mouse', async () => {
  const page = await demo.visit();
  await page.getByRole('button', { name: 'Continue as admin' }).waitFor();
  await tabTo(page, ({ id }) => id === 'as-admin');
  await page.keyboard.press('Enter');
  await listed(page);
  await soon(async () => assert.equal((await focused(page)).id, 'organization-name'));

  await tabTo(page, ({ id }) => id === 'one-address');
  await page.keyboard.type('by.keyboard@example.com');
  await page.keyboard.press('Tab');
  assert.equal((await focused(page)).id, 'one-role');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await soon(async () => assert.equal((await addresses(page))[0], 'by.keyboard@example.com'));
  assert.equal((await (await server()).invitationOf('by.keyboard@example.com')).role, 'org:admin');
  await soon(async () => assert.equal((await focused(page)).id, 'one-address'));

  await tabTo(page, ({ id }) => id === 'status-tab-all');
  await page.keyboard.press('ArrowRight');
  await soon(async () => assert.deepEqual([...new Set(await statuses(page))], ['pending']));
  assert.equal((await focused(page)).id, 'status-tab-pending');

  await tabTo(page, ({ text }) => text === 'Revoke the invitation of by.keyboard@example.com');
  await page.keyboard.press('Enter');
  await soon(async () => assert.equal((await focused(page)).id, 'confirm-cancel'));
  // The dialog traps the focus: Tab goes round the same two buttons.
  const stops = new Set();
  for (let presses = 0; presses < 6; presses++) {
    await page.keyboard.press('Tab');
    stops.add((await focused(page)).id);
  }
  stops.delete('');
  assert.deepEqual([...stops].sort(), ['confirm-cancel', 'confirm-confirm']);
  await tabTo(page, ({ id }) => id === 'confirm-confirm');
  await page.keyboard.press('Enter');
  await soon(async () => assert.ok(!(await addresses(page)).includes('by.keyboard@example.com')));
  await soon(async () => assert.equal(await count(page, 'revoked'), 6));
  assert.notEqual((await focused(page)).tag, 'BODY');
  await picture(page, 'keyboard');
});

test('the arrow keys, Home and End move between the tabs, which are one Tab stop', async () => {
  const page = await demo.open();
  await page.locator('#status-tab-all').focus();
  const visited = [];
  for (const key of ['ArrowRight', 'End', 'ArrowRight', 'ArrowLeft', 'Home']) {
    await page.keyboard.press(key);
    await listed(page);
    visited.push((await focused(page)).id.replace('status-tab-', ''));
  }
  assert.deepEqual(visited, ['pending', 'expired', 'all', 'expired', 'all']);
  assert.equal(await page.locator('#status-tabs [tabindex="0"]').count(), 1);
  await page.keyboard.press('Tab');
  assert.doesNotMatch((await focused(page)).id, /^status-tab/);
});

test('turning the pages keeps the focus', async () => {
  const page = await demo.open();
  await page.getByRole('button', { name: 'Next page' }).focus();
  for (let number = 2; number <= 4; number++) {
    await page.keyboard.press('Enter');
    await soon(async () => assert.equal(await page.locator('#pages [aria-current]').textContent(), String(number)));
    await listed(page);
    if (number < 4) assert.equal((await focused(page)).text, 'Next page');
  }
  // On the last page, "next" is no longer a button, so the focus moves to the current page.
  assert.equal((await focused(page)).text, 'Page 4');
});

test('unfolding an invitation keeps the focus on it', async () => {
  const page = await demo.open();
  const [first] = await addresses(page);
  await page.getByRole('button', { name: first, exact: true }).focus();
  await page.keyboard.press('Enter');
  assert.equal((await focused(page)).text, first);
  assert.equal(await page.locator('tr.details .facts').count(), 1);
});

test('the first Tab stop skips to the content', async () => {
  const page = await demo.visit();
  await page.getByRole('button', { name: 'Continue as admin' }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.locator('.skip').evaluate((link) => link === document.activeElement), true);
  assert.equal(await page.locator('.skip').evaluate((link) => link.getBoundingClientRect().top >= 0), true);
  await page.keyboard.press('Enter');
  await soon(async () => assert.equal((await focused(page)).id, 'content'));
});

test('switching the organization in the header opens its list, and the focus stays there', async () => {
  const page = await demo.open();
  await tabTo(page, ({ text }) => text.includes('Organization:'), 'Shift+Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('h');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Harbor Collective', level: 1 }).waitFor();
  await listed(page);
  assert.match((await focused(page)).text, /Harbor Collective/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.getByText('This account has no active organization').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Continue as admin' }).isVisible(), false);
});
