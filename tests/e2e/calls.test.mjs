// The panel of calls: it shows the calls and their requests, without secrets.

import assert from 'node:assert/strict';

import { clearRequests, emulator, fault, requests } from '../support/emulator.mjs';
import { INVITATIONS, addresses, count, onDemoPage, picture, quiet, soon, tab, test } from './demo.mjs';

const demo = onDemoPage();

const calls = (page) => page.locator('.call');
const named = (page, name) => calls(page).filter({ has: page.locator('.what', { hasText: new RegExp(`^${name}$`) }) });

async function invite(page, emailAddress) {
  await page.locator('#one-address').fill(emailAddress);
  await page.locator('#one-submit').click();
}

test('a call is shown as source, with its result, its request as the server saw it, and its time', async () => {
  const page = await demo.open();
  await clearRequests();
  await invite(page, 'new.person@example.com');
  const call = named(page, 'organization\\.inviteMember');
  await soon(async () => assert.equal(await call.locator('.outcome').textContent(), '200'));
  const source = await call.locator('.source').textContent();
  assert.equal(
    source,
    "await organization.inviteMember({\n  emailAddress: 'new.person@example.com',\n  role: 'org:member',\n})",
  );
  assert.match(
    await call.locator('.result').textContent(),
    /OrganizationInvitation .*id: 'orginv_.*status: 'pending'/s,
  );
  assert.match(await call.locator('summary .ms').first().textContent(), /^(\d+|<1) ms$/);

  const seen = (await requests()).find(({ method }) => method === 'POST');
  assert.equal(await call.locator('.request-line b').textContent(), 'POST');
  assert.equal(await call.locator('.request-line .path').textContent(), seen.path);
  const form = call.locator('details', { has: page.locator('summary', { hasText: 'Form' }) }).last();
  assert.deepEqual(await form.locator('.pairs > div').allTextContents(), [
    'email_addressnew.person@example.com',
    'roleorg:member',
  ]);
  const query = call.locator('details[data-key="0:query"]');
  await query.locator('summary').click();
  assert.deepEqual(
    await query.locator('dt').allTextContents(),
    seen.query.map(([name]) => name),
  );
  const response = call.locator('details[data-key="0:response"]');
  await response.locator('summary').click();
  // The content is filled in after the browser's `toggle` event.
  const shown = JSON.parse(await response.locator('pre code').textContent());
  assert.equal(shown.response.email_address, 'new.person@example.com');
  await picture(page, 'call');
});

test('a refused call shows the error and its codes', async () => {
  const page = await demo.open();
  await invite(page, 'nope');
  const call = named(page, 'organization\\.inviteMember');
  await soon(async () => assert.equal(await call.locator('.outcome').textContent(), '422'));
  const result = await call.locator('.result').textContent();
  assert.match(
    result,
    /^✗ ClerkAPIResponseError .*status: 422.*code: 'form_param_format_invalid'.*paramName: 'email_address'/s,
  );
});

test('a live list is shown as source with its rows, and the lists of the counts are one secondary entry with a request each', async () => {
  const page = await demo.open({ path: '/?status=pending&page=2&size=5' });
  const list = named(page, 'organization\\.invitationList');
  const counts = named(page, 'organization\\.invitationList × 4');
  await soon(async () => assert.equal(await counts.locator('.outcome').textContent(), '200'));
  assert.equal(
    await list.locator('.source').textContent(),
    "const list = organization.invitationList({\n  status: 'pending',\n  initialPage: 2,\n  pageSize: 5,\n});\nlist.subscribe(show);",
  );
  assert.match(await list.locator('.result').textContent(), /data: \[5 × OrganizationInvitation\], totalCount: 14/);
  assert.equal(await list.locator('.request').count(), 1);
  assert.match(await counts.getAttribute('class'), /aside/);
  await counts.locator('summary').first().click();
  await soon(async () => assert.equal(await counts.locator('.request').count(), 4));
});

test('the requests of lists after a change are a secondary entry, and the call keeps its one request', async () => {
  const page = await demo.open();
  await soon(async () => assert.equal(await count(page, 'pending'), 14));
  await quiet(page);
  await clearRequests();
  await invite(page, 'new.person@example.com');
  const inStep = named(page, 'GET …/invitations × 5');
  await soon(async () => assert.equal(await inStep.locator('.outcome').textContent(), '200'));
  assert.match(await inStep.getAttribute('class'), /aside/);
  await inStep.locator('summary').first().click();
  await soon(async () => assert.equal(await inStep.locator('.request').count(), 5));
  const call = named(page, 'organization\\.inviteMember');
  assert.deepEqual(await call.locator('.request-line b').allTextContents(), ['POST']);
  // The panel shows every request that the server received.
  assert.deepEqual((await requests()).map(({ method }) => method).sort(), ['GET', 'GET', 'GET', 'GET', 'GET', 'POST']);
});

