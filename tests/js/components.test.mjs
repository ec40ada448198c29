// The components on a page with a strict security policy: keyboard, errors, both colour schemes, a narrow screen, and
// unmounting.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { contrastTroubles } from '../e2e/inspection.js';
import { inBrowser } from '../support/browser.mjs';
import { change, clearRequests, createUser, emulator, fault, outbox, requests, sent } from '../support/emulator.mjs';

const ARTEFACTS = process.env.CLERK_ARTEFACTS ?? 'target/artefacts';
const suite = inBrowser({ path: '/components' });

/** Mounts a component in the page's `#here`. A violation of the page's policy fails the test. */
async function mounted(name, props = {}, page = suite.page) {
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) suite.pageErrors.push(message.text());
  });
  await page.evaluate(
    async ([name, props]) => {
      globalThis.here = document.getElementById('here');
      globalThis.clerk ??= await loadedClerk();
      clerk[`mount${name}`](here, props);
    },
    [name, props],
  );
  await page.locator('#here :is(h2, .trigger)').first().waitFor({ state: 'attached' });
  return page;
}

/** The accessible name of the focused element. */
const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot) element = element.shadowRoot.activeElement;
    return (element?.querySelector('.name') ?? element?.labels?.[0] ?? element)?.textContent.trim();
  });

const soon = async (assertion) => {
  for (const end = Date.now() + 8000; ; ) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }
};
const focusIs = (page, name) => soon(async () => assert.equal(await focused(page), name));

async function identify(page, address = emulator.admin.emailAddress) {
  await page.getByLabel('E-mail address').fill(address);
  await page.getByRole('button', { name: 'Continue' }).click();
}
const signedIn = (page) => page.getByText(`You are signed in as ${emulator.admin.emailAddress}.`).waitFor();
const lastCode = async () => (await outbox()).at(-1).code;
const trigger = (page) => page.getByRole('button', { name: /^Organization: / });
const choices = (page) => page.getByRole('menu').locator('.name').allTextContents();

test('the sign-in form accepts a password, makes the session active, and keeps the focus visible', async () => {
  const page = await mounted('SignIn');
  assert.equal(await page.evaluate(() => document.activeElement === document.body), true, 'mounting does not move the focus');
  const form = page.getByRole('form', { name: 'Sign in' });
  assert.equal(await form.getByLabel('E-mail address').getAttribute('autocomplete'), 'username');
  await identify(page);
  await focusIs(page, 'Password');
  const password = page.getByLabel('Password', { exact: true });
  assert.deepEqual([await password.getAttribute('type'), await password.getAttribute('autocomplete')], ['password', 'current-password']);
  assert.equal(await page.locator('input[autocomplete="username"]').inputValue(), emulator.admin.emailAddress);
  await password.fill(emulator.admin.password);
  await page.keyboard.press('Enter');
  await signedIn(page);
  assert.equal(await focused(page), 'Signed in');
  assert.equal(await page.evaluate(() => clerk.user?.id), emulator.admin.userId);
});

test('errors show at their field, which gets the focus, and disappear with the next try', async () => {
  const page = await mounted('SignIn');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Enter your e-mail address.').waitFor();
  await identify(page, 'nobody@example.com');
  const field = page.getByLabel('E-mail address');
  await page.locator('#identifier-problem span').waitFor();
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.equal(await field.getAttribute('aria-describedby'), 'identifier-problem');
  assert.equal(await page.getByRole('alert').filter({ hasText: /./ }).count(), 1);
  await focusIs(page, 'E-mail address');
  await identify(page);
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.keyboard.press('Enter');
  await page.locator('#password-problem span').waitFor();
  await focusIs(page, 'Password');
  await page.getByLabel('Password', { exact: true }).fill(emulator.admin.password);
  await page.keyboard.press('Enter');
  await signedIn(page);
});

test('a password is sent as it was typed, with the spaces around it', async () => {
  const person = await createUser('spaces@example.com', ' a long enough password 7 ');
  const page = await mounted('SignIn');
  await identify(page, ` ${person.emailAddress} `);
  await page.getByLabel('Password', { exact: true }).fill(' a long enough password 7 ');
  await page.keyboard.press('Enter');
  await page.getByText(`You are signed in as ${person.emailAddress}.`).waitFor();
});

test('an error that belongs to no field is shown at the top, and the form can be sent again', async () => {
  const page = await mounted('SignIn');
  await fault({ path: '/sign_ins$', drop: true, times: 9 });
  await identify(page);
  await page.locator('[data-problem=""] span').waitFor();
  assert.doesNotMatch(await page.locator('[data-problem=""]').textContent(), /code=|Clerk:/);
  await page.evaluate(() => fetch(`${emulator.url}/__emulator/faults`, { method: 'DELETE' }));
  await identify(page);
  await page.getByLabel('Password', { exact: true }).waitFor();
});

