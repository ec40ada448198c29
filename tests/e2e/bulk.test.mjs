// Inviting many: the preview before any request, the requests, and the result of each address.

import assert from 'node:assert/strict';

import { change, clearFaults, clearRequests, fault, requests } from '../support/emulator.mjs';
import { ALWAYS, BULK, count, figure, onDemoPage, picture, quiet, server, soon, test } from './demo.mjs';

const demo = onDemoPage();

const text = (page) => page.locator('#many-addresses');
const made = (number, name = 'guest') => Array.from({ length: number }, (_, at) => `${name}.${at + 1}@example.com`);

async function opened(options) {
  const page = await demo.open(options);
  await page.getByRole('tab', { name: 'Many' }).click();
  return page;
}

async function sendAll(page, addresses) {
  await text(page).fill(addresses.join('\n'));
  await clearRequests();
  await page.locator('#many-submit').click();
  await finished(page);
}

/** Waits until every address has an outcome. */
const finished = (page) =>
  soon(async () => {
    assert.equal(await page.locator('#many-submit').getAttribute('aria-disabled'), 'false');
    assert.equal(await page.locator('#many-results .waiting').count(), 0);
  }, 20_000);

/** The number of addresses in each request that reached the server. */
async function parts() {
  const bulk = (await requests()).filter(({ path }) => path.endsWith('/invitations/bulk'));
  return bulk.map(({ body }) => new URLSearchParams(body).getAll('email_address').length);
}

/** `{ address: state }`, as the results show it. */
const outcomes = async (page) =>
  Object.fromEntries(
    await page
      .locator('#many-results li')
      .evaluateAll((items) => items.map(({ dataset }) => [dataset.address, dataset.state])),
  );

test('the addresses and mistakes of a pasted list show before any request', async () => {
  const page = await opened();
  await clearRequests();
  await text(page).fill(
    ' ada@example.com,ADA@example.com ; Grace <grace@example.com>\nnot-one\n\n joe@localhost\talan@example.com ',
  );
  await soon(async () =>
    assert.match(
      await page.locator('#many-preview').textContent(),
      /3 valid.*2 lines not understood.*1 repeated.*not-one.*joe@localhost/,
    ),
  );
  assert.equal(await page.locator('#many-submit').textContent(), 'Invite 3');
  assert.deepEqual(await requests(), []);
});

test('addresses go out ten at a time, and each has its result', async () => {
  const page = await opened();
  const guests = made(23);
  await sendAll(page, guests);
  assert.deepEqual(await parts(), [10, 10, 3]);
  assert.deepEqual(await outcomes(page), Object.fromEntries(guests.map((guest) => [guest, 'invited'])));
  const progress = page.locator('#many-progress');
  assert.deepEqual([await progress.getAttribute('value'), await progress.getAttribute('max')], ['23', '23']);
  assert.equal(await page.locator('#many-progress-text').textContent(), '23 of 23 · 23 invited');
  assert.equal(await text(page).inputValue(), '');
  await soon(async () => assert.equal(await count(page, 'pending'), 14 + 23));
  assert.equal(await figure(page, 'pending'), '37');
  const known = new Set((await (await server()).invitations('pending')).map(({ email_address: address }) => address));
  assert.deepEqual(
    guests.filter((guest) => !known.has(guest)),
    [],
  );
});

test('the progress grows with each part', async () => {
  const page = await opened();
  await fault({ method: 'POST', path: BULK, delayMs: 900, times: 2 });
  await text(page).fill(made(20).join(', '));
  await page.locator('#many-submit').click();
  await soon(async () => assert.equal(await page.locator('#many-progress').getAttribute('value'), '10'));
  assert.equal(await page.locator('#many-results .waiting').count(), 20);
  await picture(page, 'bulk-progress');
  await finished(page);
  assert.equal(await page.locator('#many-results .invited').count(), 20);
});

