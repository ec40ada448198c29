// Prints, as JSON, what a browser fetches for an entry module and how large it is: `node size.mjs TOOLS ENTRY`,
// TOOLS being the folder with this project's pinned npm packages.
//
// Followed are imports, static and dynamic, and modules that are fetched by their address:
// `new URL("….wasm", import.meta.url)`.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [tools, entry] = process.argv.slice(2);
const { init, parse } = createRequire(join(tools, 'package.json'))('es-module-lexer');
await init();

const ADDRESS = /new URL\(\s*(["'`])([^"'`]+)\1\s*,\s*import\.meta\.url\s*\)/g;

function addresses(script) {
  const source = readFileSync(script, 'utf8');
  const [imports] = parse(source, script);
  const imported = imports.filter(({ type }) => type !== 'import-meta').map(({ specifier, glob }) => {
    if (glob || !specifier?.startsWith('.')) throw new Error(`${script} imports ${specifier ?? 'a computed address'}: no file to measure`);
    return specifier;
  });
  return [...imported, ...Array.from(source.matchAll(ADDRESS), ([, , address]) => address)];
}

const files = new Set([normalize(entry)]);
for (const file of files) {
  if (file.endsWith('.js')) addresses(file).forEach((address) => files.add(join(dirname(file), address)));
}

const measured = [...files].map((file) => {
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
