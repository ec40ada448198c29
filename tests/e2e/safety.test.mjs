// Hostile data: markup from any source is shown as text and never runs.

import assert from 'node:assert/strict';

import { fault } from '../support/emulator.mjs';
import { INVITATIONS, listed, onDemoPage, picture, row, rows, soon, tab, test } from './demo.mjs';

const demo = onDemoPage();

const MARKUP = '<img src=x onerror="globalThis.ran = true"><script>globalThis.ran = true</script>';

const hostile = {
  object: 'organization_invitation',
  id: `orginv_"><svg onload="globalThis.ran = true">`,
  email_address: `${MARKUP}@example.com`,
  role: MARKUP,
  role_name: MARKUP,
  organization_id: 'org_x',
  status: MARKUP,
  public_metadata: { [MARKUP]: MARKUP },
  url: 'javascript:globalThis.ran=true',
  expires_at: 1,
  created_at: Date.now(),
  updated_at: Date.now(),
};

async function harmless(page) {
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  assert.equal(await page.locator('body :is(img:not(#logo-preview), svg, iframe, object)').count(), 0);
  assert.equal(await page.locator('body script').count(), 0);
  assert.equal(await page.locator('a[href^="javascript:"]').count(), 0);
}

test('markup in an invitation is shown as it is written', async () => {
  const page = await demo.open();
  await fault({
    method: 'GET',
    path: INVITATIONS,
    body: { response: { data: [hostile], total_count: 1 }, client: null },
  });
  await tab(page, /pending/i).click();
  await soon(async () => assert.equal(await rows(page).count(), 1));
  const hostileRow = rows(page).first();
  assert.equal(await hostileRow.locator('.unfold .text').textContent(), hostile.email_address);
  assert.equal(await hostileRow.locator('.role').textContent(), MARKUP);
  assert.equal(await hostileRow.locator('.status').textContent(), MARKUP);
  await hostileRow.locator('.unfold').click();
  const facts = await page.locator('tr.details').first().textContent();
  assert.ok(facts.includes('javascript:globalThis.ran=true'));
  assert.ok(facts.includes('onload='));
  // The invitation's role is now in the list of roles.
  assert.ok((await page.locator('#one-role').textContent()).includes(MARKUP));
  await page.locator('.call').first().locator('details[data-key="0:response"] > summary').click();
  await soon(async () => assert.ok((await page.locator('.call').allTextContents()).join('').includes('onerror=')));
  await picture(page, 'markup-is-text');
  await harmless(page);
});

test('markup in an error of the server is shown as it is written', async () => {
  const page = await demo.open();
  const error = { code: MARKUP, message: MARKUP, long_message: MARKUP, meta: { param_name: 'email_address"]<b>' } };
  await fault({ method: 'POST', path: INVITATIONS, status: 422, body: { errors: [error] } });
  await page.locator('#one-address').fill(`${MARKUP}@example.com`);
  await page.locator('#one-submit').click();
  const problem = page.locator('#invite-one [data-error-for=""]');
  await problem.waitFor();
  assert.ok((await problem.textContent()).includes(MARKUP));
  await harmless(page);
});

test('typed markup is sent, refused and shown as text', async () => {
  const page = await demo.open();
  await page.locator('#one-role').selectOption('other');
  await page.getByLabel('Key of the other role').filter({ visible: true }).fill(MARKUP);
  await page.locator('#one-address').fill('somebody@example.com');
  await page.locator('#one-submit').click();
  await page.locator('#one-role-error').waitFor();
  assert.ok((await page.locator('#one-role-error').textContent()).includes(MARKUP));
  await page.getByRole('tab', { name: 'Many' }).click();
  await page.locator('#many-addresses').fill(`${MARKUP}\nok@example.com`);
  assert.ok((await page.locator('#many-preview').textContent()).includes('<img'));
  await page.locator('#many-submit').click();
  await row(page, 'ok@example.com').waitFor();
  await harmless(page);
});

test('the policy of the page blocks injected scripts, handlers and markup', async () => {
  const page = await demo.open();
  await listed(page);
  const refused = await page.evaluate(async () => {
    let violations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      violations.push(effectiveDirective),
    );
    const add = (name, properties) => {
      const element = Object.assign(document.createElement(name), properties);
      document.body.append(element);
      return element;
    };
    const attempts = {
      markup: () => (document.body.innerHTML += '<p>markup</p>'),
      script: () => add('script', { text: 'globalThis.ran = true' }),
      handler: () => {
        const button = add('button', {});
        button.setAttribute('onclick', 'globalThis.ran = true');
        button.click();
      },
      image: () => add('img', { src: 'https://elsewhere.invalid/x.png' }),
    };
    const refused = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      violations = [];
      try {
        attempt();
      } catch {
        // The violation is reported as well.
      }
      await new Promise((wake) => setTimeout(wake, 200));
      refused[name] = violations;
    }
    return refused;
  });
  const [types, image] = ['require-trusted-types-for', 'img-src'];
  for (const name of ['markup', 'script']) assert.ok(refused[name].includes(types), JSON.stringify(refused));
  assert.ok(refused.handler.some((directive) => /^script-src/.test(directive) || directive === types), JSON.stringify(refused));
  assert.ok(refused.image.includes(image), JSON.stringify(refused));
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  // This test broke the policy on purpose.
  demo.troubles.length = 0;
});