test('while parts are sent, the numbers on the page never go back and forth', async () => {
  const page = await opened();
  await soon(async () => assert.equal(await count(page, 'pending'), 14));
  await page.evaluate(() => {
    globalThis.seen = [];
    const look = () => {
      const places = ['#status-tab-all .count', '#status-tab-pending .count', '#count-pending dd', '#pages .range'];
      const now = places.map((place) => /\d+$/.exec(document.querySelector(place)?.textContent)?.[0]).join(' ');
      if (seen.at(-1) !== now) seen.push(now);
    };
    new MutationObserver(look).observe(document.getElementById('workspace'), { childList: true, subtree: true });
  });
  // The server applies each request well before the page gets the answer.
  await page.route(/\/invitations\/bulk/, async (route) => {
    const response = await route.fetch();
    await new Promise((wake) => setTimeout(wake, 200));
    await route.fulfill({ response });
  });
  await sendAll(page, made(28));
  await quiet(page);
  const seen = (await page.evaluate(() => globalThis.seen)).map((numbers) => numbers.split(' ').map(Number));
  assert.deepEqual(seen.at(-1), [31 + 28, 14 + 28, 14 + 28, 31 + 28]);
  seen.slice(1).forEach((numbers, at) => {
    const isLower = numbers.some((number, place) => number < seen[at][place]);
    assert.ok(!isLower, `${seen[at]}, then ${numbers}`);
  });
});

test('a text that is not an address is never sent, is reported, and stays in the field', async () => {
  const page = await opened();
  await sendAll(page, ['first@example.com', 'nonsense', 'second@example.com']);
  assert.deepEqual(await parts(), [2]);
  assert.deepEqual(await outcomes(page), {
    'first@example.com': 'invited',
    'second@example.com': 'invited',
    nonsense: 'invalid',
  });
  assert.equal(await text(page).inputValue(), 'nonsense');
});

test('only the addresses that the server names are refused, and the rest of their part is invited', async () => {
  await change({ frontend_duplicate_invitation: 'refuse' });
  const [first, second] = await (await server()).invitations('pending');
  const page = await opened();
  const guests = made(5);
  await sendAll(page, [guests[0], first.email_address, ...guests.slice(1), second.email_address]);
  assert.deepEqual(await outcomes(page), {
    ...Object.fromEntries(guests.map((guest) => [guest, 'invited'])),
    [first.email_address]: 'already_invited',
    [second.email_address]: 'already_invited',
  });
  const refused = page.locator('#many-results .refused').first();
  assert.match(await refused.textContent(), /organization_invitation_not_unique/);
  assert.deepEqual(await parts(), [7, 6, 5]);
  await picture(page, 'bulk-refused');
});

test('a bad address that the server does not name is found, and only that address is refused', async () => {
  const [member] = await (await server()).invitations('accepted');
  const page = await opened();
  const guests = made(12);
  await sendAll(page, [...guests.slice(0, 6), member.email_address, ...guests.slice(6)]);
  assert.deepEqual(await outcomes(page), {
    ...Object.fromEntries(guests.map((guest) => [guest, 'invited'])),
    [member.email_address]: 'already_member',
  });
  assert.match(await page.locator('#many-results .refused').textContent(), /already_a_member_in_organization/);
});

test('an unreachable server ends the call, and the remaining addresses stay in the field and can be sent later', async () => {
  const page = await opened();
  const guests = made(25);
  await fault({ method: 'POST', path: BULK, delayMs: 1 }, { method: 'POST', path: BULK, drop: true, times: ALWAYS });
  await page.evaluate(() => {
    const real = globalThis.setTimeout;
    globalThis.setTimeout = (run, ms, ...rest) => real(run, ms > 100 && ms < 20_000 ? 20 : ms, ...rest);
  });
  await sendAll(page, guests);
  const all = await outcomes(page);
  const of = (state) => guests.filter((guest) => all[guest] === state);
  assert.deepEqual(of('invited'), guests.slice(0, 10));
  assert.deepEqual(of('not_attempted'), guests.slice(10));
  assert.match(await page.locator('#invite-many [data-error-for=""]').textContent(), /network_error/);
  assert.equal(await text(page).inputValue(), guests.slice(10).join('\n'));

  await clearFaults();
  await page.locator('#many-submit').click();
  await finished(page);
  assert.deepEqual(await outcomes(page), Object.fromEntries(guests.slice(10).map((guest) => [guest, 'invited'])));
});

