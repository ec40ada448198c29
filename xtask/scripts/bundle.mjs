// Makes one small script of a module and what it imports: `node bundle.mjs TOOLS ENTRY OUTPUT`, TOOLS being the
// folder with this project's pinned npm packages.
//
// One file because each further level of imports is a round trip before the wasm module can start.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [tools, entry, output] = process.argv.slice(2);
const require = createRequire(join(tools, 'package.json'));
const { rollup } = require('@rollup/wasm-node');
const { minify } = require('terser');

// What the package uses of what wasm-bindgen exports; the rest is left out.
const { output: [whole] } = await (await rollup({ input: entry })).generate({ format: 'es' });
const used = whole.exports.filter((name) => name !== 'initSync');
const chosen = {
  name: 'chosen',
  resolveId: (id) => (id === 'chosen' ? id : null),
  load: (id) => (id === 'chosen' ? `export { ${used} } from ${JSON.stringify(entry)};` : null),
};
const { output: [bundled] } = await (await rollup({ input: 'chosen', plugins: [chosen] })).generate({ format: 'es' });
// Left as it is: `new URL("….wasm", import.meta.url)`, by which bundlers find the module.
const { code } = await minify(bundled.code, {
  module: true,
  keep_classnames: true,
  ecma: 2022,
  compress: { passes: 3, unsafe_arrows: true, unsafe_methods: true },
  format: { comments: false },
});
writeFileSync(output, code);

// The names of classes are part of what callers see: in errors, in the console, in Clerk's own type guards.
for (const [name, value] of Object.entries(await import(pathToFileURL(output)))) {
  if (typeof value === 'function' && /^class\b/.test(`${value}`) && value.name !== name) {
    throw new Error(`the exported class ${name} calls itself ${value.name}`);
  }
}
