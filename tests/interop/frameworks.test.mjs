// The adapters for Vue and Svelte, with a page each. The page follows changes by its own user and by another page.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { compile } from 'svelte/compiler';

import { inBrowser } from '../support/browser.mjs';
import { bundle } from '../support/bundle.mjs';

const suite = inBrowser({ as: 'admin' });

/** Svelte's compiler in esbuild. */
const svelte = {
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      const { js } = compile(await readFile(path, 'utf8'), { filename: path, generate: 'client' });
      return { contents: js.code };
    });
  },
};

const PAGES = {
  Vue: () => bundle('interop/frameworks/team-page.vue.js', 'team-page-vue'),
  Svelte: () => bundle('interop/frameworks/team-page.svelte.js', 'team-page-svelte', { plugins: [svelte] }),
};

for (const [name, make] of Object.entries(PAGES)) {
  test(`${name}: shows the signed-in user, and a list that follows another page and ends with the session`, async () => {
    const page = await suite.open(await make());
    await page.getByRole('heading', { name: 'Northwind Studio' }).waitFor();
    assert.equal(await page.locator('#who').textContent(), 'Ada Ferreira org:admin org:admin true');
    await page.waitForFunction(() => document.querySelector('#total').textContent === '14');
    assert.equal(await page.locator('li').count(), 5);
    await suite.page.evaluate(async () => {
      const organization = await activeOrganization();
      await organization.inviteMember({ emailAddress: 'elsewhere@example.com', role: 'org:member' });
    });
    await page.locator('li').filter({ hasText: 'elsewhere@example.com' }).waitFor();
    await page.waitForFunction(() => document.querySelector('#total').textContent === '15');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Signed out').waitFor();
    await page.close();
  });

  test(`${name}: a new name of the organization shows, though its object stays the same`, async () => {
    const page = await suite.open(await make());
    await page.getByRole('heading', { name: 'Northwind Studio' }).waitFor();
    await suite.page.evaluate(async () => (await activeOrganization()).update({ name: 'Southwind' }));
    await page.getByRole('heading', { name: 'Southwind' }).waitFor();
  });

  test(`${name}: a session with a task left is signed out`, async () => {
    await suite.context.route(/\/v1\/client\?/, async (route) => {
      const answer = await route.fetch();
      const json = await answer.json();
      for (const session of json.response?.sessions ?? []) session.status = 'pending';
      await route.fulfill({ response: answer, json });
    });
    const page = await suite.open(await make());
    await page.getByText('Signed out').waitFor();
  });
}

test('Vue: getToken called before load() is done waits for it, and passes its options on', async () => {
  const page = await suite.open(await PAGES.Vue());
  const early = await page.evaluate(async () => (await getToken()).split('.').length);
  assert.equal(early, 3);
  const refused = await page.evaluate(() => getToken({ template: 'none' }).catch((error) => error.status));
  assert.equal(refused, 404);
});
