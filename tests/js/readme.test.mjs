// The README's quick starts, taken from the README itself: code that people paste must run.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { emulator, requests } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });
const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');

/** The first code block in a language. */
const block = (language) => readme.split(`\`\`\`${language}\n`)[1].split('```')[0];

test('the JavaScript quick start lists, invites and revokes when pasted into a page', async () => {
  const pasted = block('js').replace("'pk_test_…'", `'${emulator.publishableKey}', { proxyUrl: '${emulator.url}' }`);
  assert.ok(pasted.includes(emulator.publishableKey), 'the example has the placeholder for the key');
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

test('the sizes in the README are the budgets', async () => {
  const { load, account } = JSON.parse(await readFile(new URL('../../xtask/size-budget.json', import.meta.url), 'utf8'));
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;
  assert.ok(readme.includes(` ${kilobytes(load)} (brotli) at most`), kilobytes(load));
  assert.ok(readme.includes(` ${kilobytes(account)} more`), kilobytes(account));
});

/**
 * All tests: `title`, a pattern if titles are made from a table, and `source`: the test's body, the part of its file
 * before the first test, and the local modules that the file imports.
 */
async function tests() {
  const root = new URL('../', import.meta.url);
  const all = [];
  for (const folder of await readdir(root, { withFileTypes: true })) {
    if (!folder.isDirectory() || folder.name === 'node_modules') continue;
    for (const name of await readdir(new URL(`${folder.name}/`, root), { recursive: true })) {
      if (!name.endsWith('.test.mjs')) continue;
      const file = new URL(`${folder.name}/${name}`, root);
      const text = await readFile(file, 'utf8');
      const beside = Array.from(text.matchAll(/ from '(\.\/[^']+)'/g), ([, path]) => readFile(new URL(path, file), 'utf8'));
      const found = [...text.matchAll(/^ *test\((['"`])((?:\\.|(?!\1).)*)\1,/gm)];
      const shared = [text.slice(0, found[0]?.index), ...(await Promise.all(beside))].join();
      for (const [at, { 2: title, index }] of found.entries()) {
        all.push({ title: pattern(title.replace(/\\(.)/g, '$1')), source: shared + text.slice(index, found[at + 1]?.index) });
      }
    }
  }
  return all;
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const pattern = (title) => new RegExp(`^${title.split(/\$\{[^}]*\}/).map(escaped).join('.+')}$`);

test('each line of the table of clerk-js bugs names tests whose source has every code, class and option of the line', async () => {
  const known = await tests();
  assert.ok(known.length > 200, `${known.length} tests`);
  const named = (name) => known.filter(({ title }) => title.test(name));
  assert.deepEqual(named('a test that nobody wrote'), []);
  const [, section] = readme.split("#### Where Clerk's client goes wrong, and what this one does\n");
  const lines = section.split('\n## ')[0].split('\n').filter((line) => line.startsWith('|'));
  const [head, , ...rows] = lines.map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
  assert.deepEqual(head, ['situation', 'clerk-js 6.40', 'here', 'test']);
  assert.ok(rows.length >= 15, `${rows.length} rows`);
  for (const row of rows) {
    assert.equal(row.length, 4, row[0]);
    assert.ok(row.every(Boolean), `${row[0]}: an empty cell`);
    const sources = row[3].split('<br>').map((name) => {
      const [test, ...others] = named(name);
      assert.ok(test, `no test is called "${name}"`);
      assert.deepEqual(others, [], `several tests are called "${name}"`);
      assert.match(test.source, /assert/, name);
      return test.source;
    });
    // Codes, classes, options and properties are in backticks.
    for (const [, name] of row[2].matchAll(/`([^`]+)`/g)) {
      const word = new RegExp(`\\b${escaped(name.replace(/\(.*/, ''))}\\b`);
      assert.ok(sources.some((source) => word.test(source)), `${row[0]}: no test in the line speaks of ${name}`);
    }
  }
});
