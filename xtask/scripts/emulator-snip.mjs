// Removes code that never runs from the emulator's WebAssembly module: `node emulator-snip.mjs TOOLS MODULE`. MODULE is
// not optimised yet, so that functions still have names. It is changed in place.
//
// A removed function that still runs traps, which answers 500 and restarts the emulator. The suite with Clerk's own
// packages runs on this module and would find that.

import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import { withoutPlaces } from './panic-places.mjs';

const [tools, file] = process.argv.slice(2);
const require = createRequire(join(tools, 'package.json'));
const { default: binaryen } = await import(pathToFileURL(require.resolve('binaryen')));

/**
 * Patterns of the functions to remove, by reason. Each pattern must match a function, because a new version of SQLite
 * or of the compiler may change names.
 */
const LOST = {
  'a panic is a trap, with or without its message': [
    /^(core|std)(\[\w+\])?::panicking\b/,
    /^__rustc(\[\w+\])?::(rust_panic|rust_begin_unwind)/,
    /^core(\[\w+\])?::(option|result)::(unwrap_failed|expect_failed)/,
    /^core(\[\w+\])?::cell::panic_/,
    /^core(\[\w+\])?::slice::index::slice/,
    /^core(\[\w+\])?::str::slice_error/,
    /^alloc(\[\w+\])?::raw_vec::(handle_error|capacity_overflow)/,
    /^alloc(\[\w+\])?::alloc::handle_alloc/,
  ],
  // SQLite's parser supports its whole language, so these cannot be left out when it is compiled. They are the entry
  // points of features; functions that only they call are removed too. Cleanup functions are also called for other
  // statements and stay.
  'no statement has a window function': [/^window(ReturnOneRow|AggStep|AggFinal|CodeOp|CodeRangeTest|CheckValue)$/, /^(row_number|percent_rank|cume_dist|ntile)(Step|Value|Inv)Func$/],
  'no statement is DETACH, VACUUM or ANALYZE (opening an image attaches it)': [/^detachFunc$/, /^sqlite3RunVacuum$/, /^analyzeOneTable$/],
  'ALTER TABLE adds columns only': [/^rename(Column|Table|Quotefix)Func$/, /^renameTableTest$/, /^drop(Column|Constraint)Func$/],
  'no statement has a date or time function': [/^isDate$/],
  'a sort stays in memory (SQLITE_TEMP_STORE=2)': [/^vdbeMergeEngine(Init|Step)$/, /^vdbeSorterFlushPMA$/],
};

binaryen.setDebugInfo(true);
const module = binaryen.readBinary(readFileSync(file));
const functions = Array.from({ length: module.getNumFunctions() }, (_, index) => module.getFunctionByIndex(index));
const named = functions.map((found) => ({ found, ...binaryen.getFunctionInfo(found) })).filter((info) => !info.module);
for (const [reason, patterns] of Object.entries(LOST)) {
  let taken = 0;
  for (const pattern of patterns) {
    const met = named.filter(({ name }) => pattern.test(name));
    if (met.length === 0) throw new Error(`no function is named ${pattern} any more (${reason})`);
    for (const { found } of met) binaryen.Function.setBody(found, module.unreachable());
    taken += met.length;
  }
  console.log(`  ${taken} functions removed: ${reason}`);
}
if (!module.validate()) throw new Error('the module is not valid any more');
writeFileSync(file, withoutPlaces(Buffer.from(module.emitBinary())));
