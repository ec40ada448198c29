// Optimises the wasm module and shortens the names of its imports and exports: `node optimise.mjs TOOLS MODULE FLAGS…`.
// FLAGS are wasm-opt's. The module is changed in place; `names.json` beside it lists the names for glue.mjs, which
// changes the JavaScript side. With `--keep-names` before the flags the names stay.
//
// wasm-bindgen's names end in hashes, which do not compress. `cargo xtask size` prints what this saves.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [tools, module, ...options] = process.argv.slice(2);
const keepsNames = options[0] === '--keep-names';
const flags = keepsNames ? options.slice(1) : options;

const wasmOpt = join(tools, 'node_modules', '.bin', 'wasm-opt');
const optimise = (passes) => execFileSync(wasmOpt, [...passes, module, '-o', module], { encoding: 'utf8' });
const compiled = () => new WebAssembly.Module(readFileSync(module));
optimise(flags);

/** `{ imports: [from, name, module, short][], exports: [name, short][] }` */
function shorten() {
  // A separate run, because `--converge` repeats all passes and would rename the new names.
  const features = flags.filter((flag) => flag.startsWith('--enable-'));
  const { imports, exports } = JSON.parse(optimise([...features, '--minify-imports-and-exports-and-modules']));
  const [{ module: short }] = WebAssembly.Module.imports(compiled());
  return { imports: imports.map(([from, name, shortName]) => [from, name, short, shortName]), exports };
}

function keep() {
  const whole = compiled();
  const imports = WebAssembly.Module.imports(whole).map(({ module: from, name }) => [from, name, from, name]);
  return { imports, exports: WebAssembly.Module.exports(whole).map(({ name }) => [name, name]) };
}

writeFileSync(join(dirname(module), 'names.json'), JSON.stringify(keepsNames ? keep() : shorten()));
