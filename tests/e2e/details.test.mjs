// Small visual details: selection, focus frames, and hidden or cut-off text.

import assert from 'node:assert/strict';

import { fault } from '../support/emulator.mjs';
import { INVITATIONS, listed, onDemoPage, quiet, rows, test } from './demo.mjs';

const demo = onDemoPage();
const style = (locator, ...names) =>
  locator.evaluate((element, names) => names.map((name) => getComputedStyle(element)[name]), names);

test('a double click on Revoke opens the dialog and selects nothing', async () => {
  const page = await demo.open();
  await rows(page).first().getByRole('button', { name: /^Revoke/ }).dblclick();
  await page.getByRole('dialog').waitFor();
  assert.equal(await page.evaluate(() => String(getSelection())), '');
});

test('a focused heading has no frame, so it does not look like a field', async () => {
  const page = await demo.visit();
  await page.getByRole('button', { name: 'Continue as admin' }).focus();
  await page.keyboard.press('Enter');
  await listed(page);
  const heading = page.locator('#organization-name:focus-visible');
  await heading.waitFor();
  const [outline, border] = await style(heading, 'outlineColor', 'borderTopWidth');
  assert.deepEqual([outline, border], ['rgba(0, 0, 0, 0)', '0px']);
  // It is still visible.
  assert.notDeepEqual(await style(heading, 'boxShadow'), ['none']);
});

test("the organization's initial stands out from the switcher's button under the pointer", async () => {
  const page = await demo.open();
  const button = page.getByRole('button', { name: /Organization:/ });
  const initial = button.locator('.picture');
  await button.hover();
  const [background] = await style(initial, 'backgroundColor');
  assert.notEqual(background, (await style(button, 'backgroundColor'))[0]);
  assert.notEqual(background, (await style(initial, 'color'))[0]);
});

test('a line of source that is wider than the panel can be scrolled to its end', async () => {
  const page = await demo.open();
  await page.locator('#one-address').fill(`${'long'.repeat(15)}@${'far-away.'.repeat(8)}example.com`);
  await page.locator('#one-submit').click();
  const source = page.locator('.call .source').filter({ hasText: 'far-away' }).first();
  await source.waitFor();
  const scrolled = await source.evaluate((code) => {
    const box = code.closest('pre');
    box.scrollLeft = box.scrollWidth;
    const wider = box.scrollWidth - box.clientWidth;
    return { wider, left: box.scrollLeft, overflow: getComputedStyle(box).overflowX };
  });
  assert.ok(scrolled.wider > 0, JSON.stringify(scrolled));
  assert.deepEqual([scrolled.overflow, Math.round(scrolled.left)], ['auto', scrolled.wider]);
});

test('the source of a call keeps its scroll position while the call continues', async () => {
  const page = await demo.open();
  await fault({ method: 'POST', path: INVITATIONS, delayMs: 900 });
  await page.locator('#one-address').fill(`${'long'.repeat(15)}@${'far-away.'.repeat(8)}example.com`);
  await page.locator('#one-submit').click();
  const call = page.locator('.call').filter({ has: page.locator('.what', { hasText: 'inviteMember' }) });
  const source = call.locator('.source');
  await call.locator('.request-line').waitFor();
  assert.ok(await source.evaluate((box) => (box.scrollLeft = 50) && box.scrollLeft));
  assert.match(await call.getAttribute('class'), /open/);
  await call.and(page.locator('.done')).waitFor();
  assert.equal(await source.evaluate((box) => box.scrollLeft), 50);
});

test('a late second click on Invite leaves the message of the first one', async () => {
  const page = await demo.open();
  await page.locator('#one-address').fill('new.person@example.com');
  await page.locator('#one-submit').click();
  const done = page.locator('#one-done:not(:empty)');
  await done.waitFor();
  const told = await done.textContent();
  await page.waitForTimeout(250);
  // With raw mouse events, because Playwright does not click a disabled button.
  const { x, y } = await page.locator('#one-submit').boundingBox();
  await page.mouse.click(x + 5, y + 5);
  await quiet(page);
  assert.equal(await done.textContent(), told);
  assert.equal(await page.locator('#one-address-error').isVisible(), false);
});

test('a signed-in user without an organization is not asked to sign in', async () => {
  const page = await demo.open();
  await page.getByRole('button', { name: /Organization:/ }).focus();
  for (const key of ['ArrowDown', 'Home', 'Enter']) await page.keyboard.press(key);
  await page.getByText('This account has no active organization').waitFor();
  assert.equal(await page.locator('#sign-in-heading').textContent(), 'No organization yet');
});
