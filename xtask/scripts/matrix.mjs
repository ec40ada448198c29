// Compares the README's table of the environments of the package with the rows that the tests in tests/packages wrote:
// `node matrix.mjs FOLDER README [--write]`. FOLDER has the rows. With --write the table is replaced.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, readme, mode] = process.argv.slice(2);
const [BEGIN, END] = ['<!-- cargo xtask test packages: begin -->\n', '<!-- cargo xtask test packages: end -->'];

const rows = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));

const skipped = rows.filter(({ skip }) => skip);
if (skipped.length) {
  console.log(`not compared, because this machine lacks something: ${skipped.map(({ place, skip }) => `${place} (${skip})`).join(', ')}`);
  process.exit(0);
}

// Places with the same configuration share a row, in the order of the tests.
const places = new Map();
for (const { place, setting } of rows) places.set(setting, (places.get(setting) ?? new Set()).add(place));
// Places without configuration come first.
const settings = [...places.keys()].sort((one, other) => Number(other === 'nothing') - Number(one === 'nothing'));
const lines = settings.map((setting) => `| ${[...places.get(setting)].join(', ')} | ${setting} |`);
const table = ['| where | what to set |', '|---|---|', ...lines, ''].join('\n');

const text = readFileSync(readme, 'utf8');
const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
if (begin < 0 || end < begin) throw new Error(`${readme} has no lines ${BEGIN.trim()} and ${END}`);
const present = text.slice(begin + BEGIN.length, end);
if (mode === '--write') {
  writeFileSync(readme, text.slice(0, begin + BEGIN.length) + table + text.slice(end));
} else if (present !== table) {
  console.error(`The README's table is not what the tests have seen. node xtask/scripts/matrix.mjs ${folder} ${readme} --write replaces it by:\n\n${table}`);
  process.exit(1);
}
console.log(`${rows.length} places in ${settings.length} rows`);