test('a lost answer leaves the outcome of its part unknown, and sending again finds the invitations', async () => {
  const page = await opened();
  const guests = made(12);
  // The server applies the first part, but neither its answer nor the list reaches the page.
  const isLost = (request) => request.method() === 'POST' && request.postData().includes('guest.1%40');
  await page.route(/\/invitations\/bulk/, async (route) => {
    if (!isLost(route.request())) return route.continue();
    await route.fetch();
    await fault({ method: 'GET', path: '/invitations$', status: 403, body: { errors: [{ code: 'no', message: 'No.' }] }, times: 1 });
    await route.abort();
  });
  await sendAll(page, guests);
  await page.unroute(/\/invitations\/bulk/);
  const all = await outcomes(page);
  assert.deepEqual(new Set(guests.slice(0, 10).map((guest) => all[guest])), new Set(['outcome_unknown']));
  assert.deepEqual(guests.slice(10).map((guest) => all[guest]), ['invited', 'invited']);
  const first = page.locator('#many-results .unclear').first();
  assert.match(await first.textContent(), /outcome_unknown.*looked up first/);
  assert.equal(await text(page).inputValue(), guests.slice(0, 10).join('\n'));

  await clearRequests();
  await page.locator('#many-submit').click();
  await finished(page);
  assert.deepEqual(await outcomes(page), Object.fromEntries(guests.slice(0, 10).map((guest) => [guest, 'already_invited'])));
  assert.deepEqual(await parts(), []);
  assert.equal(await text(page).inputValue(), '');
});

test('a refusal that applies to every part ends the call, and all addresses stay in the field', async () => {
  const page = await opened({ as: 'member' });
  const guests = made(12);
  await sendAll(page, guests);
  assert.deepEqual(await parts(), [10]);
  const states = Object.values(await outcomes(page));
  assert.deepEqual(states, [...Array(10).fill('refused'), ...Array(2).fill('not_attempted')]);
  assert.match(await page.locator('#invite-many [data-error-for=""]').textContent(), /missing_organization_permission/);
  assert.equal(await text(page).inputValue(), guests.join('\n'));
});

test('a role that does not exist is refused at the role', async () => {
  const page = await opened();
  await page.locator('#many-role').selectOption('other');
  await page.getByLabel('Key of the other role').filter({ visible: true }).fill('org:nobody');
  await sendAll(page, made(2));
  assert.match(await page.locator('#many-role-error').textContent(), /org:nobody.*resource_not_found/);
});

test('Stop ends the call at once: the outcome of the pending part is unknown, the others are not sent, and all addresses stay in the field', async () => {
  const page = await opened();
  const guests = made(30);
  await fault({ method: 'POST', path: BULK, delayMs: 3000 });
  await text(page).fill(guests.join('\n'));
  await clearRequests();
  const started = page.waitForRequest(/\/invitations\/bulk/);
  await page.locator('#many-submit').click();
  await started;
  await page.getByRole('button', { name: 'Stop' }).click();
  await finished(page);
  assert.ok((await parts()).length <= 1);
  const states = Object.values(await outcomes(page));
  assert.deepEqual(states, [...Array(10).fill('outcome_unknown'), ...Array(20).fill('not_attempted')]);
  assert.equal(await text(page).inputValue(), guests.join('\n'));
});

test('an empty field is refused by the SDK at the field', async () => {
  const page = await opened();
  await clearRequests();
  await page.locator('#many-submit').click();
  await page.locator('#many-address-error').waitFor();
  assert.match(await page.locator('#many-address-error').textContent(), /The list of addresses.*invalid_params/);
  assert.deepEqual(await requests(), []);
});
