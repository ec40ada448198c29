// The demo's reading of a pasted text, and its links to pages: pure functions, no browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readAddresses } from '../../www/invite/addresses.js';
import { offered } from '../../www/list/pages.js';

const VALID = [
  'a@x.io',
  'first.last+tag@sub.example.co.uk',
  "o'hara@example.com",
  'jürgen@bücher.example',
  'A@X.IO',
  'a_b-c@1.example',
];
const INVALID = [
  'a',
  'a@',
  '@x.io',
  'a@x',
  'a@b@x.io',
  '.a@x.io',
  'a.@x.io',
  'a..b@x.io',
  'a@x..io',
  'a@-x.io',
  'a@x-.io',
  'a@127.0.0.1',
  '"a"@x.io',
  `${'a'.repeat(250)}@x.io`,
];

test('addresses are told from other texts', () => {
  for (const address of VALID)
    assert.deepEqual(readAddresses(address), { valid: [address], invalid: [], repeated: 0 }, address);
  for (const text of INVALID) assert.deepEqual(readAddresses(text), { valid: [], invalid: [text], repeated: 0 }, text);
});

test('commas, semicolons, white space and lines separate, and nothing is lost between them', () => {
  const { valid, invalid } = readAddresses(' a@x.io,b@x.io;c@x.io\td@x.io e@x.io\r\nf@x.io\n\n;,nope ');
  assert.deepEqual(valid, ['a@x.io', 'b@x.io', 'c@x.io', 'd@x.io', 'e@x.io', 'f@x.io']);
  assert.deepEqual(invalid, ['nope']);
});

test('an address is kept as it was written, once, whatever its case', () => {
  assert.deepEqual(readAddresses('Ada@X.io, ada@x.io, ADA@X.IO, b@x.io'), {
    valid: ['Ada@X.io', 'b@x.io'],
    invalid: [],
    repeated: 2,
  });
});

test('names in front of brackets are left out, but no address beside them is', () => {
  assert.deepEqual(readAddresses('Ada Lovelace <ada@x.io>; "Grace" <grace@x.io>').valid, ['ada@x.io', 'grace@x.io']);
  assert.deepEqual(readAddresses('Ada <ada@x.io> Grace <grace@x.io>').valid, ['ada@x.io', 'grace@x.io']);
  const { valid, invalid } = readAddresses('other@x.io broken@ Ada <ada@x.io>');
  assert.deepEqual(valid, ['other@x.io', 'ada@x.io']);
  assert.deepEqual(invalid, ['broken@']);
  assert.deepEqual(readAddresses('<b onclick=x>').invalid, ['<b', 'onclick=x>']);
});

test('a long text is read in a moment', () => {
  const many = Array.from({ length: 20_000 }, (_, at) => `guest.${at}@example.com`);
  const started = performance.now();
  assert.equal(readAddresses(many.join('\n')).valid.length, 20_000);
  // No text may make the pattern go back and forth without end.
  readAddresses(`${'a.'.repeat(50_000)}@`);
  readAddresses(`a@${'a-'.repeat(50_000)}`);
  assert.ok(performance.now() - started < 3000);
});

test('links lead to the ends and the neighbours, and never jump over a single page', () => {
  assert.deepEqual(offered(1, 1), [1]);
  assert.deepEqual(offered(1, 4), [1, 2, 3, 4]);
  assert.deepEqual(offered(1, 9), [1, 2, null, 9]);
  assert.deepEqual(offered(5, 9), [1, null, 4, 5, 6, null, 9]);
  assert.deepEqual(offered(4, 9), [1, 2, 3, 4, 5, null, 9]);
  assert.deepEqual(offered(9, 9), [1, null, 8, 9]);
});
