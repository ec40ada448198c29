// Prints, as JSON, what a browser fetches for an entry module and how large it is: `node size.mjs TOOLS ENTRY`,
// TOOLS being the folder with this project's pinned npm packages.
//
// Followed are static imports and modules that are fetched by their address (`new URL("….wasm", import.meta.url)`). A
// dynamic import is fetched later, by who uses what it brings: tests/js/package.test.mjs holds that against a page.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const ADDRESS = /new URL\(\s*(["'`])([^"'`]+)\1\s*,\s*import\.meta\.url\s*\)/g;

const [tools, entry] = process.argv.slice(2);
const { rollup } = createRequire(join(tools, 'package.json'))('@rollup/wasm-node');

const later = { name: 'later', resolveDynamicImport: () => false };
const { watchFiles } = await rollup({ input: entry, onwarn: refuse, plugins: [later] });
const scripts = watchFiles.map((file) => relative('.', file));
const fetched = scripts.flatMap((script) =>
  Array.from(readFileSync(script, 'utf8').matchAll(ADDRESS), ([, , address]) => join(dirname(script), address)),
);

/** A module that is not found would be missing in the sum. */
function refuse({ message }) {
  throw new Error(message);
}

const measured = Array.from(new Set([...scripts, ...fetched]), (file) => {
  const bytes = readFileSync(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 22,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return {
    file,
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
});
console.log(JSON.stringify(measured));
