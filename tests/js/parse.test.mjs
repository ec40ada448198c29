// Parsing pasted addresses in Node. The rules are tested natively, in core/tests/address_*.rs.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { parseEmailAddresses } from 'clerk-organization/addresses';

const CORPUS = new URL('../../core/tests/addresses/', import.meta.url);
const NOTHING = { emailAddresses: [], withRoles: [], notUnderstood: [], duplicates: [], cleaned: [] };

test('every file of the corpus is parsed as in the core', async () => {
  const names = readdirSync(CORPUS).filter((name) => !name.endsWith('.json'));
  assert.ok(names.length >= 20, `${names.length} files`);
  for (const name of names) {
    const text = readFileSync(new URL(name, CORPUS), 'utf8');
    const expected = JSON.parse(readFileSync(new URL(name.replace(/\.\w+$/, '.expected.json'), CORPUS), 'utf8'));
    assert.deepEqual(await parseEmailAddresses(text), { ...NOTHING, ...expected }, name);
  }
});

test('lists, names, tables, duplicates, mistakes and invisible characters each have their place in the result', async () => {
  assert.deepEqual(await parseEmailAddresses('"Lovelace, Ada" <Ada@X.io>; ada@x.io\n\nnobody, grace@\nb\u200b@x.io'), {
    emailAddresses: ['Ada@X.io', 'b@x.io'],
    withRoles: [],
    notUnderstood: [
      { text: 'nobody', reason: 'no_at_sign', line: 3 },
      { text: 'grace@', reason: 'domain', line: 3 },
    ],
    duplicates: ['ada@x.io'],
    cleaned: [{ text: 'b\u200b@x.io', emailAddress: 'b@x.io', line: 4 }],
  });
  assert.deepEqual(await parseEmailAddresses('Name,Email,Role,Note\nAda,ada@x.io,admin,\nGrace,grace@x.io,,ask bob@x.io'), {
    ...NOTHING,
    emailAddresses: ['ada@x.io', 'grace@x.io'],
    withRoles: [{ emailAddress: 'ada@x.io', role: 'admin' }],
    notUnderstood: [{ text: 'ask bob@x.io', reason: 'other_column', line: 3 }],
  });
});

test('an empty text has no addresses', async () => {
  for (const text of ['', ' \n\t,;', undefined, null]) assert.deepEqual(await parseEmailAddresses(text), NOTHING);
});

test('overlapping calls do not mix, and half a surrogate pair does not fail', async () => {
  const texts = Array.from({ length: 50 }, (_, at) => `guest.${at}@example.com`);
  const parsed = await Promise.all(texts.map((text) => parseEmailAddresses(`${text} \ud83d`)));
  assert.deepEqual(
    parsed.map(({ emailAddresses }) => emailAddresses),
    texts.map((text) => [text]),
  );
});

test('no text takes long to parse', async () => {
  const pieces = ['"', '<', '<@', 'a.', 'a@a-', "'", " '", '"a"', ')', '("', '@', ',', 'a@x.io\n'];
  const started = performance.now();
  for (const text of pieces.map((piece) => piece.repeat(20_000))) {
    for (const whole of [text, `${text}x@`, `<${text}`, `${text}<a@x.io>`, `Name,Email\n${text}`, `Name,Email\n"${text}`]) {
      await parseEmailAddresses(whole);
    }
  }
  const many = Array.from({ length: 20_000 }, (_, at) => `guest.${at}@example.com`);
  assert.deepEqual((await parseEmailAddresses(many.join('\n'))).emailAddresses, many);
  assert.ok(performance.now() - started < 20_000, `${performance.now() - started} ms`);
});

test('eight times as many different addresses take about eight times as long', async () => {
  const read = async (count) => {
    const many = Array.from({ length: count }, (_, at) => `guest.${at}@example.com`);
    const started = performance.now();
    const { emailAddresses } = await parseEmailAddresses(many.join('\n'));
    const ms = performance.now() - started;
    assert.equal(emailAddresses.length, count);
    return ms;
  };
  await read(8_000);
  const few = Math.min(await read(8_000), await read(8_000));
  const many = await read(64_000);
  // With quadratic growth it would be 64 times as long.
  assert.ok(many < few * 24 + 300, `${few} ms, ${many} ms`);
});
