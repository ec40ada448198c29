// Prints, as JSON, what each step after wasm-pack saves of the first load (brotli, bytes): `node savings.mjs TOOLS GENERATED
// FLAGS…`. The package is built once with all steps and once without each; FLAGS are wasm-opt's. In GENERATED each
// module has a folder, with the module before these steps in `unprocessed.wasm`.

import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const [tools, generated, ...flags] = process.argv.slice(2);
const script = (name, ...args) =>
  execFileSync(process.execPath, [fileURLToPath(new URL(name, import.meta.url)), tools, ...args], { stdio: 'inherit' });

/** The module of the first load. */
const NAME = 'clerk_organization';

/** The size of the first load without a step. */
function sizeWithout(step) {
  const folder = mkdtempSync(join(tmpdir(), 'savings-'));
  try {
    cpSync(generated, folder, { recursive: true });
    const module = join(folder, NAME, `${NAME}_bg.wasm`);
    copyFileSync(join(folder, NAME, 'unprocessed.wasm'), module);
    if (step !== 'no panic code') script('snip.mjs', module);
    script('optimise.mjs', module, ...(step === 'short names' ? ['--keep-names'] : []), ...flags);
    script('bundle.mjs', folder, join(folder, 'package'));
    return brotli(module) + brotli(join(folder, 'package/index.js'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function brotli(file) {
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
}

const whole = sizeWithout(undefined);
const steps = ['no panic code', 'short names'];
console.log(JSON.stringify(steps.map((step) => ({ step, saves: sizeWithout(step) - whole }))));
