// Chromium for a test file: one browser, and for each test a reset emulator, a fresh profile and a page.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';

import { launch } from './chromium.mjs';
import { emulator, reset, signIn } from './emulator.mjs';
import { startSite } from './site.mjs';

/** The cookies that Clerk's clients write, plain or with the suffix of a publishable key. */
const OF_CLERK = /^(__session|__client_uat|__clerk_db_jwt)(_|$)|^clerk_active_context$/;

/**
 * Registers the hooks. In a test, the returned object has `page`, `context`, `site` (with its `url`) and `open(path?)`.
 * `as` signs in as `admin` or `member` (default: signed out), `flags` are Chromium's.
 *
 * A test fails on uncaught errors in its pages unless it removes them from `pageErrors`.
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

  /** Signs in as `admin`, `member` or a user of `createUser`, for keys with and without dev browsers. */
  suite.signIn = async (who) => {
    const { devBrowser, clientToken } = await signIn(typeof who === 'string' ? emulator[who] : who);
    // Open pages may have stored an earlier dev browser under other cookie names too.
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
