// Pasted text as addresses: a pure function, no browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseEmailAddresses } from 'clerk-organization/addresses';

const read = (text) => parseEmailAddresses(text).emailAddresses;
const mistakes = (text) => parseEmailAddresses(text).notUnderstood.map(({ text, reason, line }) => [text, reason, line]);

/** Random numbers from a seed (mulberry32). */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('commas, semicolons, tabs, white space and lines separate', () => {
  assert.deepEqual(read(' a@x.io,b@x.io;c@x.io\td@x.io e@x.io\r\nf@x.io\rg@x.io\n\n;,,'), [..."abcdefg"].map((one) => `${one}@x.io`));
  assert.deepEqual(read('a@x.io，b@x.io；c@x.io、d@x.io'), ['a@x.io', 'b@x.io', 'c@x.io', 'd@x.io']);
  assert.deepEqual(read('\ufeffa@x.io\u00a0b@x.io\u200b'), ['a@x.io', 'b@x.io']);
});

const NAMED = [
  ['Ada <ada@x.io>, Grace Hopper <grace@x.io>', ['ada@x.io', 'grace@x.io']],
  ['"Lovelace, Ada" <ada@x.io>; "Hopper; Grace" <grace@x.io>', ['ada@x.io', 'grace@x.io']],
  ['Ada <ada@x.io> Grace <grace@x.io>', ['ada@x.io', 'grace@x.io']],
  ["'ada@x.io' <ada@x.io>", ['ada@x.io']],
  ['"ada@x.io" <ada@x.io>', ['ada@x.io']],
  ['"ada@x.io","grace@x.io"', ['ada@x.io', 'grace@x.io']],
  ['<ada@x.io>', ['ada@x.io']],
  ['<mailto:ada@x.io>', ['ada@x.io']],
  ['Please invite (ada@x.io).', ['ada@x.io']],
  ["Miles O'Brien <o'brien@x.io>, 'grace@x.io'", ["o'brien@x.io", 'grace@x.io']],
];

test('a name in front of brackets is left out, with the commas in its quotes', () => {
  for (const [text, addresses] of NAMED) assert.deepEqual(read(text), addresses, text);
  assert.deepEqual(mistakes('"Lovelace, Ada" <ada@x.io>'), []);
});

const TABLES = [
  ['Name,Email,Role\nAda,ada@x.io,admin\n"Hopper, Grace",grace@x.io,member', ['ada@x.io', 'grace@x.io'], []],
  ['E-Mail;Name\r\nada@x.io;Ada\r\n"grace@x.io";"the ""real"" one"', ['ada@x.io', 'grace@x.io'], []],
  ['Name\tEmail address\nAda\tada@x.io\n\n', ['ada@x.io'], []],
  ['Email\nada@x.io, grace@x.io', ['ada@x.io', 'grace@x.io'], []],
  ['Name,E-mail 1 - Value,E-mail 2 - Value\nAda,ada@x.io,other@x.io', ['ada@x.io'], []],
  ['"Note","Email"\n"two\nlines",ada@x.io\nlast,grace@x.io', ['ada@x.io', 'grace@x.io'], []],
  ['Name,Email\nAda,\nGrace,grace@\nAlan', [], [['Ada,', 'no_address', 2], ['grace@', 'domain', 3], ['Alan', 'no_address', 4]]],
  ['Email,Note\nada@x.io,ask bob@x.io', ['ada@x.io'], [['ask bob@x.io', 'other_column', 2]]],
  ['Name,Email\n"never closed,ada@x.io\nGrace,grace@x.io', ['ada@x.io', 'grace@x.io'], []],
];

test('of a table whose first line names a column of addresses that column is read', () => {
  for (const [text, addresses, wrong] of TABLES) {
    assert.deepEqual(read(text), addresses, text);
    assert.deepEqual(mistakes(text), wrong, text);
  }
});

const MISTAKES = [
  ['ada', 'no_at_sign'],
  ['@x.io', 'local_part'],
  ['a@b@x.io', 'local_part'],
  ['.a@x.io', 'local_part'],
  ['a..b@x.io', 'local_part'],
  ['"a"@x.io', 'local_part'],
  ['a@', 'domain'],
  ['a@x', 'domain'],
  ['a@x..io', 'domain'],
  ['a@-x.io', 'domain'],
  ['a@x-.io', 'domain'],
  ['a@x.io-', 'domain'],
  ['a@127.0.0.1', 'domain'],
  [`${'a'.repeat(250)}@x.io`, 'too_long'],
];

