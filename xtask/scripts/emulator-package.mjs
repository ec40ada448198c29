// Post-processes the output of wasm-bindgen for `cargo xtask build emulator`: turns the script into a module that
// exports `createGlue`, so that each emulator has its own WebAssembly instance, and compares the module with its size
// budget.
//
//   node emulator-package.mjs NPM GENERATED PACKAGE BUDGET

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [generated, destination, budgetFile] = process.argv.slice(3);

// The target `no-modules` declares one variable with the whole API.
const script = readFileSync(join(generated, 'emulator.js'), 'utf8');
if (!script.startsWith('let wasm_bindgen = ')) throw new Error('wasm-bindgen writes another script for the target no-modules');
writeFileSync(join(destination, 'glue.js'), `export function createGlue() {\n${script}\nreturn wasm_bindgen;\n}\n`);

const module = readFileSync(join(generated, 'optimised.wasm'));
if (module.includes('/.cargo/') || module.includes('/registry/src/')) throw new Error('the wasm module names folders of this machine');
// SQLite without some of its parts may import functions of the C library, which the module does not have.
const foreign = WebAssembly.Module.imports(new WebAssembly.Module(module)).filter((found) => !found.module.endsWith('_bg.js'));
if (foreign.length > 0) throw new Error(`the wasm module asks for ${foreign.map(({ name }) => name).join(', ')}`);
writeFileSync(join(destination, 'emulator.wasm'), module);

const gzip = gzipSync(module, { level: 9 }).length;
const brotli = brotliCompressSync(module, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const { gzip: budget } = JSON.parse(readFileSync(budgetFile, 'utf8'));
console.log(`  emulator.wasm: ${module.length} bytes, gzip ${gzip} (budget ${budget}), brotli ${brotli}`);
if (gzip > budget) throw new Error(`emulator.wasm is ${gzip - budget} bytes over its budget (gzip)`);
