// `setActive` and `signOut` navigate only to http(s) and relative URLs. Every other URL is rejected before any request.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, requests } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

const REFUSED = [
  'javascript:globalThis.ran=true',
  'JaVaScRiPt:globalThis.ran=true',
  ' javascript:globalThis.ran=true',
  'java\tscript:globalThis.ran=true',
  '\u0001javascript:globalThis.ran=true',
  'data:text/html,<script>parent.ran=true</script>',
  'blob:http://127.0.0.1/1',
  'vbscript:ran',
  'file:///etc/hosts',
  '\\\\evil.example',
  '/\\evil.example',
];

for (const method of ['setActive', 'signOut']) {
  test(`${method} refuses a redirectUrl that is not http(s) or relative, and sends nothing`, async () => {
    await suite.page.evaluate(async () => void (globalThis.clerk = await loadedClerk()));
    await clearRequests();
    const before = suite.page.url();
    for (const redirectUrl of REFUSED) {
      const seen = await suite.page.evaluate(
        async ([method, redirectUrl]) => {
          const { error } = await outcome(() => clerk[method]({ redirectUrl }));
          return [error?.code, error?.param, globalThis.ran ?? false, clerk.session !== null];
        },
        [method, redirectUrl],
      );
      assert.deepEqual(seen, ['invalid_params', 'redirectUrl', false, true], JSON.stringify(redirectUrl));
    }
    assert.equal(suite.page.url(), before);
    assert.deepEqual(await requests(), []);
  });

  test(`${method} navigates to a relative redirectUrl once it is done`, async () => {
    await suite.page.evaluate(async () => void (globalThis.clerk = await loadedClerk()));
    await Promise.all([
      suite.page.waitForURL(`${suite.site.url}/bare?done`),
      suite.page.evaluate((method) => void clerk[method]({ redirectUrl: '/bare?done' }), method),
    ]);
  });
}
