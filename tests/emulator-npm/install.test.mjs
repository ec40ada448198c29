// From an empty folder to a passing test and a running command, with the package installed from its tarball.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const TARBALL = process.env.CLERK_EMULATOR_TARBALL;
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));

let folder;
before(() => {
  assert.ok(TARBALL, 'CLERK_EMULATOR_TARBALL is not set. It is the path of the file that `npm pack` writes.');
  folder = mkdtempSync(join(tmpdir(), 'empty-'));
});
after(() => rmSync(folder, { recursive: true }));

function run(program, ...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  assert.equal(status, 0, `${program} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

test('after npm init and npm install a ten-line Vitest test passes', (t) => {
  const started = performance.now();
  run('npm', 'init', '-y');
  run('npm', 'install', '--no-audit', '--no-fund', TARBALL);
  const installed = performance.now();
  // Packages that an app already has.
  for (const name of ['vitest', '@clerk']) symlinkSync(join(MODULES, name), join(folder, 'node_modules', name));
  const lines = `import { createClerkClient } from '@clerk/backend';
import { createEmulator } from 'clerk-organization-emulator';
import { expect, test } from 'vitest';
test('an invitation is listed', async () => {
  const emulator = await createEmulator();
  const { url: apiUrl } = await emulator.listen();
  const { organizations } = createClerkClient({ secretKey: emulator.secretKey, apiUrl });
  const { data } = await organizations.getOrganizationInvitationList({ organizationId: emulator.organizationId });
  expect(data.length).toBeGreaterThan(0);
});
`;
  assert.ok(lines.split('\n').length <= 11);
  writeFileSync(join(folder, 'invite.test.mjs'), lines);
  // Vitest's default of five seconds is too short on the busy test machine.
  run(process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--test-timeout=50000');
  const [install, vitest] = [installed - started, performance.now() - installed].map(Math.round);
  t.diagnostic(`npm init and npm install took ${install} ms, the test ${vitest} ms`);
});

test('npx prints the first line, with a key that the emulator accepts', async (t) => {
  const started = performance.now();
  // A process group, like in a terminal, because npx does not forward signals to its command.
  const npx = spawn('npx', ['clerk-organization-emulator', '--port', '0', '--quiet'], { cwd: folder, detached: true });
  t.after(() => process.kill(-npx.pid, 'SIGKILL'));
  const [line] = await once(createInterface({ input: npx.stdout }), 'line', { signal: AbortSignal.timeout(60_000) });
  const took = Math.round(performance.now() - started);
  t.diagnostic(`the first line came after ${took} ms`);
  const { url, secretKey } = JSON.parse(line);
  const response = await fetch(`${url}/v1/users`, { headers: { authorization: `Bearer ${secretKey}` } });
  assert.equal(response.status, 200);
});
