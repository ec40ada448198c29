// Chromium for a file of tests: one browser, and for each test a fresh emulator, a fresh profile and a page.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';

import { launch } from './chromium.mjs';
import { emulator, reset, signIn } from './emulator.mjs';
import { startSite } from './site.mjs';

/** The cookies that a page of Clerk writes, plain or with the suffix of a publishable key. */
const OF_CLERK = /^(__session|__client_uat|__clerk_db_jwt)(_|$)|^clerk_active_context$/;

/**
 * Registers the hooks. The object that comes back has, in a test, `page`, `context`, `site` (its `url`) and
 * `open(path?)`; `as` names the signed-in person (`admin`, `member`; nobody by default), `flags` are Chromium's.
 *
 * A test fails on uncaught errors in its pages, unless it takes them out of `pageErrors`.
 */
export function inBrowser({ as, flags = [], path = '/' } = {}) {
  const suite = { pageErrors: [] };
  let browser;

  before(async () => {
    suite.site = await startSite();
    browser = await launch(flags);
  });
  after(async () => {
    await browser?.close();
    await suite.site?.close();
  });

  beforeEach(async () => {
    await reset();
    suite.pageErrors = [];
    suite.context = await browser.newContext();
    suite.context.setDefaultTimeout(20_000);
    if (as) await suite.signIn(as);
    suite.page = await suite.open(path);
  });
  afterEach(async () => {
    await suite.context?.close();
    assert.deepEqual(suite.pageErrors, []);
  });

  /** Signs `admin`, `member` or a person of `createUser` in, for keys with and without dev browsers. */
  suite.signIn = async (who) => {
    const { devBrowser, clientToken } = await signIn(typeof who === 'string' ? emulator[who] : who);
    // Pages that were open have stored the dev browser of an earlier session under another name, too.
    for (const { name, domain, path } of await suite.context.cookies(suite.site.url)) {
      if (OF_CLERK.test(name)) await suite.context.clearCookies({ name, domain, path });
    }
    await suite.context.addCookies([
      { name: '__clerk_db_jwt', value: devBrowser, url: suite.site.url, sameSite: 'Lax' },
      { name: '__client', value: clientToken, url: emulator.url, httpOnly: true, sameSite: 'Lax' },
    ]);
  };

  /** Another page of the same profile. */
  suite.open = async (path = '/') => {
    const page = await suite.context.newPage();
    page.on('pageerror', (error) => suite.pageErrors.push(String(error)));
    await page.goto(suite.site.url + path);
    return page;
  };

  return suite;
}
