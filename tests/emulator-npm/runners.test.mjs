// The package in a project of its own: Vitest's global setup, and the types.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-project-'));
  symlinkSync(MODULES, join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
after(() => rmSync(folder, { recursive: true }));

const run = (program, ...args) =>
  spawnSync(process.execPath, [join(MODULES, program), ...args], { cwd: folder, encoding: 'utf8', timeout: 60_000 });

test('a short Vitest test gets an emulator from the global setup', (t) => {
  writeFileSync(
    join(folder, 'vitest.config.js'),
    "export default { test: { globalSetup: 'clerk-organization-emulator/vitest' } };\n",
  );
  writeFileSync(
    join(folder, 'invite.test.js'),
    `import { expect, inject, test } from 'vitest';
import { createClerkClient } from '@clerk/backend';

test('an invitation is listed', async () => {
  const { url, secretKey, organizationId } = inject('clerkEmulator');
  const { organizations } = createClerkClient({ secretKey, apiUrl: url });
  await organizations.createOrganizationInvitation({ organizationId, emailAddress: 'a@example.com', role: 'org:member' });
  const { data } = await organizations.getOrganizationInvitationList({ organizationId });
  expect(data[0].emailAddress).toBe('a@example.com');
});
`,
  );
  const started = performance.now();
  const { status, stdout, stderr } = run('vitest/vitest.mjs', 'run');
  t.diagnostic(`vitest run took ${Math.round(performance.now() - started)} ms`);
  assert.equal(status, 0, stdout + stderr);
});

test('the types say what the functions take and return', () => {
  writeFileSync(
    join(folder, 'sample.ts'),
    `import { createEmulator, installFetch, type Emulator, type Mail } from 'clerk-organization-emulator';
import { clerkFixtures } from 'clerk-organization-emulator/playwright';
import setup from 'clerk-organization-emulator/vitest';

const emulator: Emulator = await createEmulator({ settings: { frontend_bulk_limit: 3 }, now: () => 0 });
const mails: Mail[] = await emulator.outbox.list({ to: 'a@example.com', wait: 10 });
const uninstall: () => void = installFetch(emulator);
const response: Response = await emulator.fetch(emulator.url);
export { clerkFixtures, mails, response, setup, uninstall };
// @ts-expect-error a path is needed
await emulator.faults.add({ status: 503 });
`,
  );
  const flags = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2023,dom', '--skipLibCheck', 'false'];
  const { status, stdout } = run('typescript/bin/tsc', ...flags, 'sample.ts');
  assert.equal(status, 0, stdout);
});
