// Orders the functions of an optimised WebAssembly module for gzip: `node order-functions.mjs TOOLS MODULE FLAGS…`.
// FLAGS are wasm-opt's; only the features are used. The module is changed in place.
//
// gzip finds repetitions within 32 KB. Without this, similar functions, such as one generic function for two types, are
// as far apart in the 2 MB as the linker put them.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { SECTION, number, sections } from './wasm-binary.mjs';

const [tools, module, ...flags] = process.argv.slice(2);

/** The window of gzip in bytes. */
const WINDOW = 32 * 1024;
/** The length of the compared byte sequences, and the sampling rate: one of `PART` sequences, chosen by its hash. */
const [LENGTH, PART] = [6, 2];
/** A sequence in more functions than this is ignored, because it says nothing about similarity. */
const COMMON = 400;
/** Flags that reorder functions and keep the code as `-Oz` wrote it. */
const REORDER = ['--reorder-functions-by-name', '--strip-debug', '--optimize-level=2', '--shrink-level=2', '--generate-stack-ir', '--optimize-stack-ir'];

/** The bodies of a module's functions. */
function bodies(bytes) {
  const code = sections(bytes).find(({ kind }) => kind === SECTION.code);
  let [count, at] = number(bytes, code.contents);
  const found = [];
  for (; count > 0; count -= 1) {
    const [length, begins] = number(bytes, at);
    at = begins + length;
    found.push(bytes.subarray(begins, at));
  }
  return found;
}

/** Hashes of the sampled sequences in a function, with the same sampling in each function. */
function sequences(body) {
  const found = new Set();
  for (let at = 0; at + LENGTH <= body.length; at += 1) {
    // FNV-1a.
    let hash = 0x811c9dc5;
    for (let next = at; next < at + LENGTH; next += 1) hash = Math.imul(hash ^ body[next], 0x01000193);
    hash = (hash ^ (hash >>> 15)) >>> 0;
    if (hash % PART === 0) found.add(hash);
  }
  return found;
}

/** The functions' numbers in an order in which each follows those with which it has most in common. */
function similarityOrder(functions) {
  const found = functions.map(sequences);
  const owners = new Map();
  for (const [index, hashes] of found.entries()) {
    for (const hash of hashes) {
      const owned = owners.get(hash);
      if (owned) owned.push(index);
      else owners.set(hash, [index]);
    }
  }
  /** How much each function shares with the window. Rare sequences count more. */
  const shared = new Float64Array(functions.length);
  const change = (hash, sign) => {
    const owned = owners.get(hash);
    if (owned.length > COMMON) return;
    for (const index of owned) shared[index] += sign / Math.log2(owned.length + 1);
  };
  const scale = found.map(({ size }) => (size + 8) ** 0.85);
  const left = new Set(functions.keys());
  const window = new Map();
  const order = [];
  for (let [length, oldest] = [0, 0]; left.size > 0; ) {
    let [best, most] = [-1, -1];
    for (const index of left) {
      const score = shared[index] / scale[index];
      if (score > most) [best, most] = [index, score];
    }
    left.delete(best);
    order.push(best);
    length += functions[best].length;
    for (const hash of found[best]) {
      const times = window.get(hash) ?? 0;
      window.set(hash, times + 1);
      if (times === 0) change(hash, 1);
    }
    for (; length > WINDOW && oldest < order.length - 1; oldest += 1) {
      length -= functions[order[oldest]].length;
      for (const hash of found[order[oldest]]) {
        const times = window.get(hash) - 1;
        window.set(hash, times);
        if (times === 0) change(hash, -1);
      }
    }
  }
  return order;
}

function leb128(value) {
  const bytes = [];
  for (; value > 0x7f; value = Math.floor(value / 128)) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

const sized = (bytes) => Buffer.concat([leb128(bytes.length), bytes]);

/** The module with function names whose alphabetical order is `order`. It must have no names yet. */
function withNames(bytes, order) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
  const imported = imports.filter(({ kind }) => kind === 'function').length;
  const names = [];
  for (const [place, index] of order.entries()) {
    names[index] = Buffer.concat([leb128(imported + index), sized(Buffer.from(`f${String(place).padStart(6, '0')}`))]);
  }
  const FUNCTIONS = Buffer.from([1]);
  const map = Buffer.concat([leb128(names.length), ...names]);
  const section = Buffer.concat([sized(Buffer.from('name')), FUNCTIONS, sized(map)]);
  return Buffer.concat([bytes, Buffer.from([SECTION.custom]), sized(section)]);
}

const before = readFileSync(module);
writeFileSync(module, withNames(before, similarityOrder(bodies(before))));
const features = flags.filter((flag) => flag.startsWith('--enable-'));
execFileSync(join(tools, 'node_modules', '.bin', 'wasm-opt'), [module, ...features, ...REORDER, '-o', module]);
const saved = gzipSync(before, { level: 9 }).length - gzipSync(readFileSync(module), { level: 9 }).length;
console.log(`  ${saved} bytes saved by the order of functions (gzip)`);
if (saved < 0) throw new Error('the order of functions makes the module larger');