test('if setActive fails, the next try repeats it without a second sign-in', async () => {
  const page = await mounted('SignIn');
  await identify(page);
  await fault({ path: '/touch$', status: 422, body: { errors: [{ code: 'x', message: 'x', long_message: 'Later.' }] } });
  await page.getByLabel('Password', { exact: true }).fill(emulator.admin.password);
  await page.keyboard.press('Enter');
  await page.getByText('Later.').waitFor();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await signedIn(page);
  assert.equal((await sent()).filter((line) => line.includes('attempt_first_factor')).length, 1);
});

test('a waiting form shows that it waits and sends nothing twice', async () => {
  const page = await mounted('SignIn');
  await fault({ path: '/sign_ins$', delayMs: 1500, after: true });
  await identify(page);
  await page.locator('form[aria-busy="true"]').waitFor();
  const button = page.getByRole('button', { name: 'Continue' });
  assert.equal(await button.getAttribute('aria-disabled'), 'true');
  assert.equal(await page.locator('[data-status]').textContent(), 'Please wait …');
  await page.getByLabel('E-mail address').press('Enter');
  await page.getByLabel('Password', { exact: true }).waitFor();
  assert.equal((await sent()).filter((line) => line === 'POST /v1/client/sign_ins').length, 1);
});

test('a mailed code instead of the password: a wrong code, a new code after the wait, and back to the password', async () => {
  await suite.page.clock.install();
  await suite.page.reload();
  const page = await mounted('SignIn');
  await identify(page);
  await page.getByRole('button', { name: 'Use a code instead' }).click();
  await focusIs(page, 'Code');
  const code = page.getByLabel('Code', { exact: true });
  assert.equal(await code.getAttribute('autocomplete'), 'one-time-code');
  assert.equal((await outbox()).length, 1);
  await page.getByRole('button', { name: 'Use password' }).click();
  await focusIs(page, 'Password');
  await page.getByRole('button', { name: 'Use a code instead' }).click();
  await focusIs(page, 'Code');

  const resend = page.getByRole('button', { name: /^Resend code/ });
  assert.match(await resend.textContent(), /\(\d+ s\)/);
  const before = (await outbox()).length;
  await resend.click({ force: true });
  await page.clock.runFor(31_000);
  await soon(async () => assert.equal(await resend.textContent(), 'Resend code'));
  assert.equal((await outbox()).length, before);
  await resend.click();
  await page.getByText('A new code was sent to').waitFor();
  assert.equal((await outbox()).length, before + 1);
  assert.match(await resend.textContent(), /\(\d+ s\)/);

  await code.fill(String((Number(await lastCode()) + 1) % 1_000_000).padStart(6, '0'));
  await page.keyboard.press('Enter');
  await page.locator('#code-problem span').waitFor();
  await code.fill(await lastCode());
  await page.keyboard.press('Enter');
  await signedIn(page);
});

test('after signing in, the page navigates to an http(s) or relative URL, and to no other', async () => {
  for (const [props, path] of [
    [{ forceRedirectUrl: 'javascript:document.title="gone"', fallbackRedirectUrl: '/bare?a', afterSignInUrl: '/?b' }, '/bare?a'],
    [{ afterSignInUrl: 'data:text/html,x' }, '/components'],
  ]) {
    const page = await mounted('SignIn', { ...props, initialValues: { emailAddress: emulator.admin.emailAddress } }, await suite.open('/components'));
    assert.equal(await page.getByLabel('E-mail address').inputValue(), emulator.admin.emailAddress);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Password', { exact: true }).fill(emulator.admin.password);
    await page.keyboard.press('Enter');
    if (path === '/components') await signedIn(page);
    else await page.waitForURL(`**${path}`);
    assert.equal(page.url(), suite.site.url + path);
    await suite.context.clearCookies();
  }
});

test('an unmounted component is gone, and its pending steps are not run', async () => {
  const page = await mounted('SignIn');
  await identify(page);
  await page.getByLabel('Password', { exact: true }).fill(emulator.admin.password);
  await fault({ path: '/attempt_first_factor$', delayMs: 1000 });
  await Promise.all([page.waitForRequest(/attempt_first_factor/), page.keyboard.press('Enter')]);
  await page.evaluate(() => clerk.unmountSignIn(here));
  await soon(async () => assert.equal(await page.evaluate(() => here.childElementCount), 0));
  await page.waitForTimeout(1500);
  assert.equal(await page.evaluate(() => clerk.session), null);
  assert.ok(!(await sent()).some((line) => line.includes('/touch')));
  // Mounting again or twice shows the component once.
  await mounted('SignIn');
  await mounted('SignIn');
  await soon(async () => assert.equal(await page.evaluate(() => here.childElementCount), 1));
});

