// Removes the bodies of functions that run only after a panic, and the exports that the module's script does not use: `node
// snip.mjs TOOLS MODULE`. MODULE is a wasm module that is not optimised yet, so that functions still have names. It is
// changed in place.
//
// A panic in this module is a trap with or without its message, and without a panic hook nothing reads the message. The
// code of the standard library that formats it is a tenth of the module. A function that no pattern matches stays. A
// removed function that still runs is a trap, which the tests of the package would find.

import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import { usedExports } from './glue.mjs';
import { shortenTraps } from './traps.mjs';

const [tools, file] = process.argv.slice(2);
const require = createRequire(join(tools, 'package.json'));
const { default: binaryen } = await import(pathToFileURL(require.resolve('binaryen')));
const { parseAst } = require('@rollup/wasm-node/parseAst');

const LOST = [
  // The start and the end of a panic.
  /^(core|std)(\[\w+\])?::panicking\b/,
  /^__rustc(\[\w+\])?::(rust_panic|__rust_start_panic|rust_begin_unwind|__rust_abort)/,
  /^core(\[\w+\])?::(option|result)::(unwrap_failed|expect_failed)/,
  /^core(\[\w+\])?::cell::panic_/,
  /^core(\[\w+\])?::slice::index::slice/,
  /^core(\[\w+\])?::str::slice_error/,
  /^alloc(\[\w+\])?::raw_vec::(handle_error|capacity_overflow)/,
  /^alloc(\[\w+\])?::alloc::handle_alloc/,
  /^<?std(\[\w+\])?::alloc/,
  // Panics of wasm-bindgen.
  /^wasm_bindgen(\[\w+\])?::(throw_str|__rt::throw)/,
  // wasm-bindgen's code for closures and futures, which no module exports or passes to JavaScript; only the function
  // table refers to it. A module with a closure would import the function that creates one.
  /^wasm_bindgen(\[\w+\])?::convert::closures\b/,
  /^js_sys(\[\w+\])?::futures\b/,
  // The formatting of the message.
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
// The optimiser then removes code that only these exports reach.
const used = usedExports(readFileSync(file.replace(/\.wasm$/, '.js'), 'utf8'), parseAst);
for (let index = module.getNumExports() - 1; index >= 0; index -= 1) {
  const { name } = binaryen.getExportInfo(module.getExportByIndex(index));
  if (!used.has(name)) module.removeExport(name);
}
if (!taken) throw new Error('the module names no function of the standard library: was it built with names?');
shortenTraps(binaryen, module);
if (!module.validate()) throw new Error('the module is not valid any more');
writeFileSync(file, module.emitBinary());

// The messages and locations of panics, which nothing reads. They are zeroed, because zeros compress to almost nothing.
const PLACES = /[\w/.+-]*\/[\w/.+-]+\.rs\0/g;
const MESSAGES = [
  'index out of bounds: the len is ',
  ' but the index is ',
  'cannot access a Thread Local Storage value during or after destruction: ',
  'removal index (is ',
  'swap_remove index (is ',
  ') should be < len (is ',
  'capacity overflow',
  'slice index starts at ',
  'range start index ',
  'range end index ',
  ' out of range for slice of length ',
  'attempted to take ownership of Rust value while it was borrowed',
  'recursive use of an object detected which would lead to unsafe aliasing in rust',
  'null pointer passed to rust',
  'attempt to join into collection with len > usize::MAX',
  'mid > len',
  'RefCell already mutably borrowed',
  'RefCell already borrowed',
  'closure invoked recursively or after being dropped',
  'AccessError',
  'Tried to shrink to a larger capacity',
  // The digit pairs for numbers in a message.
  Array.from({ length: 100 }, (_, number) => `${number}`.padStart(2, '0')).join(''),
];
const bytes = readFileSync(file);
const text = bytes.toString('latin1');
const { start, address } = firstSegment(bytes);
for (const { index, 0: place } of text.matchAll(PLACES)) {
  bytes.fill(0, index, index + place.length);
  // `core::panic::Location`: the address and length of the file's name, the line and the column.
  const name = Buffer.alloc(8);
  name.writeUInt32LE(index - start + address, 0);
  name.writeUInt32LE(place.length - 1, 4);
  for (let at = bytes.indexOf(name, start); at >= 0; at = bytes.indexOf(name, at + 1)) bytes.fill(0, at, at + 16);
}
for (const message of MESSAGES) {
  const index = text.indexOf(message);
  if (index >= 0) bytes.fill(0, index, index + message.length);
}
writeFileSync(file, bytes);

/** The offset of the first data segment in the file, and its address in memory. */
function firstSegment(bytes) {
  let at = 8;
  // LEB128; these numbers are unsigned.
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const DATA = 11;
  while (bytes[at++] !== DATA) {
    const size = number();
    at += size;
  }
  // The section's size, its number of segments, the kind of the first one.
  for (let skipped = 0; skipped < 3; skipped += 1) number();
  // `i32.const` before the address, `end` behind it, then the segment's size.
  at += 1;
  const address = number();
  at += 1;
  number();
  return { start: at, address };
}
