// Optimises the wasm module and gives its imports and exports short names: `node optimise.mjs TOOLS FOLDER FLAGS…`, FLAGS
// being wasm-opt's, FOLDER what wasm-pack wrote. The module is changed in place; `names.json` beside it lists the new names
// for glue.mjs, which changes the JavaScript side.
//
// wasm-bindgen's names end in hashes, which no compression shortens: `cargo xtask size` prints what this saves.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [tools, folder, ...flags] = process.argv.slice(2);
const module = join(folder, 'clerk_organization_bg.wasm');

const wasmOpt = join(tools, 'node_modules', '.bin', 'wasm-opt');
const optimise = (passes) => execFileSync(wasmOpt, [...passes, module, '-o', module], { encoding: 'utf8' });
optimise(flags);
// A run of its own, because `--converge` repeats all passes and would rename the new names.
const features = flags.filter((flag) => flag.startsWith('--enable-'));
const { imports, exports } = JSON.parse(optimise([...features, '--minify-imports-and-exports-and-modules']));
const [{ module: importedModule }] = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(module)));
writeFileSync(join(folder, 'names.json'), JSON.stringify({ importedModule, imports, exports }));
