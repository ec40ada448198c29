// The components in other languages: every text, plural forms, error texts, and right-to-left writing.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { emulator } from '../support/emulator.mjs';

const suite = inBrowser({ path: '/components' });

const GERMAN = {
  locale: 'de',
  texts: {
    signIn: 'Anmelden',
    emailAddress: 'E-Mail-Adresse',
    continue: 'Weiter',
    emailAddressMissing: 'Geben Sie Ihre E-Mail-Adresse ein.',
    enterPassword: 'Passwort eingeben',
    password: 'Passwort',
    passwordMissing: 'Geben Sie Ihr Passwort ein.',
    useCode: 'Stattdessen einen Code verwenden',
    enterCode: 'Code eingeben',
    code: 'Code',
    codeSent: 'An {emailAddress} wurde ein Code geschickt.',
    resendCode: 'Erneut senden',
    resendCodeIn: { one: 'Erneut senden (in {count} Sekunde)', other: 'Erneut senden (in {count} Sekunden)' },
    usePassword: 'Passwort verwenden',
    change: 'Ändern',
    pleaseWait: 'Bitte warten …',
  },
  errors: { form_password_incorrect: 'Das Passwort ist falsch.' },
};

const ARABIC = {
  locale: 'ar',
  texts: {
    organization: 'المؤسسة: ',
    organizations: 'المؤسسات',
    createOrganization: 'إنشاء مؤسسة',
    personalAccount: 'حساب شخصي',
    name: 'الاسم',
    nameMissing: 'أدخل اسما.',
    create: 'إنشاء',
    cancel: 'إلغاء',
  },
};

const mount = (page, component, localization, direction = 'ltr') =>
  page.evaluate(
    async ([component, localization, direction]) => {
      const here = document.getElementById('here');
      here.dir = direction;
      globalThis.clerk ??= await loadedClerk();
      clerk[`mount${component}`](here, { localization });
    },
    [component, localization, direction],
  );

test('German: every text of the sign-in form, the plural of its seconds, and an error by its code', async () => {
  const { page } = suite;
  await page.clock.install();
  await mount(page, 'SignIn', GERMAN);
  await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByText('Geben Sie Ihre E-Mail-Adresse ein.').waitFor();
  await page.getByLabel('E-Mail-Adresse').fill(emulator.admin.emailAddress);
  await page.getByRole('button', { name: 'Weiter' }).click();
  await page.getByRole('heading', { name: 'Passwort eingeben' }).waitFor();
  await page.getByLabel('Passwort', { exact: true }).fill('wrong-password-1');
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await page.getByText('Das Passwort ist falsch.').waitFor();
  await page.getByRole('button', { name: 'Stattdessen einen Code verwenden' }).click();
  await page.getByText(`An ${emulator.admin.emailAddress} wurde ein Code geschickt.`).waitFor();
  await page.getByRole('button', { name: 'Erneut senden (in 30 Sekunden)' }).waitFor();
  await page.clock.runFor(29_000);
  await page.getByRole('button', { name: 'Erneut senden (in 1 Sekunde)', exact: true }).waitFor();
  await page.clock.runFor(1_000);
  await page.getByRole('button', { name: 'Erneut senden', exact: true }).waitFor();
  // No English text remains.
  const words = await page.locator('#here').evaluate((here) => here.firstElementChild.shadowRoot.querySelector('.sign-in').textContent);
  assert.doesNotMatch(words, /\b(sign|code was|enter|resend|use|change|password)\b/i);
});

test('Arabic: the switcher is right-to-left, its menu is at the right edge, and its form is translated', async () => {
  await suite.signIn('admin');
  const page = await suite.open('/components');
  await mount(page, 'OrganizationSwitcher', ARABIC, 'rtl');
  const trigger = page.getByRole('button', { name: /المؤسسة/ });
  await trigger.click();
  const menu = page.getByRole('menu', { name: 'المؤسسات' });
  await menu.waitFor();
  const edges = await page.locator('#here').evaluate((here) => {
    const box = (selector) => here.firstElementChild.shadowRoot.querySelector(selector).getBoundingClientRect();
    const [button, popup, picture, name] = ['.trigger', '.popup', '.trigger .picture', '.trigger .name'].map(box);
    return { isAligned: Math.abs(button.right - popup.right) < 2, pictureFirst: picture.left > name.left };
  });
  assert.deepEqual(edges, { isAligned: true, pictureFirst: true });
  await page.getByRole('menuitem', { name: 'إنشاء مؤسسة' }).click();
  await page.getByRole('button', { name: 'إنشاء', exact: true }).click();
  await page.getByText('أدخل اسما.').waitFor();
  await page.getByRole('button', { name: 'إلغاء' }).click();
  await page.close();
});

test('a text without a translation is English', async () => {
  await mount(suite.page, 'SignIn', { texts: { continue: 'Go on' } });
  await suite.page.getByRole('button', { name: 'Go on' }).waitFor();
  await suite.page.getByRole('heading', { name: 'Sign in' }).waitFor();
});
