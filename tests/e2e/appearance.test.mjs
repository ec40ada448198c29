// The page's appearance (narrow screens, both colour schemes, contrast), and its names and roles for screen readers.

import assert from 'node:assert/strict';

import { change, fault } from '../support/emulator.mjs';
import { INVITATIONS, count, listed, onDemoPage, picture, quiet, rows, server, soon, test } from './demo.mjs';
import { contrastTroubles, structureTroubles } from './inspection.js';

const demo = onDemoPage();
// A request that invites; requests for the list have a `limit`.
const INVITING = /\/invitations(\?(?!.*limit=)|$)/;

/** Shows each view of the page in turn. */
async function* views(options) {
  await change({ frontend_duplicate_invitation: 'refuse' });
  const [pending] = await (await server()).invitations('pending');
  const page = await demo.visit(options);
  await page.getByRole('button', { name: 'Continue as admin' }).waitFor();
  yield ['sign-in', page];
  // The panel shows the second attempt.
  await fault({ method: 'GET', path: INVITATIONS, status: 503, body: { errors: [] } });
  await page.getByRole('button', { name: 'Continue as admin' }).click();
  await listed(page);
  await soon(async () => assert.equal(await count(page, 'revoked'), 5));
  yield ['list', page];
  let answer;
  const answered = new Promise((resolve) => (answer = resolve));
  await page.route(INVITING, (route) => answered.then(() => route.continue()));
  await page.locator('#one-address').fill('on.its.way@example.com');
  await page.locator('#one-submit').click();
  await page.locator('#list-rows .provisional').scrollIntoViewIfNeeded();
  yield ['on-its-way', page];
  answer();
  await page.locator('#one-done:not(:empty)').waitFor();
  await page.unroute(INVITING);
  await rows(page).first().locator('.unfold').click();
  await page.locator('#one-address').fill('nobody');
  await page.locator('#one-submit').click();
  await page.locator('#one-address-error').waitFor();
  yield ['error', page];
  await page.getByRole('tab', { name: 'Many' }).click();
  const long = `${'long'.repeat(15)}@${'far-away.'.repeat(8)}example.com`;
  await page
    .locator('#many-addresses')
    .fill([pending.email_address, long, 'ok@example.com', 'nonsense'.repeat(9)].join('\n'));
  await page.locator('#many-submit').click();
  await soon(async () => assert.equal(await page.locator('#many-results .invited').count(), 2));
  await quiet(page);
  await page.evaluate(() => scrollTo(0, 0));
  yield ['many', page];
  const toggle = page.locator('#calls-toggle');
  if ((await toggle.evaluate((button) => getComputedStyle(button).pointerEvents)) !== 'none') {
    await toggle.click();
    yield ['calls', page];
    await toggle.click();
  }
  await rows(page)
    .first()
    .getByRole('button', { name: /^Revoke/ })
    .click();
  await page.getByRole('dialog').waitFor();
  yield ['dialog', page];
}

for (const [width, colorScheme] of [
  [360, 'light'],
  [360, 'dark'],
  [320, 'light'],
]) {
  test(`nothing scrolls sideways at ${width} pixels, ${colorScheme}`, async () => {
    for await (const [name, page] of views({
      viewport: { width, height: 720 },
      isMobile: true,
      hasTouch: true,
      colorScheme,
    })) {
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.deepEqual(widths, [width, width], name);
      await picture(page, `phone-${width}-${colorScheme}-${name}`);
    }
  });
}

for (const colorScheme of ['light', 'dark']) {
  test(`every text can be read and every control has a name, ${colorScheme}`, async () => {
    for await (const [name, page] of views({ colorScheme, reducedMotion: 'reduce' })) {
      assert.deepEqual(await page.evaluate(contrastTroubles), [], name);
      assert.deepEqual(await page.evaluate(structureTroubles), [], name);
      await picture(page, `${colorScheme}-${name}`);
    }
  });
}

test('the page is dark or light as the system prefers', async () => {
  const background = async (colorScheme) => {
    const page = await demo.visit({ colorScheme });
    return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  };
  const brightness = (color) =>
    color
      .match(/[\d.]+/g)
      .slice(0, 3)
      .reduce((sum, part) => sum + Number(part), 0) / 3;
  assert.ok(brightness(await background('light')) > 200);
  assert.ok(brightness(await background('dark')) < 60);
});

test('no address breaks within a word, and the seeded addresses fit on one line', async () => {
  const page = await demo.open();
  const long = 'maximiliane.von-der-hohenstrasse+invitations@marketing.example.com';
  await page.locator('#one-address').fill(long);
  await page.locator('#one-submit').click();
  await page.locator('#one-done:not(:empty)').waitFor();
  for (const width of [1280, 1024, 390]) {
    await page.setViewportSize({ width, height: 900 });
    const lines = await page.locator('#list-rows .unfold .text').evaluateAll((texts) =>
      texts.map((text) => {
        const linesOf = (node) => {
          const range = document.createRange();
          range.selectNodeContents(node);
          return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
        };
        const words = [...text.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
        return { address: text.textContent, lines: linesOf(text), broken: words.filter((word) => linesOf(word) > 1).length };
      }),
    );
    assert.ok(lines.some(({ address }) => address === long));
    for (const { address, lines: count, broken } of lines) {
      assert.equal(broken, 0, `${address} at ${width}`);
      if (address !== long) assert.equal(count, 1, `${address} at ${width}`);
    }
  }
});

test('on a phone the list is a table for screen readers', async () => {
  const page = await demo.open({ viewport: { width: 360, height: 720 } });
  const tree = await page.locator('#list-rows').ariaSnapshot();
  assert.match(tree, /- table "Invitations":/);
  assert.match(tree, /- columnheader "E-mail address"/);
  assert.match(tree, /- row .*:\n\s+- cell /);
});

test('the page names itself an unofficial demo', async () => {
  const page = await demo.visit();
  assert.match(await page.locator('header').textContent(), /Unofficial demo on a local emulator/);
  assert.match(await page.locator('footer').textContent(), /Not affiliated with Clerk/);
});
