// The emulator's own pages in Chromium, used like a person uses them: outbox, account portal, and pages for invalid
// links. None of them runs scripts from data.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { createClerkClient } from '@clerk/backend';

import { inBrowser } from '../support/browser.mjs';
import { emulator, outbox } from '../support/emulator.mjs';
import { load } from './clerk-js.mjs';

const suite = inBrowser({ path: '/bare' });
const { organizationId, secretKey, url: apiUrl } = emulator;
const { organizations, users } = createClerkClient({ secretKey, apiUrl, telemetry: { disabled: true } });
const PASSWORD = 'a long enough password';
const ATTACK = `"'><script>window.ran = 1</script><img src=x onerror="window.ran = 1">`;

const invite = (emailAddress, params) =>
  organizations.createOrganizationInvitation({ organizationId, emailAddress, role: 'org:viewer', ...params });

/** Opens one of the emulator's pages. */
async function visit(path) {
  await suite.page.goto(apiUrl + path);
  return suite.page;
}

/** The signed-in user that the official client has at the URL to which the portal redirects. */
async function signedInAt(url) {
  const page = await suite.open(`/clerk-js${new URL(url).search}`);
  await load(page, 'theirs');
  const seen = await page.evaluate(() => [
    clerk.user.primaryEmailAddress.emailAddress,
    clerk.organization?.name,
    location.search,
  ]);
  await page.close();
  return seen;
}

/** Saves screenshots of a page in both colour schemes. */
async function picture(page, name) {
  if (!process.env.CLERK_ARTEFACTS) return;
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await writeFile(
      join(process.env.CLERK_ARTEFACTS, `${name}-${colorScheme}.png`),
      await page.screenshot({ fullPage: true }),
    );
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Checks accessibility: a language, a title, one `h1`, and a name for every control. */
async function expectAccessible(page) {
  const seen = await page.evaluate(() => {
    const named = (control) =>
      control.labels?.length || control.getAttribute('aria-label') || control.textContent.trim();
    const controls = [...document.querySelectorAll('input:not([type=hidden]), button, a')];
    const luminance = (color) => {
      const [r, g, b] = color
        .match(/[\d.]+/g)
        .map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element) => {
      for (let place = element; place; place = place.parentElement) {
        const color = getComputedStyle(place).backgroundColor;
        if (!/rgba\(.*, 0\)|transparent/.test(color)) return color;
      }
      return 'rgb(255, 255, 255)';
    };
    const contrast = (element) => {
      const [light, dark] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort(
        (a, b) => b - a,
      );
      return (light + 0.05) / (dark + 0.05);
    };
    const texts = [...document.querySelectorAll('h1, h2, p, label, button, a, dt, dd, li')].filter((element) =>
      element.textContent.trim(),
    );
    return {
      lang: document.documentElement.lang,
      title: document.title.length > 0,
      headings: document.querySelectorAll('h1').length > 0,
      unnamed: controls.filter((control) => !named(control)).map((control) => control.outerHTML),
      faint: texts.filter((element) => contrast(element) < 4.5).map((element) => element.textContent),
      wide: document.documentElement.scrollWidth > window.innerWidth,
    };
  });
  assert.deepEqual(seen, { lang: 'en', title: true, headings: true, unnamed: [], faint: [], wide: false });
}

async function expectAccessibleInBothSchemes(page) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await expectAccessible(page);
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: null });
}

test('an invited newcomer opens the link of the mail in the outbox and signs up on the page', async () => {
  const invitation = await invite('new@example.com', { publicMetadata: { team: 'design' } });
  const page = await visit('/__emulator/outbox');
  await expectAccessibleInBothSchemes(page);
  await picture(page, 'outbox');
  const opened = suite.context.waitForEvent('page');
  await page.frameLocator('iframe').getByRole('link', { name: 'Accept invitation' }).click();
  const portal = await opened;
  await portal.waitForLoadState();
  assert.equal(new URL(portal.url()).pathname, '/__emulator/portal/sign-up');
  await expectAccessibleInBothSchemes(portal);
  await picture(portal, 'portal-sign-up');
  assert.equal(await portal.getByLabel('E-mail address').inputValue(), 'new@example.com');
  await portal.getByLabel('First name').fill('New');
  await portal.getByLabel('Password').fill(PASSWORD);
  await portal.getByRole('button', { name: 'Sign up' }).click();
  await portal.waitForURL((url) => url.pathname === '/');
  assert.deepEqual(await signedInAt(portal.url()), ['new@example.com', 'Northwind Studio', '']);
  const { status } = await organizations.getOrganizationInvitation({ organizationId, invitationId: invitation.id });
  assert.equal(status, 'accepted');
  await portal.goto(`${apiUrl}/__emulator/portal/user`);
  assert.match(await portal.textContent('main'), /Northwind Studio \(Viewer\)/);
  await expectAccessible(portal);
});

