// The interop suite on its second transport: Clerk's own packages and ours talk to the WebAssembly build over HTTP.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { createEmulator } from 'clerk-organization-emulator';

const FILES = ['backend', 'backend-resources', 'shapes', 'clerk-js', 'clerk-js-organization', 'journey-organization', 'instances'];

let emulator;
before(async () => {
  emulator = await createEmulator();
  await emulator.listen();
});
after(() => emulator?.close());

for (const name of FILES) {
  test(`tests/interop/${name}.test.mjs`, async () => {
    const { url, publishableKey, secretKey, organizationId, admin, member } = emulator;
    const announced = JSON.stringify({ url, publishableKey, secretKey, organizationId, admin, member });
    const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
    const file = fileURLToPath(new URL(`../interop/${name}.test.mjs`, import.meta.url));
    const run = promisify(execFile)(process.execPath, ['--test', file], {
      env: { ...inherited, CLERK_EMULATOR: announced, CLERK_EMULATOR_URL: url },
      timeout: 120_000,
    });
    await run.catch(({ stdout, stderr }) => assert.fail(stdout + stderr));
  });
}
