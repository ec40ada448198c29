// The page in Chromium, with one emulator per worker. Every test starts from the seed, which has 14 pending
// invitations.

import { expect, test } from './test.js';

const SEEDED = 14;
const entries = (page) => page.locator('#invitations li');

async function open(page) {
  await page.goto('/');
  await expect(page.locator('#invitations')).toHaveAttribute('aria-busy', 'false');
}

async function invite(page, emailAddress) {
  await page.getByLabel('E-mail address').fill(emailAddress);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
}

test('a visitor is signed out', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading')).toHaveText('Signed out');
});

test("an admin sees the seed's invitations", async ({ page, signIn }) => {
  await signIn();
  await open(page);
  await expect(entries(page)).toHaveCount(SEEDED);
});

// Three tests invite the same address: workers share no data, and neither do tests in one worker.
for (const time of ['first', 'second', 'third']) {
  test(`an invited person gets a mail, for the ${time} time`, async ({ page, signIn, outbox, emulator }) => {
    await signIn();
    await open(page);
    await invite(page, 'ada@example.com');
    await expect(entries(page)).toHaveCount(SEEDED + 1);
    const mails = await outbox.list({ to: 'ada@example.com', wait: 5000 });
    expect(mails).toHaveLength(1);
    expect(mails[0].link).toContain(emulator.url);
  });
}

test('a revoked invitation leaves the list', async ({ page, signIn }) => {
  await signIn();
  await open(page);
  await entries(page).first().getByRole('button').click();
  await expect(entries(page)).toHaveCount(SEEDED - 1);
});

test('invitations expire after their thirty days', async ({ page, signIn, clock }) => {
  await clock.advance(31 * 86_400_000);
  await signIn();
  await open(page);
  await expect(entries(page)).toHaveCount(0);
});

test('a refused invitation shows the reason', async ({ page, signIn, faults }) => {
  await signIn();
  await open(page);
  const error = { code: 'quota', message: 'Too many', long_message: 'Too many invitations today.' };
  await faults.add({ method: 'POST', path: '/invitations$', status: 422, body: { errors: [error] } });
  await invite(page, 'ada@example.com');
  await expect(page.getByRole('alert')).toHaveText('Too many invitations today.');
});

test('a connection that closes is shown as a failure', async ({ page, signIn, faults }) => {
  await signIn();
  await open(page);
  await faults.add({ method: 'POST', path: '/invitations$', drop: true, times: 99 });
  await invite(page, 'ada@example.com');
  await expect(page.getByRole('alert')).not.toBeEmpty();
  await expect(entries(page)).toHaveCount(SEEDED);
});

test('a member cannot invite', async ({ page, signIn, emulator, outbox }) => {
  await signIn(emulator.member);
  await page.goto('/');
  await expect(page.getByRole('heading')).not.toHaveText('Signed out');
  await invite(page, 'ada@example.com');
  await expect(page.getByRole('alert')).not.toBeEmpty();
  expect(await outbox.list()).toEqual([]);
});

test('signing in on an open page shows after a reload, also a second user after the first', async ({ page, signIn, emulator, context }) => {
  await page.goto('/');
  await expect(page.getByRole('heading')).toHaveText('Signed out');
  await context.addCookies([{ name: 'theme', value: 'dark', url: page.url() }]);
  for (const person of [emulator.admin, emulator.member, emulator.admin]) {
    await signIn(person);
    await page.reload();
    await expect(page.locator('#person')).toHaveText(person.emailAddress);
  }
  expect((await context.cookies()).filter(({ name }) => name === 'theme')).toHaveLength(1);
});