test('what is no address is told with its reason and its line', () => {
  for (const [text, reason] of MISTAKES) {
    assert.deepEqual(parseEmailAddresses(`ok@x.io\n\n${text},fine@x.io`), {
      emailAddresses: ['ok@x.io', 'fine@x.io'],
      notUnderstood: [{ text, reason, line: 3 }],
      duplicates: [],
    });
  }
});

test('an address is kept as it was first written, and what comes again is told', () => {
  assert.deepEqual(parseEmailAddresses('Ada@X.io, ada@x.io; ADA@X.IO b@x.io'), {
    emailAddresses: ['Ada@X.io', 'b@x.io'],
    notUnderstood: [],
    duplicates: ['ada@x.io', 'ADA@X.IO'],
  });
});

test('nothing at all is nothing', () => {
  for (const text of ['', ' \n\t,;', undefined, null]) {
    assert.deepEqual(parseEmailAddresses(text), { emailAddresses: [], notUnderstood: [], duplicates: [] });
  }
});

test('addresses come back from whatever they are wrapped in, 2,000 times at random', () => {
  const next = random(5);
  const pick = (all) => all[Math.floor(next() * all.length)];
  const wraps = [
    (address) => address,
    (address) => `<${address}>`,
    (address) => `Ada Lovelace <${address}>`,
    (address) => `"Lovelace, Ada; Countess" <${address}>`,
    (address) => `"${address}"`,
    (address) => `'${address}'`,
    (address) => `mailto:${address}`,
    (address) => `(${address})`,
  ];
  for (let round = 0; round < 2000; round += 1) {
    const addresses = Array.from({ length: Math.floor(next() * 8) }, (_, at) => `${pick(['a', "o'b", 'x.y', 'jü+1'])}${at}@${pick(['x.io', 'Sub.Example.co.uk', 'bücher.example'])}`);
    const text = addresses.map((address) => pick(wraps)(address) + pick([',', ';', '\n', '\r\n', '\t', ' ,\n', ';;'])).join('');
    assert.deepEqual(parseEmailAddresses(text), { emailAddresses: addresses, notUnderstood: [], duplicates: [] }, text);
  }
});

test('of 20,000 random texts each @ is told of, and what was read reads the same again', () => {
  const next = random(17);
  const letters = [...'ab@@@.., ;\n\t<>"\'()é-_1'];
  for (let round = 0; round < 20_000; round += 1) {
    const text = Array.from({ length: Math.floor(next() * 40) }, () => letters[Math.floor(next() * letters.length)]).join('');
    const { emailAddresses, notUnderstood, duplicates } = parseEmailAddresses(text);
    assert.deepEqual(read(emailAddresses.join('\n')), emailAddresses, text);
    assert.equal(new Set(emailAddresses.map((one) => one.toLowerCase())).size, emailAddresses.length, text);
    assert.deepEqual(mistakes(emailAddresses.join('\n')), [], text);
    const told = [...emailAddresses, ...duplicates, ...notUnderstood.map(({ text }) => text)].join('');
    const ats = (text) => text.split('@').length - 1;
    // In quotes in front of brackets it is a name.
    if (!/["']/.test(text)) assert.equal(ats(told), ats(text), text);
    for (const { line } of notUnderstood) assert.ok(line >= 1 && line <= text.split('\n').length);
  }
});

test('no text takes long', () => {
  const texts = ['"', '<', '<@', 'a.', 'a@a-', "'", " '", '"a"', ')', '("', '@', ',', 'a@x.io\n'].map((piece) => piece.repeat(50_000));
  const started = performance.now();
  for (const text of texts) {
    for (const whole of [text, `${text}x@`, `<${text}`, `${text}<a@x.io>`, `Name,Email\n${text}`, `Name,Email\n"${text}`]) parseEmailAddresses(whole);
  }
  const { emailAddresses } = parseEmailAddresses(Array.from({ length: 20_000 }, (_, at) => `guest.${at}@example.com`).join('\n'));
  assert.equal(emailAddresses.length, 20_000);
  assert.ok(performance.now() - started < 20_000, `${performance.now() - started} ms`);
});
