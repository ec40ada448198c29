// The package in the oldest supported Node and in a newer one than runs these tests.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FILES = ['core', 'command'];
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// The npm packages with Node executables are for Linux on x64 only.
const skip = process.platform !== 'linux' || process.arch !== 'x64' ? 'the executables are for Linux on x64' : false;

for (const version of [18, 22]) {
  test(`Node ${version} passes the tests of the package and its command`, { skip }, async (t) => {
    const node = here(`node_modules/node-${version}/bin/node`);
    const { stdout: named } = await promisify(execFile)(node, ['--version']);
    assert.ok(named.startsWith(`v${version}.`), named);
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
    const files = FILES.map((name) => here(`${name}.test.mjs`));
    const run = promisify(execFile)(node, ['--test', ...files], { env: environment, timeout: 180_000 });
    const { stdout } = await run.catch(({ stdout, stderr }) => assert.fail(stdout + stderr));
    const [, passed] = /^# pass (\d+)$/m.exec(stdout) ?? /ℹ pass (\d+)/.exec(stdout);
    t.diagnostic(`${named.trim()}: ${passed} passed`);
    assert.ok(Number(passed) >= 10);
  });
}
