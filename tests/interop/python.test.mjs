// Clerk's Python SDK (`clerk-backend-api`) on the emulator, unmodified, in its own virtual environment. Its models
// reject an answer with a missing field or a wrong type.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { backend, change, emulator, outbox, reset } from '../support/emulator.mjs';

const run = promisify(execFile);
const PACKAGE = 'clerk-backend-api==7.0.0';
const environment = fileURLToPath(new URL('../../target/tools/python-sdk', import.meta.url));
const python = `${environment}/bin/python`;
const script = fileURLToPath(new URL('python/backend.py', import.meta.url));

/** Installs the SDK. Resolves to the reason if that fails, otherwise to `undefined`. */
async function install() {
  const installed = async () => {
    const { stdout } = await run(python, ['-m', 'pip', 'list', '--format=freeze', '--disable-pip-version-check']);
    return stdout.split('\n').includes(PACKAGE);
  };
  try {
    if (existsSync(python) && (await installed())) return undefined;
    await run('python3', ['-m', 'venv', '--clear', environment], { timeout: 60_000 });
    const quiet = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(python, [...quiet, PACKAGE], { timeout: 120_000 });
    return undefined;
  } catch (error) {
    return String(error.stderr || error.message).trim().split('\n').at(-1);
  }
}

/** Creates a user who signs up with an invitation's ticket. Resolves to the user's id. */
async function memberByTicket() {
  const path = `organizations/${emulator.organizationId}/invitations`;
  await backend('POST', path, { email_address: 'ticket@python.example', role: 'org:viewer' });
  const ticket = new URL((await outbox()).at(-1).link).searchParams.get('ticket');
  const body = new URLSearchParams({ strategy: 'ticket', ticket, password: 'a long enough password' });
  const answer = await fetch(`${emulator.url}/v1/client/sign_ups`, { method: 'POST', body });
  return (await answer.json()).response.created_user_id;
}

test("Clerk's Python SDK runs every call about invitations, members, organizations and users", async (t) => {
  const missing = await install();
  if (missing) {
    t.skip(`${PACKAGE} cannot be installed: ${missing}`);
    return;
  }
  await reset();
  await change({ rate_limits: false });
  const env = { ...process.env, MEMBER_BY_TICKET: await memberByTicket() };
  const { stdout } = await run(python, [script], { env, timeout: 60_000 });
  const { called, uncalled } = JSON.parse(stdout);
  assert.deepEqual(uncalled, [], 'every method of these resources was called');
  assert.ok(called.length >= 80, String(called.length));
});
