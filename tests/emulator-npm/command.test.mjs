// The command of the emulator's npm package.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(import.meta.resolve('clerk-organization-emulator/package.json')).replace('package.json', 'cli.js');
const folder = mkdtempSync(join(tmpdir(), 'emulator-npm-'));
after(() => rmSync(folder, { recursive: true }));

/** Starts the command. Resolves to its first line, the milliseconds until that line, and a function that stops it. */
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

test('the first line describes the emulator, and SIGTERM ends the command', async (t) => {
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

/** A command that ends by itself: its exit code and what it printed on standard error. */
function fail(flags, environment = {}) {
  const options = { encoding: 'utf8', timeout: 20_000, env: { ...process.env, ...environment } };
  const { status, stderr } = spawnSync(process.execPath, [CLI, '--port', '0', '--quiet', ...flags], options);
  return { status, stderr };
}

test('a command that cannot start ends with the reason, and leaves no server behind', () => {
  const text = join(folder, 'text.db');
  writeFileSync(text, 'this is no database, but long enough to be looked at as one'.repeat(100));
  const seed = join(folder, 'wrong.json');
  writeFileSync(seed, JSON.stringify({ users: [{ email_addresses: ['nobody'] }] }));
  for (const [flags, reason] of [
    [['--seed', seed], /users\[0\]/],
    [['--setting', 'no_such=1'], /no_such/],
    [['--webhook', 'https://example.com/'], /https is not supported/],
    [['--database', text], /not a database/],
    [['--database', join(folder, 'no', 'such.db')], /ENOENT/],
    [['--port', '0x10'], /0x10/],
    [['--port', ''], /--port/],
  ]) {
    const { status, stderr } = fail(flags);
    assert.equal(status, 1, `${flags}: ${stderr}`);
    assert.match(stderr, reason);
  }
});

test('the keys of a new database are those of the next start, also without a change', async () => {
  const database = join(folder, 'unchanged.db');
  const first = await start(['--port', '0', '--quiet', '--database', database]);
  await first.end();
  const second = await start(['--port', '0', '--quiet', '--database', database]);
  assert.equal(second.secretKey, first.secretKey);
  await second.end();
});

test('a database that another command has open is refused', async () => {
  const database = join(folder, 'shared.db');
  const first = await start(['--port', '0', '--quiet', '--database', database]);
  const { status, stderr } = fail(['--database', database]);
  assert.equal(status, 1, stderr);
  assert.match(stderr, /in use/);
  await first.end('SIGKILL');
  const second = await start(['--port', '0', '--quiet', '--database', database]);
  assert.equal(second.secretKey, first.secretKey);
  await second.end();
});

test('lists in environment variables can have spaces, and switches are true or false', async () => {
  const emulator = await start(['--port', '0', '--quiet'], { CLERK_EMULATOR_SETTING: 'rate_limits=false, frontend_bulk_limit=7,' });
  const { values } = await (await fetch(`${emulator.url}/__emulator/settings`)).json();
  assert.deepEqual([values.rate_limits, values.frontend_bulk_limit], [false, 7]);
  await emulator.end();
  const { status, stderr } = fail([], { CLERK_EMULATOR_NO_RATE_LIMITS: '1' });
  assert.equal(status, 1);
  assert.match(stderr, /no-rate-limits/);
});

test('flags can be set as environment variables', async () => {
  const emulator = await start([], { CLERK_EMULATOR_PORT: '0', CLERK_EMULATOR_QUIET: 'true', CLERK_EMULATOR_SETTING: 'frontend_bulk_limit=7' });
  const { values } = await (await fetch(`${emulator.url}/__emulator/settings`)).json();
  assert.equal(values.frontend_bulk_limit, 7);
  await emulator.end();
});

test('--config sets the seed and the settings, and --setting overrides the settings', async () => {
  const config = join(folder, 'config.json');
  const seed = { users: [{ email_addresses: ['ada@example.com'], password: 'correct horse battery' }] };
  writeFileSync(config, JSON.stringify({ seed, settings: { frontend_bulk_limit: 3, rate_limits: false } }));
  const emulator = await start(['--port', '0', '--quiet', '--config', config, '--setting', 'frontend_bulk_limit=4']);
  const { values } = await (await fetch(`${emulator.url}/__emulator/settings`)).json();
  assert.deepEqual([values.frontend_bulk_limit, values.rate_limits], [4, false]);
  const users = await (await fetch(`${emulator.url}/v1/users`, { headers: headers(emulator) })).json();
  assert.deepEqual(users.map((user) => user.email_addresses[0].email_address), ['ada@example.com']);
  await emulator.end();
});

test('--static serves a folder beside the API, and no file outside the folder', async () => {
  const site = join(folder, 'site');
  mkdirSync(join(site, 'sub'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(site, 'index.html'), 'home');
  writeFileSync(join(site, 'sub/index.html'), 'sub');
  writeFileSync(join(site, 'a.js'), '1');
  symlinkSync(join(folder, 'secret.txt'), join(site, 'link.txt'));
  const emulator = await start(['--port', '0', '--quiet', '--static', `/=${site}`]);
  const get = async (path) => {
    const response = await fetch(emulator.url + path);
    return [response.status, response.headers.get('content-type'), await response.text()];
  };
  assert.deepEqual(await get('/'), [200, 'text/html', 'home']);
  assert.deepEqual(await get('/a.js'), [200, 'text/javascript', '1']);
  assert.deepEqual(await get('/sub'), [200, 'text/html', 'sub']);
  assert.equal((await get('/v1/users'))[0], 401);
  for (const path of ['/none', '/link.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/sub/%2e%2e/%2e%2e/secret.txt', '/%00']) {
    assert.equal((await get(path))[0], 404, path);
  }
  await emulator.end();
});

test('--clerk-js serves the scripts of Clerk’s packages in the requested version, and no other file', async () => {
  const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
  const { version } = JSON.parse(readFileSync(join(modules, '@clerk/clerk-js/package.json'), 'utf8'));
  const [major] = version.split('.');
  const emulator = await start(['--port', '0', '--quiet', '--clerk-js', modules]);
  const get = (path) => fetch(`${emulator.url}/npm/@clerk/${path}`);
  for (const wanted of [version, major, 'latest']) {
    const response = await get(`clerk-js@${wanted}/dist/clerk.browser.js`);
    assert.equal(response.status, 200, wanted);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.equal(response.headers.get('content-type'), 'text/javascript');
    assert.equal(await response.text(), readFileSync(join(modules, '@clerk/clerk-js/dist/clerk.browser.js'), 'utf8'));
  }
  const refused = await get('clerk-js@1/dist/clerk.browser.js');
  assert.equal(refused.status, 404);
  assert.match((await refused.json()).errors[0].long_message, new RegExp(`version ${version} is installed`));
  for (const path of [`clerk-js@${major}/package.json`, `clerk-js@${major}/dist/..%2fpackage.json`, `backend@${major}/dist/index.js`]) {
    assert.equal((await get(path)).status, 404, path);
  }
  await emulator.end();
  const child = spawn(process.execPath, [CLI, '--port', '0', '--clerk-js', folder], { timeout: 60_000 });
  const [complaint] = await once(createInterface({ input: child.stderr }), 'line');
  assert.match(complaint, /there is no @clerk\/clerk-js in/);
  if (child.exitCode === null) await once(child, 'exit');
});

// Clients retry a request whose connection closes without a part of an answer.
test('a body that a fault truncates arrives up to its end, then the connection fails', async () => {
  const emulator = await start(['--port', '0', '--quiet']);
  const fault = { path: 'users', status: 200, body: '{"id":', contentLength: 500 };
  const faults = { method: 'POST', headers: headers(emulator), body: JSON.stringify([fault]) };
  assert.equal((await fetch(`${emulator.url}/__emulator/faults`, faults)).status, 200);
  const response = await fetch(`${emulator.url}/v1/users`, { headers: headers(emulator) });
  assert.deepEqual([response.status, response.headers.get('content-length')], [200, '500']);
  const reader = response.body.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), fault.body);
  await assert.rejects(reader.read());
  await emulator.end();
});

test('a request with a method that the Fetch API does not make is refused like any other', async () => {
  const emulator = await start(['--port', '0', '--quiet']);
  const sent = request(`${emulator.url}/v1/users`, { method: 'TRACE', headers: headers(emulator) }).end();
  const [response] = await once(sent, 'response');
  assert.deepEqual([response.statusCode, response.headers.allow.includes('GET')], [405, true]);
  response.resume();
  await emulator.end();
});

test('an idle connection stays open, so that it cannot close under the next request', async () => {
  const emulator = await start(['--port', '0', '--quiet']);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async () => {
    const sent = request(`${emulator.url}/health`, { agent }).end();
    const [response] = await once(sent, 'response');
    response.resume();
    await once(response, 'end');
    return sent.reusedSocket;
  };
  assert.equal(await ask(), false);
  // Node's servers close idle connections after 5 seconds and check once a second.
  await setTimeout(7000);
  assert.equal(await ask(), true);
  agent.destroy();
  await emulator.end();
});

test('--settings lists the settings, and --version prints the package version', () => {
  const run = (flag) => execFileSync(process.execPath, [CLI, flag], { encoding: 'utf8', timeout: 60_000 });
  assert.match(run('--settings'), /^frontend_bulk_limit=\d+ {2}\(.+\)\n {3}\w/m);
  assert.match(run('--version'), /^clerk-emulator \d+\.\d+\.\d+\n$/);
});

test('an address that other machines can reach causes a warning', async () => {
  const child = spawn(process.execPath, [CLI, '--host', '0.0.0.0', '--port', '0', '--quiet'], { timeout: 60_000 });
  const [warning] = await once(createInterface({ input: child.stderr }), 'line');
  assert.match(warning, /warning: listening on 0\.0\.0\.0/);
  child.kill();
  await once(child, 'exit');
});

test('a wrong flag is refused on standard error', async () => {
  const child = spawn(process.execPath, [CLI, '--setting', 'nonsense', '--port', '0'], { timeout: 60_000 });
  let complaint = '';
  child.stderr.on('data', (data) => (complaint += data));
  const [code] = await once(child, 'exit');
  assert.equal(code, 1);
  assert.match(complaint, /NAME=VALUE/);
});