test('a sign-in form uses the session if the user has signed in in another tab', async () => {
  const page = await mounted('SignIn');
  const other = await suite.open('/components');
  await other.evaluate(async (identifier) => {
    const clerk = await loadedClerk();
    const { createdSessionId } = await clerk.client.signIn.create({ strategy: 'password', ...identifier });
    await clerk.setActive({ session: createdSessionId });
  }, { identifier: emulator.admin.emailAddress, password: emulator.admin.password });
  await identify(page);
  await signedIn(page);
  assert.equal(await page.evaluate(() => clerk.user.primaryEmailAddress.emailAddress), emulator.admin.emailAddress);
});

test('the switcher supports arrows, Home, End, letters, Escape and Tab like every menu', async () => {
  await suite.signIn('admin');
  const page = await mounted('OrganizationSwitcher', {}, await suite.open('/components'));
  const all = ['Personal account', 'Northwind Studio', 'Harbor Collective', 'Create organization'];
  assert.equal(await trigger(page).getAttribute('aria-haspopup'), 'menu');
  await trigger(page).press('Enter');
  await focusIs(page, all[1]);
  assert.equal(await trigger(page).getAttribute('aria-expanded'), 'true');
  assert.deepEqual(await choices(page), all);
  assert.equal(await page.getByRole('menuitemradio', { checked: true }).locator('.name').textContent(), all[1]);
  for (const [key, at] of [['ArrowDown', 2], ['ArrowDown', 3], ['ArrowDown', 0], ['ArrowUp', 3], ['Home', 0], ['End', 3], ['h', 2], ['p', 0]]) {
    await page.keyboard.press(key);
    assert.equal(await focused(page), all[at], key);
    if (key.length === 1) await page.waitForTimeout(700);
  }
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('menu').count(), 0);
  assert.match(await focused(page), /Organization: Northwind Studio/);
  await page.keyboard.press('ArrowUp');
  await focusIs(page, all[3]);
  await page.keyboard.press('Tab');
  assert.equal(await page.getByRole('menu').count(), 0);
  assert.equal(await trigger(page).getAttribute('aria-expanded'), 'false');
  await trigger(page).click();
  await page.mouse.click(5, 500);
  assert.equal(await page.getByRole('menu').count(), 0);
});

test('choosing makes an organization, or the personal account, the active one', async () => {
  await suite.signIn('admin');
  const page = await mounted('OrganizationSwitcher', {}, await suite.open('/components'));
  await trigger(page).click();
  await page.getByRole('menuitemradio', { name: 'Harbor Collective' }).click();
  await page.getByRole('button', { name: 'Organization: Harbor Collective' }).waitFor();
  assert.equal(await page.evaluate(() => clerk.organization.name), 'Harbor Collective');
  assert.match(await focused(page), /Organization:/);
  await trigger(page).click();
  await page.getByRole('menuitemradio', { name: 'Personal account' }).click();
  await page.getByRole('button', { name: 'Organization: Personal account' }).waitFor();
  assert.equal(await page.evaluate(() => clerk.organization), null);
  // Changes that the page makes show too.
  await page.evaluate(() => clerk.setActive({ organization: emulator.organizationId }));
  await page.getByRole('button', { name: 'Organization: Northwind Studio' }).waitFor();
  await page.evaluate(() => clerk.signOut());
  await trigger(page).waitFor({ state: 'hidden' });
});

test('with hidePersonal the menu has no personal account', async () => {
  await change({ first_active_organization: 'none' });
  await suite.signIn('admin');
  const page = await mounted('OrganizationSwitcher', { hidePersonal: true }, await suite.open('/components'));
  assert.match(await trigger(page).textContent(), /Select an organization/);
  await trigger(page).click();
  assert.deepEqual(await choices(page), ['Northwind Studio', 'Harbor Collective', 'Create organization']);
});

test('an organization is created in the menu and becomes active, and errors show in the form', async () => {
  await suite.signIn('admin');
  const page = await mounted('OrganizationSwitcher', {}, await suite.open('/components'));
  const open = async () => {
    await trigger(page).press('ArrowUp');
    await page.keyboard.press('Enter');
    await focusIs(page, 'Name');
  };
  await open();
  await page.keyboard.press('Escape');
  assert.match(await focused(page), /Organization:/);
  await open();
  await page.keyboard.press('Enter');
  await page.getByText('Enter a name.').waitFor();
  await fault({ path: '/v1/organizations$', status: 422, body: { errors: [{ code: 'x', message: 'x', long_message: 'Not that name.', meta: { param_name: 'name' } }] } });
  await page.getByLabel('Name').fill('<b>Ours & theirs</b>');
  await page.keyboard.press('Enter');
  await page.locator('#name-problem').getByText('Not that name.').waitFor();
  // The organization is created, but setActive fails. The next try does not create a second one.
  await fault({ path: '/touch$', status: 422, body: { errors: [{ code: 'x', message: 'x', long_message: 'Later.' }] } });
  await page.getByLabel('Name').fill('Ours and theirs');
  await page.keyboard.press('Enter');
  await page.getByText('Later.').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Organization: Ours and theirs' }).waitFor();
  assert.match(await focused(page), /Organization:/);
  const created = (await requests()).filter(({ method, path, status }) => method === 'POST' && path === '/v1/organizations' && status === 200);
  assert.equal(created.length, 1);
});

