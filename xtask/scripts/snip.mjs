// Removes the bodies of functions that run only after a panic: `node snip.mjs TOOLS MODULE`, MODULE being a wasm module that
// is not optimised yet, so that functions still have names. It is changed in place.
//
// A panic in this module is a trap, with or without its message, and nothing reads the message: there is no panic hook. The
// code of the standard library that writes it (panics and formatting) is a tenth of the module. A function that is not found
// here stays; one that is removed and runs all the same is a trap, which the tests of the package would meet.

import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [tools, file] = process.argv.slice(2);
const require = createRequire(join(tools, 'package.json'));
const { default: binaryen } = await import(pathToFileURL(require.resolve('binaryen')));

const LOST = [
  // Where a panic begins and ends.
  /^(core|std)(\[\w+\])?::panicking\b/,
  /^__rustc(\[\w+\])?::(rust_panic|__rust_start_panic|rust_begin_unwind|__rust_abort)/,
  /^core(\[\w+\])?::(option|result)::(unwrap_failed|expect_failed)/,
  /^core(\[\w+\])?::cell::panic_/,
  /^core(\[\w+\])?::slice::index::slice/,
  /^core(\[\w+\])?::str::slice_error/,
  /^alloc(\[\w+\])?::raw_vec::(handle_error|capacity_overflow)/,
  /^alloc(\[\w+\])?::alloc::handle_alloc/,
  /^<?std(\[\w+\])?::alloc/,
  // How its message is written.
  /^(core|alloc)(\[\w+\])?::fmt\b/,
  / as core(\[\w+\])?::fmt::/,
];

binaryen.setDebugInfo(true);
const module = binaryen.readBinary(readFileSync(file));
let taken = 0;
for (let index = 0; index < module.getNumFunctions(); index += 1) {
  const found = module.getFunctionByIndex(index);
  const { name, module: importedFrom } = binaryen.getFunctionInfo(found);
  if (importedFrom || !LOST.some((pattern) => pattern.test(name))) continue;
  binaryen.Function.setBody(found, module.unreachable());
  taken += 1;
}
if (!taken) throw new Error('the module names no function of the standard library: was it built with names?');
if (!module.validate()) throw new Error('the module is not valid any more');
writeFileSync(file, module.emitBinary());
