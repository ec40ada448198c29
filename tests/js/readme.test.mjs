// The README's quick starts, taken from the README itself: what people paste must run.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { emulator, requests } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });
const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');

/** The first block of code in a language. */
const block = (language) => readme.split(`\`\`\`${language}\n`)[1].split('```')[0];

test('the JavaScript quick start lists, invites and revokes when pasted into a page', async () => {
  const pasted = block('js').replace("'pk_test_…'", `'${emulator.publishableKey}', { proxyUrl: '${emulator.url}' }`);
  assert.ok(pasted.includes(emulator.publishableKey), 'the key was put in');
  const printed = suite.page.waitForEvent('console', (message) => message.text().includes(' of '));
  await suite.page.addScriptTag({ type: 'module', content: `${pasted}\nglobalThis.pasted = true;` });
  await suite.page.waitForFunction(() => globalThis.pasted);
  assert.match((await printed).text(), /^14 of 14/);
  const posts = (await requests()).filter(({ path, method }) => method === 'POST' && path.includes('/invitations'));
  assert.deepEqual(posts.map(({ status, path }) => [status, path.endsWith('/revoke')]), [[200, false], [200, true]]);
});

test('the Rust quick starts are compiled examples', async () => {
  const lines = (text) => text.split('\n').map((line) => line.replace(/^\/\/!/, '').trim()).filter((line) => line && !line.startsWith('#['));
  const blocks = readme.split('```rust,ignore\n').slice(1).map((rest) => rest.split('```')[0]);
  const files = ['relay/src/lib.rs', 'invitations.rs'];
  assert.equal(blocks.length, files.length);
  for (const [at, file] of files.entries()) {
    const compiled = lines(await readFile(new URL(`../../examples/${file}`, import.meta.url), 'utf8'));
    for (const line of lines(blocks[at])) assert.ok(compiled.includes(line), line);
  }
});

test('the size that is promised is the budget', async () => {
  const { brotliBytes } = JSON.parse(await readFile(new URL('../../xtask/size-budget.json', import.meta.url), 'utf8'));
  assert.ok(readme.includes(` ${(brotliBytes / 1000).toFixed(1)} KB (brotli) at most`), `${brotliBytes}`);
});

/** The titles of all tests, those that are made from a table as patterns. */
async function titles() {
  const root = new URL('../', import.meta.url);
  const all = [];
  for (const folder of await readdir(root, { withFileTypes: true })) {
    if (!folder.isDirectory() || folder.name === 'node_modules') continue;
    for (const file of await readdir(new URL(`${folder.name}/`, root), { recursive: true })) {
      if (!file.endsWith('.test.mjs')) continue;
      const source = await readFile(new URL(`${folder.name}/${file}`, root), 'utf8');
      for (const [, , title] of source.matchAll(/^ *test\((['"`])((?:\\.|(?!\1).)*)\1,/gm)) all.push(title.replace(/\\(.)/g, '$1'));
    }
  }
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return all.map((title) => new RegExp(`^${title.split(/\$\{[^}]*\}/).map(escaped).join('.+')}$`));
}

test('each line of the table on what goes wrong names tests that there are', async () => {
  const known = await titles();
  assert.ok(known.length > 200, `${known.length} tests`);
  const has = (name) => known.some((title) => title.test(name));
  assert.ok(!has('a test that nobody wrote'), 'not every name is found');
  const [, section] = readme.split("#### Where Clerk's client goes wrong, and what this one does\n");
  const lines = section.split('\n## ')[0].split('\n').filter((line) => line.startsWith('|'));
  const [head, , ...rows] = lines.map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
  assert.deepEqual(head, ['situation', 'clerk-js 6.40', 'here', 'test']);
  assert.ok(rows.length >= 15, `${rows.length} rows`);
  for (const row of rows) {
    assert.equal(row.length, 4, row[0]);
    assert.ok(row.every(Boolean), `${row[0]}: an empty cell`);
    for (const name of row[3].split('<br>')) assert.ok(has(name), `no test is called "${name}"`);
  }
});
