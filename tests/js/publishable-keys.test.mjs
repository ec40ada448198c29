// The table of publishable keys, shared with the Rust tests: `new Clerk` and its first requests.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';

const table = JSON.parse(await readFile(new URL('../publishable-keys.json', import.meta.url), 'utf8'));
const rows = table.map((row) => ({ ...row, key: row.key ?? row.prefix + Buffer.from(row.text).toString('base64') }));
const suite = inBrowser();

test('a client with a valid key sends the requests of its instance type to the key’s origin', async () => {
  const valid = rows.filter(({ origin }) => origin);
  assert.ok(valid.length > 5);
  const seen = await suite.page.evaluate(async (valid) => {
    const seen = [];
    for (const { key, proxyUrl, domain } of valid) {
      const { calls, restore } = replaceFetch(async (url, init, real) =>
        // Fetches the wasm module; every other request is refused.
        String(url).endsWith('.wasm') ? real(url, init) : Response.json({}, { status: 400 }),
      );
      const clerk = new sdk.Clerk(key, { proxyUrl, domain });
      const before = { ...clerk, calls: calls.length };
      await outcome(() => clerk.load());
      restore();
      seen.push({ before, urls: calls.map(({ url }) => url).filter((url) => !url.endsWith('.wasm')) });
    }
    return seen;
  }, valid);
  valid.forEach((row, index) => {
    const { before, urls } = seen[index];
    const title = JSON.stringify(row);
    assert.equal(before.publishableKey, row.key, title);
    assert.equal(before.frontendApi, row.text.slice(0, -1), title);
    assert.equal(before.instanceType, row.development ? 'development' : 'production', title);
    assert.deepEqual([before.status, before.calls], ['loading', 0], title);
    const paths = row.devBrowser ? ['/v1/dev_browser'] : ['/v1/environment', '/v1/client'];
    assert.deepEqual(
      urls.map((url) => url.split('?')[0]),
      paths.map((path) => row.origin + path),
      title,
    );
    if (!row.devBrowser) assert.equal(/_method=PATCH/.test(urls[0]), row.development, title);
  });
});

test('an invalid key or proxy URL makes the constructor throw, with the value in its message', async () => {
  const invalid = rows.filter(({ origin }) => !origin);
  assert.ok(invalid.length > 5);
  const thrown = await suite.page.evaluate(
    (invalid) =>
      invalid.map(({ key, proxyUrl }) => {
        try {
          new sdk.Clerk(key, { proxyUrl });
          return null;
        } catch (error) {
          return [error instanceof Error, error.message];
        }
      }),
    invalid,
  );
  invalid.forEach(({ key, proxyUrl }, index) => {
    assert.ok(thrown[index], `accepted: ${JSON.stringify(invalid[index])}`);
    const [isError, message] = thrown[index];
    assert.ok(isError && message.includes(proxyUrl ?? key), message);
  });
});

test('a value that is not a string is not a key', async () => {
  const thrown = await suite.page.evaluate(() =>
    [undefined, null, 5, {}, []].map((key) => {
      try {
        return String(new sdk.Clerk(key));
      } catch (error) {
        return error.message.split(':')[0];
      }
    }),
  );
  assert.deepEqual(new Set(thrown), new Set(['The publishableKey passed to Clerk is invalid']));
});

test("a proxy path is resolved on the page's own origin", async () => {
  const url = await suite.page.evaluate(async () => {
    const { calls, restore } = replaceFetch(async (url, init, real) =>
      String(url).endsWith('.wasm') ? real(url, init) : Response.json({}, { status: 400 }),
    );
    await outcome(() => new sdk.Clerk(cookieKey, { proxyUrl: '/__clerk/' }).load());
    restore();
    return calls.at(-1).url;
  });
  assert.ok(url.startsWith(`${suite.site.url}/__clerk/v1/client?`), url);
});
