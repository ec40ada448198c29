// Prints, as JSON, the files that a browser fetches of the built package, with their sizes: `node size.mjs TOOLS
// PACKAGE`. TOOLS is the folder with this project's pinned npm packages. Each group lists the files in addition to
// earlier groups.
//
// It follows static imports and modules that are fetched by URL (`new URL("….wasm", import.meta.url)`), so that no new
// file is missed. tests/js/package.test.mjs compares the first group with a page's requests.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const ADDRESS = /new URL\(\s*(["'`])([^"'`]+\.wasm)\1\s*,\s*import\.meta\.url\s*\)/g;

const [tools, folder] = process.argv.slice(2);
const { parseAst } = createRequire(join(tools, 'package.json'))('@rollup/wasm-node/parseAst');

/** The groups: a name and the file that fetches it. Every page fetches the first group. */
const GROUPS = [
  ['load', 'index.js'],
  ['account', 'chunks/account.js'],
  ['organization', 'chunks/organization.js'],
  ['lists', 'chunks/invitations.js'],
  ['components', 'chunks/components.js'],
  ['react', 'react.js'],
  ['vue', 'vue.js'],
  ['svelte', 'svelte.js'],
];

/** A file, its static imports, and the modules that it fetches by URL. */
function fetchedFor(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(file, 'utf8');
  for (const { source } of parseAst(text).body) {
    if (source?.value.startsWith('.')) fetchedFor(join(dirname(file), source.value), found);
  }
  for (const [, , address] of text.matchAll(ADDRESS)) found.add(join(dirname(file), address));
  return found;
}

function measured(file) {
  const bytes = readFileSync(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 22,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return {
    file: relative(folder, file),
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}

// The chunks for organizations and lists come after the one for accounts; the others need only the first group.
const groups = [];
const before = new Set();
for (const [name, entry] of GROUPS) {
  const files = [...fetchedFor(join(folder, entry))].filter((file) => !before.has(file));
  if (name === 'load') for (const file of files) before.add(file);
  groups.push({ name, files: files.map(measured) });
}
console.log(JSON.stringify(groups));
