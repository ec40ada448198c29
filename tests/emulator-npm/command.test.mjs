// The command of the emulator's npm package.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(import.meta.resolve('clerk-organization-emulator/package.json')).replace('package.json', 'cli.js');
const folder = mkdtempSync(join(tmpdir(), 'emulator-npm-'));
after(() => rmSync(folder, { recursive: true }));

/** A running command: its first line, the milliseconds until then, and how to end it. */
async function start(flags, environment = {}) {
  const started = performance.now();
  const child = spawn(process.execPath, [CLI, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    timeout: 60_000,
  });
  const lines = createInterface(child.stdout);
  const [first] = await once(lines, 'line');
  const took = performance.now() - started;
  const end = async (signal = 'SIGTERM') => {
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  };
  return { ...JSON.parse(first), took, end };
}

const invitations = (emulator) => `${emulator.url}/v1/organizations/${emulator.organizationId}/invitations`;
const headers = (emulator) => ({ authorization: `Bearer ${emulator.secretKey}`, 'content-type': 'application/json' });

test('the first line describes it, and it ends on SIGTERM', async (t) => {
  const emulator = await start(['--port', '0', '--quiet']);
  t.diagnostic(`first line after ${Math.round(emulator.took)} ms`);
  const response = await fetch(`${emulator.url}/__emulator/instance`);
  assert.equal((await response.json()).secretKey, emulator.secretKey);
  assert.equal(await emulator.end(), 0);
});

test('an answered change survives kill -9 with --database', async () => {
  const database = join(folder, 'kept.db');
  const first = await start(['--port', '0', '--quiet', '--database', database]);
  const body = JSON.stringify({ email_address: 'kept@example.com', role: 'org:member' });
  assert.equal((await fetch(invitations(first), { method: 'POST', headers: headers(first), body })).status, 200);
  await first.end('SIGKILL');
  const second = await start(['--port', '0', '--quiet', '--database', database]);
  assert.equal(second.secretKey, first.secretKey);
  const { data } = await (await fetch(invitations(second), { headers: headers(second) })).json();
  assert.ok(data.some((invitation) => invitation.email_address === 'kept@example.com'));
  await second.end();
});

test('flags are environment variables, too', async () => {
  const emulator = await start([], { CLERK_EMULATOR_PORT: '0', CLERK_EMULATOR_QUIET: 'true', CLERK_EMULATOR_SETTING: 'frontend_bulk_limit=7' });
  const { values } = await (await fetch(`${emulator.url}/__emulator/settings`)).json();
  assert.equal(values.frontend_bulk_limit, 7);
  await emulator.end();
});

test('a wrong flag is refused on standard error', async () => {
  const child = spawn(process.execPath, [CLI, '--setting', 'nonsense', '--port', '0'], { timeout: 60_000 });
  let complaint = '';
  child.stderr.on('data', (data) => (complaint += data));
  const [code] = await once(child, 'exit');
  assert.equal(code, 1);
  assert.match(complaint, /NAME=VALUE/);
});
