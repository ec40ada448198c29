// The package in engines without a browser, each in its own process: Node releases, Deno and Bun.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { beforeEach } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { reset } from '../support/emulator.mjs';
import { runsIn } from './matrix.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const PROGRAM = at('app/engine.mjs');
const WORK = at('node_modules/.cache');

/** Each engine by its executable, which npm installs only on Linux. */
const ENGINES = {
  'Node 18': [at('node_modules/node-18/bin/node')],
  'Node 20': [at('node_modules/node-20/bin/node')],
  'Node 22': [at('node_modules/node-22/bin/node')],
  'Deno 2': [at('node_modules/@deno/linux-x64-glibc/deno'), 'run', '--quiet', '--allow-all', '--no-lock', '--node-modules-dir=manual'],
  'Bun 1': [at('node_modules/@oven/bun-linux-x64/bin/bun'), 'run'],
};

beforeEach(reset);

for (const [place, [executable, ...args]] of Object.entries(ENGINES)) {
  const skip = existsSync(executable) ? false : `${executable} is missing`;
  const body = async () => {
    const { stdout } = await promisify(execFile)(executable, [...args, PROGRAM], {
      env: { ...process.env, DENO_DIR: `${WORK}/deno`, DENO_NO_UPDATE_CHECK: '1' },
      timeout: 60_000,
    });
    assert.deepEqual(JSON.parse(stdout), { total: 31, status: 'revoked', refused: true, walked: 32, emailAddresses: ['ada@example.com'] });
  };
  runsIn(place, 'nothing', body, { skip });
}