test('an invited user signs in on the page with password, code or the link alone', async () => {
  for (const [number, way] of ['Sign in', 'E-mail me a code', 'Continue with the invitation link'].entries()) {
    const address = `known${number}@example.com`;
    await users.createUser({ emailAddress: [address], password: PASSWORD });
    await invite(address);
    const page = await suite.page.context().browser().newPage();
    await page.goto((await outbox()).at(-1).link);
    assert.equal(await page.getByLabel('E-mail address').inputValue(), address);
    if (number === 0) {
      await expectAccessibleInBothSchemes(page);
      await picture(page, 'portal-sign-in');
      await page.getByLabel('Password').fill('wrong password');
      await page.getByRole('button', { name: way }).click();
      assert.match(await page.getByRole('alert').textContent(), /Password is incorrect/);
      await page.getByLabel('Password').fill(PASSWORD);
    }
    await page.getByRole('button', { name: way }).click();
    if (number === 1) {
      await expectAccessibleInBothSchemes(page);
      await page.getByLabel('Code').fill((await outbox()).at(-1).code);
      await page.getByRole('button', { name: 'Continue' }).click();
    }
    await page.waitForURL((url) => url.pathname === '/');
    assert.deepEqual(await signedInAt(page.url()), [address, 'Northwind Studio', '']);
    await page.close();
  }
});

test('the portal redirects back to the application that the user came from', async () => {
  const target = `${suite.site.url}/clerk-js?from=portal`;
  const page = await visit(`/__emulator/portal/sign-in?redirect_url=${encodeURIComponent(target)}`);
  await page.getByLabel('E-mail address').fill(emulator.member.emailAddress);
  await page.getByLabel('Password').fill(emulator.member.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.origin === suite.site.url);
  await load(page, 'theirs');
  const seen = await page.evaluate(() => [clerk.user.id, location.search]);
  assert.deepEqual(
    seen,
    [emulator.member.userId, '?from=portal'],
    'clerk-js has taken the dev browser from the address',
  );
});

test('markup and scripts in data never run on a page', async () => {
  await users.createUser({ emailAddress: ['known@example.com'], password: PASSWORD, firstName: ATTACK });
  const admin = await users.updateUser(emulator.admin.userId, { firstName: ATTACK, lastName: ATTACK });
  await organizations.updateOrganization(organizationId, { name: `" onload="window.ran = 1` });
  const invitation = await invite('known@example.com', {
    inviterUserId: admin.id,
    publicMetadata: { a: ATTACK },
    redirectUrl: `http://localhost/?a=${ATTACK}`,
  });
  await invite("o'{}`&lt=@example.com");
  const ticket = new URL(invitation.url).searchParams.get('ticket');
  const attacked = [
    '/__emulator/outbox',
    `/v1/tickets/accept?ticket=${encodeURIComponent(ATTACK)}`,
    `/__emulator/portal/sign-in?__clerk_ticket=${ticket}`,
    `/__emulator/portal/sign-in?redirect_url=${encodeURIComponent(`http://localhost/${ATTACK}`)}`,
    `/__emulator/portal/sign-in?redirect_url=${encodeURIComponent('javascript:window.ran=1')}`,
    `/__emulator/portal/sign-up?__clerk_ticket=${encodeURIComponent(ATTACK)}`,
    `/__emulator/portal/sign-in/code?attempt=${encodeURIComponent(ATTACK)}`,
    `/__emulator/portal/${encodeURIComponent(ATTACK)}`,
  ];
  for (const path of attacked) {
    const page = await visit(path);
    for (const frame of page.frames()) {
      assert.equal(await frame.evaluate(() => window.ran), undefined, path);
      assert.equal(await frame.evaluate(() => document.querySelectorAll('script, img').length), 0, path);
    }
  }
  const page = await visit('/__emulator/portal/sign-in');
  await page.getByLabel('E-mail address').fill('known@example.com');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await visit('/__emulator/portal/user');
  assert.equal(await suite.page.evaluate(() => window.ran), undefined);
  assert.match(await suite.page.textContent('h1'), /<script>/);
});

test('an invalid link shows an accessible page with the reason', async () => {
  const page = await visit('/v1/tickets/accept?ticket=forged');
  await expectAccessibleInBothSchemes(page);
  await picture(page, 'dead-link');
});
