// The demo's end-to-end tests on the demo without a server: the same files, with the emulator in a service worker.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FILES = ['list', 'invite', 'revoke', 'bulk', 'keyboard', 'safety', 'tabs', 'team'];

/** What cannot hold without a server, with the reason. */
const NOT_HERE = {
  'while parts come and go, no number on the page goes up and down': "Playwright cannot hold back a service worker's answers",
  'an answer that is lost leaves its part not known, and sending again finds what is there': "Playwright cannot replace a service worker's answers",
};

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const pattern = `^(?!(${Object.keys(NOT_HERE).map(escaped).join('|') || '\\n'})$)`;

for (const name of FILES) {
  test(`tests/e2e/${name}.test.mjs`, async (t) => {
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
    const args = ['--import', here('static-demo.mjs'), `--test-name-pattern=${pattern}`, here(`../e2e/${name}.test.mjs`)];
    const run = promisify(execFile)(process.execPath, args, { env: environment, timeout: 240_000 });
    const { stdout } = await run.catch(({ stdout, stderr }) => assert.fail(stdout + stderr));
    const [, passed] = /^# pass (\d+)$/m.exec(stdout) ?? /ℹ pass (\d+)/.exec(stdout) ?? [];
    t.diagnostic(`${passed} passed`);
    assert.ok(Number(passed) > 0);
  });
}
