// The README's quick starts, taken from the README itself: what people paste must run.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
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

test('the Rust quick start is the compiled example', async () => {
  const example = await readFile(new URL('../../examples/invitations.rs', import.meta.url), 'utf8');
  const lines = (text) => text.split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('#['));
  const compiled = lines(example);
  for (const line of lines(block('rust,ignore'))) assert.ok(compiled.includes(line), line);
});
