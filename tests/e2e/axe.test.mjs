// axe-core on every area of the demo, on the SDK's components and on the emulator's pages, in both colour schemes.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { emulator, outbox } from '../support/emulator.mjs';
import { loaded, onDemoPage, server, test } from './demo.mjs';

const demo = onDemoPage();
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The serious and critical violations that axe-core finds, with their elements. */
async function troubles(page) {
  const evaluated = await page.context().newCDPSession(page);
  // Through the debugger, because the page's policy blocks foreign scripts.
  await evaluated.send('Runtime.evaluate', { expression: AXE });
  const { violations } = await page.evaluate(() => axe.run(document));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing serious in any area of the demo, ${colorScheme}`, async () => {
    const page = await demo.visit({ colorScheme, reducedMotion: 'reduce' });
    assert.deepEqual(await troubles(page), [], 'sign-in');
    await page.getByRole('button', { name: 'Continue as admin' }).click();
    await page.locator('#list-rows tr[data-invitation]').first().waitFor();
    assert.deepEqual(await troubles(page), [], 'invitations');
    await page.locator('#list-rows .unfold').first().click();
    for (const area of ['members', 'requests', 'domains', 'settings']) {
      await page.locator(`#tab-${area}`).click();
      if (area !== 'settings') await loaded(page, area);
      assert.deepEqual(await troubles(page), [], area);
    }
    await page.locator('#tab-members').click();
    await page.getByRole('button', { name: /^Remove/ }).first().click();
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await troubles(page), [], 'dialog');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.locator('#switcher button').first().click();
    assert.deepEqual(await troubles(page), [], 'organization switcher');
  });

  test(`axe finds nothing serious on the invited person’s page and the emulator’s pages, ${colorScheme}`, async () => {
    const truth = await server();
    await truth.post('/invitations', { email_address: 'axe@example.com', role: 'org:member' });
    const { link } = (await outbox()).findLast(({ to }) => to === 'axe@example.com');
    const path = `/?__clerk_ticket=${new URL(link).searchParams.get('ticket')}`;
    const invited = await demo.visit({ path, colorScheme });
    await invited.locator('#invited-fields input').first().waitFor();
    assert.deepEqual(await troubles(invited), [], 'invited');
    const linkPath = new URL(link).pathname + new URL(link).search;
    // If another user is signed in, the portal shows a button to sign out instead of the form.
    const other = await demo.visit({ path: '/__emulator/portal/sign-in', colorScheme });
    await other.getByLabel('E-mail address').fill(emulator.member.emailAddress);
    await other.getByLabel('Password').fill(emulator.member.password);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.waitForURL((url) => !url.pathname.startsWith('/__emulator'));
    for (const [page, text] of [['/__emulator/portal/user', 'Signed in as'], [linkPath, 'Sign out and continue']]) {
      await other.goto(emulator.url + page);
      await other.getByText(text).first().waitFor();
      assert.deepEqual(await troubles(other), [], page.split('?')[0]);
    }
    assert.equal(await other.locator('input:not([type="hidden"])').count(), 0);
    const coded = await demo.visit({ path: '/__emulator/portal/sign-in', colorScheme });
    await coded.getByLabel('E-mail address').fill(emulator.member.emailAddress);
    await coded.getByRole('button', { name: 'E-mail me a code' }).click();
    await coded.getByLabel('Code').waitFor();
    assert.deepEqual(await troubles(coded), [], 'code');
    for (const page of ['/__emulator/portal/sign-in', '/__emulator/portal/sign-up', '/__emulator/outbox', linkPath]) {
      const opened = await demo.visit({ path: page, colorScheme });
      assert.deepEqual(await troubles(opened), [], `${emulator.url}${page.split('?')[0]}`);
    }
  });
}

test('axe finds violations that the test plants', async () => {
  const page = await demo.visit();
  await page.evaluate(() => {
    const picture = document.createElement('img');
    picture.id = 'planted';
    document.body.append(picture);
  });
  assert.deepEqual(await troubles(page), ['image-alt: #planted']);
});