test('every request of signing in and out is listed under the call that sent it', async () => {
  const page = await demo.open();
  await soon(async () => assert.equal(await count(page, 'pending'), 14));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('Signed out.').waitFor();
  await quiet(page);
  const names = await calls(page).locator('.what').allTextContents();
  assert.deepEqual(names.reverse(), [
    'clerk.load',
    'signIn.create',
    'clerk.setActive',
    'organization.invitationList',
    'organization.invitationList × 4',
    'clerk.signOut',
  ]);
  for (const call of (await calls(page).all()).slice(1)) await call.locator('summary').first().click();
  for (const call of await calls(page).all()) await soon(async () => assert.ok((await call.locator('.request').count()) > 0));
});

/** The text of a call's request lines: method, attempt and answer. */
const lines = (call) =>
  call.locator('.request').evaluateAll((requests) =>
    requests.map((request) => {
      const text = (name) => request.querySelector(name)?.textContent.trim();
      return [text('b'), text('.attempt'), text('.answer'), text('.wait')?.replace(/\d+/, 'N')];
    }),
  );

test('a retried request has a line for each attempt, with the wait between them', async () => {
  const page = await demo.open();
  await fault({ method: 'GET', path: INVITATIONS, status: 503, body: { errors: [] } });
  await tab(page, /expired/i).click();
  const call = named(page, 'organization\\.invitationList').first();
  await soon(async () => assert.equal(await call.locator('.outcome').textContent(), '200'));
  assert.deepEqual(await lines(call), [
    ['GET', undefined, '503', 'again in N ms'],
    ['GET', 'attempt 2', '200', undefined],
  ]);
  const [, waitMs] = /again in (\d+) ms/.exec(await call.locator('.wait').textContent());
  assert.ok(waitMs >= 100 && waitMs <= 200, waitMs);
  assert.match(await call.getAttribute('class'), /done/);
  await picture(page, 'call-repeated');
});

test('a request without an answer shows the reason at every attempt', async () => {
  const page = await demo.open();
  await page.route(/\/invitations\?/, (route) => route.abort('connectionreset'));
  await tab(page, /expired/i).click();
  const call = named(page, 'organization\\.invitationList').first();
  await soon(async () => assert.equal(await call.locator('.outcome').textContent(), 'network_error'), 15_000);
  assert.deepEqual(await lines(call), [
    ['GET', undefined, 'no answer', 'again in N ms'],
    ['GET', 'attempt 2', 'no answer', 'again in N ms'],
    ['GET', 'attempt 3', 'no answer', 'again in N ms'],
    ['GET', 'attempt 4', 'no answer', undefined],
  ]);
  assert.deepEqual([...new Set(await call.locator('.failure').allTextContents())], ['TypeError: Failed to fetch']);
  assert.match(await call.locator('.result').textContent(), /^✗ ClerkRuntimeError \{ code: 'network_error' \}/);
});

test('the look-up before a retry is listed under its call', async () => {
  const page = await demo.open();
  let dropped = 0;
  await page.route(/\/invitations(\?|$)/, (route) =>
    route.request().method() === 'POST' && dropped++ === 0 ? route.abort('connectionreset') : route.continue(),
  );
  await invite(page, 'lost.once@example.com');
  const call = named(page, 'organization\\.inviteMember');
  await soon(async () => assert.equal(await call.locator('.outcome').textContent(), '200'));
  assert.deepEqual(
    (await lines(call)).map(([method, , answer]) => `${method} ${answer}`),
    ['POST no answer', 'GET 200', 'POST 200'],
  );
});

test('a call without a request shows that it sent no request', async () => {
  const page = await demo.open();
  await invite(page, '');
  const call = named(page, 'organization\\.inviteMember');
  await soon(async () => assert.equal(await call.locator('.outcome').textContent(), 'invalid_params'));
  assert.equal(await call.locator('.request').count(), 0);
});

test('the panel can be cleared, and unfolded entries stay unfolded while new ones arrive', async () => {
  const page = await demo.open();
  const load = named(page, 'clerk\\.load').first();
  await load.locator('summary').first().click();
  await tab(page, /revoked/i).click();
  await soon(async () => assert.equal((await addresses(page)).length, 5));
  assert.equal(await load.locator('.source').isVisible(), true);
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.equal(await calls(page).count(), 0);
});

test('the panel never shows a password, token or dev browser', async () => {
  const page = await demo.visit();
  await page.getByLabel('E-mail address').filter({ visible: true }).fill(emulator.admin.emailAddress);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByLabel('Password', { exact: true }).fill(emulator.admin.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await soon(async () => assert.equal((await addresses(page)).length, 10));
  await quiet(page);
  // Unfold everything, because closed parts have no content yet.
  for (const selector of ['.call > details:not([open]) > summary', '.request details:not([open]) > summary']) {
    for (let left = await page.locator(selector).count(); left > 0; left--)
      await page.locator(selector).first().click();
  }
  const all = await page.locator('#calls-list').textContent();
  const [devBrowser] = (await page.context().cookies()).filter(({ name }) => name === '__clerk_db_jwt');
  assert.match(all, /last_active_token/);
  assert.match(all, /__clerk_db_jwt/);
  assert.ok(!all.includes(devBrowser.value));
  assert.ok(!all.includes(emulator.admin.password));
  assert.doesNotMatch(all, /eyJ[\w-]+\.[\w-]+\.[\w-]+/);
});