test('a refused switch shows its error, and the organization stays', async () => {
  await suite.signIn('admin');
  const page = await mounted('OrganizationSwitcher', {}, await suite.open('/components'));
  await fault({ path: '/touch$', status: 403, body: { errors: [{ code: 'x', message: 'x', long_message: 'You may not.' }] } });
  await trigger(page).click();
  await page.getByRole('menuitemradio', { name: 'Harbor Collective' }).click();
  await page.getByRole('alert').getByText('You may not.').waitFor();
  assert.match(await trigger(page).textContent(), /Northwind Studio/);
});

test('organizations beyond those in the client are fetched on demand', async () => {
  await suite.signIn('admin');
  const page = await suite.open('/components');
  await page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    for (let number = 10; number < 40; number++) await clerk.createOrganization({ name: `Number ${number}` });
    await clerk.setActive({ organization: null });
    const { organizationMemberships } = clerk.user;
    organizationMemberships.length = 2;
  });
  await clearRequests();
  await mounted('OrganizationSwitcher', {}, page);
  await trigger(page).click();
  const pages = async () => (await sent()).filter((line) => line.includes('/me/organization_memberships'));
  await soon(async () => assert.equal((await pages()).length, 1));
  const more = page.getByRole('menuitem', { name: 'Show more' });
  await more.waitFor();
  await more.click();
  await soon(async () => assert.equal(await page.getByRole('menuitemradio').count(), 33));
  assert.equal(await more.count(), 0);
  assert.match((await pages())[1], /offset=20/);
  assert.equal(new Set(await choices(page)).size, 34);
});

test('names are rendered as text, and letters replace images that fail', async () => {
  await suite.signIn('admin');
  const page = await suite.open('/components');
  await page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    clerk.organization.name = '<img src=x onerror=alert(1)>';
    clerk.organization.hasImage = true;
    clerk.organization.imageUrl = '/no-such-image.png';
  });
  await mounted('OrganizationSwitcher', {}, page);
  await page.getByRole('button', { name: 'Organization: <img src=x onerror=alert(1)>' }).waitFor();
  await page.locator('.trigger span.picture').waitFor();
  assert.equal(await page.locator('#here img').count(), 0);
});

for (const colorScheme of ['light', 'dark']) {
  test(`every text has enough contrast, and nothing scrolls sideways at 320 pixels, ${colorScheme}`, async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    const page = await suite.open('/components');
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 320, height: 640 });
    const inspect = async (name) => {
      await page.screenshot({ path: join(ARTEFACTS, `component-${name}-${colorScheme}.png`) });
      const root = await page.evaluateHandle(() => here.firstElementChild.shadowRoot);
      assert.deepEqual(await page.evaluate(contrastTroubles, root), [], name);
      assert.deepEqual(await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]), [320, 320], name);
      // The minimum size of a touch target (WCAG 2.2, 2.5.8), and a name for every control.
      const small = await page.evaluate(
        (root) =>
          [...root.querySelectorAll('button, input:not([hidden]), [role^="menuitem"]')]
            .filter((one) => one.checkVisibility())
            .filter((one) => one.getBoundingClientRect().height < 24 || !(one.labels?.[0] ?? one).textContent.trim())
            .map((one) => one.outerHTML),
        root,
      );
      assert.deepEqual(small, [], name);
    };
    await mounted('SignIn', {}, page);
    await identify(page, `nobody.${'long'.repeat(12)}@example.com`);
    await page.locator('#identifier-problem span').waitFor();
    await inspect('identifier');
    await identify(page);
    await page.getByLabel('Password', { exact: true }).waitFor();
    await inspect('password');
    await page.getByRole('button', { name: 'Use a code instead' }).click();
    await page.getByLabel('Code', { exact: true }).fill(await soon(lastCode));
    await inspect('code');
    await page.keyboard.press('Enter');
    await signedIn(page);
    await inspect('signed-in');
    await page.evaluate(() => clerk.unmountSignIn(here));
    await page.evaluate(() => clerk.createOrganization({ name: `${'Very long '.repeat(9)}name` }));
    await mounted('OrganizationSwitcher', {}, page);
    await inspect('switcher');
    await trigger(page).click();
    await inspect('menu');
    await page.getByRole('menuitem', { name: 'Create organization' }).click();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('Enter a name.').waitFor();
    await inspect('create');
  });
}
