// Optimises the wasm module and gives what it and its script call each other short names:
// `node shorten.mjs TOOLS FOLDER FLAGS…`, FLAGS being wasm-opt's, FOLDER what wasm-pack wrote, which is changed in place.
//
// wasm-bindgen's names end in hashes, which no compression shortens: 1.6 KB (brotli) of the package. wasm-opt renames
// the module's side and prints what it did; the script's side is renamed here, and a name that is not found there
// fails the build rather than the page.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [tools, folder, ...flags] = process.argv.slice(2);
const module = join(folder, 'clerk_organization_bg.wasm');
const script = join(folder, 'clerk_organization.js');

const wasmOpt = join(tools, 'node_modules', '.bin', 'wasm-opt');
const optimise = (passes) => execFileSync(wasmOpt, [...passes, module, '-o', module], { encoding: 'utf8' });
optimise(flags);
// By itself, because `--converge` repeats all passes, and a second renaming would be of the new names.
const features = flags.filter((flag) => flag.startsWith('--enable-'));
const printed = optimise([...features, '--minify-imports-and-exports-and-modules']);
const renamed = JSON.parse(printed);
const [{ module: shortModule }] = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(module)));

let code = readFileSync(script, 'utf8');

function replace(what, pattern, replacement) {
  let found = 0;
  code = code.replace(pattern, (...match) => {
    found += 1;
    return replacement(...match);
  });
  if (!found) throw new Error(`the script of wasm-bindgen has no ${what}`);
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

// What the module imports from its script stands as members of one object, and what it imports from another file as
// that whole file: the short names of such a file's functions are added to the object.
let added = '';
for (const [from, name, short] of renamed.imports) {
  if (from === './clerk_organization_bg.js') {
    replace(`import ${name}`, new RegExp(`^(\\s+)${escaped(name)}: `, 'gm'), (_, indent) => `${indent}${short}: `);
  } else {
    const [, file] = new RegExp(`"${escaped(from)}": (import\\d+)`).exec(code) ?? [];
    if (!file) throw new Error(`the script of wasm-bindgen has no import of ${from}`);
    added += ` ${short}: ${file}.${name},`;
  }
}
replace('object of imports', /(return \{\s+__proto__: null,)\s+"\.\/clerk_organization_bg\.js": import0,[^}]*\}/g, (_, start) => {
  return `${start} ${shortModule}: Object.assign(import0, {${added} }) }`;
});

for (const [name, short] of renamed.exports) {
  // Not all that the module exports is used by the script.
  code = code.replace(new RegExp(`\\bwasm\\.${escaped(name)}\\b`, 'g'), () => `wasm.${short}`);
}
const exported = new Set(renamed.exports.map(([, short]) => short));
for (const [, used] of code.matchAll(/\bwasm\.([\w$]+)/g)) {
  if (!exported.has(used)) throw new Error(`the script of wasm-bindgen uses ${used}, which the module does not export`);
}
writeFileSync(script, code);
