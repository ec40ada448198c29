// Prints, as JSON, what a browser fetches of the built package and how large it is: `node size.mjs TOOLS PACKAGE`, TOOLS being
// the folder with this project's pinned npm packages. Each group lists the files that come on top of those before it.
//
// Followed are static imports and modules that are fetched by their address (`new URL("….wasm", import.meta.url)`), so that a
// new file cannot slip past. tests/js/package.test.mjs holds the first group against a page.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const ADDRESS = /new URL\(\s*(["'`])([^"'`]+\.wasm)\1\s*,\s*import\.meta\.url\s*\)/g;

const [tools, folder] = process.argv.slice(2);
const { rollup } = createRequire(join(tools, 'package.json'))('@rollup/wasm-node');

/** What each group is fetched for, and by which file. The first is what every page fetches. */
const GROUPS = [
  ['load', 'index.js'],
  ['account', 'chunks/account.js'],
  ['lists', 'chunks/invitations.js'],
  ['components', 'chunks/components.js'],
  ['react', 'react.js'],
];

/** A file that is not found would be missing in the sum. */
function refuse({ code, message }) {
  if (code !== 'MODULE_LEVEL_DIRECTIVE') throw new Error(message);
}

async function fetchedFor(entry) {
  const later = { name: 'later', resolveDynamicImport: (path) => ({ id: `later:${path}`, external: true }) };
  const external = (id) => id === 'react' || id.startsWith('later:');
  const { watchFiles } = await rollup({ input: join(folder, entry), onwarn: refuse, plugins: [later], external });
  return watchFiles.flatMap((script) => [
    script,
    ...Array.from(readFileSync(script, 'utf8').matchAll(ADDRESS), ([, , address]) => join(dirname(script), address)),
  ]);
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

// The chunk of lists comes after that of accounts; the others need the first group alone.
const groups = [];
const before = new Set();
for (const [name, entry] of GROUPS) {
  const files = [...new Set(await fetchedFor(entry))].filter((file) => !before.has(file));
  if (name === 'load') for (const file of files) before.add(file);
  groups.push({ name, files: files.map(measured) });
}
console.log(JSON.stringify(groups));
