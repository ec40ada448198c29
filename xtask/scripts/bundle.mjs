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

// Closures and finalizers of a module that has ended must not reach the one that came after it, whose memory is another;
// and what ends a module is to be known (src/js/termination.js).
const GUARDS = [
  [/wasm = instance\.exports;/g, 'wasm = guarded(instance.exports, () => (__wbg_init_promise = undefined));'],
  [/if \(wasm !== undefined\) return wasm;/g, 'if (wasm !== undefined && !wasm.ended) return wasm;'],
  [/\{ a: arg0, b: arg1, cnt: 1 \}/g, '{ a: arg0, b: arg1, cnt: 1, of: wasm }'],
  [/const real = \(\.\.\.args\) => \{/g, '$& if (state.of !== wasm || wasm.ended) return;'],
  [/if \(--state\.cnt === 0\) \{/g, 'if (--state.cnt === 0 && state.of === wasm) {'],
  [/new FinalizationRegistry\(state => /g, '$&state.of === wasm && '],
];
// What every engine has that knows reference types, without which the module does not start; what is never called; and
// `free`, because callers have nothing to free.
const LEFT_OUT = [
  [/\(typeof FinalizationRegistry === 'undefined'\)\n.*\n\s*: /g, ''],
  [/const ret = typeof (globalThis|global|self|window) === 'undefined' \? undefined : \1;/g, 'const ret = globalThis;'],
  [/^if \(!\('encodeInto' in cachedTextEncoder\)\) \{[^]*?^\}\n/gm, ''],
  [/^    if \(realloc === undefined\) \{[^]*?^    \}\n/gm, ''],
  [/^    if \(module_or_path !== undefined\) \{[^]*?^    \}\n/gm, ''],
  [/^    free\(\) \{[^]*?^    \}\n/gm, ''],
  [/^if \(Symbol\.dispose\) .*\n/gm, ''],
];
const mended = {
  name: 'mended',
  transform(code, id) {
    if (id !== entry) return null;
    for (const [pattern, replacement] of [...GUARDS, ...LEFT_OUT]) {
      const before = code;
      code = code.replace(pattern, replacement);
      if (code === before) throw new Error(`the script of wasm-bindgen has no ${pattern}`);
    }
    return code;
  },
};

// What the package uses of what wasm-bindgen exports; the rest is left out.
const { output: [whole] } = await (await rollup({ input: entry })).generate({ format: 'es' });
const used = whole.exports.filter((name) => !['initSync', 'guarded'].includes(name));
const chosen = {
  name: 'chosen',
  resolveId: (id) => (id === 'chosen' ? id : null),
  load: (id) => (id === 'chosen' ? `export { ${used} } from ${JSON.stringify(entry)};` : null),
};
const { output: [bundled] } = await (await rollup({ input: 'chosen', plugins: [chosen, mended] })).generate({ format: 'es' });
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
