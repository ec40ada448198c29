// Every area of the page at the widths of a laptop, a tablet and a phone, light and dark: no text is cut off, no word breaks,
// nothing scrolls sideways. The artefacts include a screenshot of each.

import assert from 'node:assert/strict';

import { outbox } from '../support/emulator.mjs';
import { listed, loaded, onDemoPage, picture, quiet, server, soon, test } from './demo.mjs';
import { textTroubles } from './inspection.js';

const demo = onDemoPage();
const WIDTHS = [1280, 1024, 390];

/** Fills the areas that start empty: a request to join, and two domains, one with a long name. */
async function fill() {
  const truth = await server();
  await truth.post('/domains', { name: 'a-long-name-of-a-domain.subsidiaries.example.com' });
  await truth.post('/invitations', { email_address: 'invited@example.com', role: 'org:member' });
}

async function inspect(page, name, colorScheme) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const [scrolls, troubles] = [
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      await page.evaluate(textTroubles),
    ];
    await picture(page, `${name}-${width}-${colorScheme}`);
    assert.equal(scrolls, 0, `${name} at ${width}`);
    assert.deepEqual(troubles, [], `${name} at ${width}`);
  }
}

for (const colorScheme of ['light', 'dark']) {
  test(`in every area no text is cut off and no word breaks at ${WIDTHS.join(', ')} pixels, ${colorScheme}`, async () => {
    await fill();
    const page = await demo.visit({ colorScheme });
    await inspect(page, 'area-sign-in', colorScheme);
    await page.getByRole('button', { name: 'Continue as admin' }).click();
    await listed(page);
    await quiet(page);
    await inspect(page, 'area-invitations', colorScheme);
    for (const area of ['members', 'requests', 'domains', 'settings']) {
      await page.setViewportSize({ width: WIDTHS[0], height: 900 });
      await page.locator(`#tab-${area}`).click();
      if (area !== 'settings') await loaded(page, area);
      await inspect(page, `area-${area}`, colorScheme);
    }

    const { link } = (await outbox()).findLast(({ to }) => to === 'invited@example.com');
    const invited = await demo.visit({ path: `/?__clerk_ticket=${new URL(link).searchParams.get('ticket')}`, colorScheme });
    await invited.locator('#invited-fields input').first().waitFor();
    await inspect(invited, 'area-invited', colorScheme);
  });
}

test('the selected tab is visible on a phone, also when the page opens at its URL', async () => {
  const context = await demo.profile({ viewport: { width: 390, height: 844 } });
  const first = await demo.open({ context });
  const isInSight = (page) =>
    page.evaluate(() => {
      const [tab, tabs] = [document.querySelector('#tab-settings'), document.querySelector('#area-tabs')];
      const [inner, outer] = [tab.getBoundingClientRect(), tabs.getBoundingClientRect()];
      return tab.getAttribute('aria-selected') === 'true' && inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
    });
  await first.locator('#tab-members').focus();
  await first.keyboard.press('End');
  await soon(async () => assert.ok(await isInSight(first)));
  const page = await demo.visit({ context, path: '/?tab=settings' });
  await page.locator('#area-settings').waitFor();
  await soon(async () => assert.ok(await isInSight(page)));
});

test('the check finds a text that is cut off and a word that breaks', async () => {
  const page = await demo.visit();
  const planted = await page.evaluate(() => {
    const add = (text, style) => {
      const element = document.createElement('p');
      element.textContent = text;
      Object.assign(element.style, style);
      document.body.prepend(element);
    };
    add('a text that is longer than its box', { width: '60px', overflow: 'hidden', whiteSpace: 'nowrap' });
    add('unbreakableunbreakable', { width: '60px', wordBreak: 'break-all' });
  });
  assert.equal(planted, undefined);
  const troubles = await page.evaluate(textTroubles);
  assert.equal(troubles.filter((trouble) => trouble.startsWith('cut off: a text')).length, 1, `${troubles}`);
  assert.equal(troubles.filter((trouble) => trouble.startsWith('breaks: unbreakable')).length, 1, `${troubles}`);
});
