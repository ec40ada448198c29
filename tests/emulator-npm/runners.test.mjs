// The example app's tests in Vitest and Playwright Test with eight workers in parallel, and the package's types.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const EXAMPLE = join(HERE, 'example');
const COPIES = join(EXAMPLE, 'unit/copies');
const WORKERS = 8;
let output;

before(() => {
  output = mkdtempSync(join(tmpdir(), 'emulator-runners-'));
});
after(() => {
  rmSync(output, { recursive: true });
  rmSync(COPIES, { recursive: true, force: true });
});

/** Runs a script of a package in the example's folder. */
function run(folder, script, args, environment = {}) {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  return spawnSync(process.execPath, [join(folder, 'node_modules', script), ...args], {
    cwd: EXAMPLE,
    encoding: 'utf8',
    timeout: 240_000,
    env: { ...inherited, ...environment },
  });
}

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

test('Vitest: eight files invite the same people in parallel, each on its own instance', (t) => {
  for (let copy = 1; copy < WORKERS; copy++) {
    cpSync(join(EXAMPLE, 'unit/team.test.js'), join(COPIES, `unit/team-${copy}.test.js`));
  }
  cpSync(join(EXAMPLE, 'team.js'), join(COPIES, 'team.js'));
  const report = join(output, 'vitest.json');
  const { status, stdout, stderr } = run(join(HERE, '..'), 'vitest/vitest.mjs', ['run', '--reporter=json', `--outputFile=${report}`]);
  assert.equal(status, 0, stdout + stderr);
  const { testResults: files, numPassedTests } = JSON.parse(readFileSync(report, 'utf8'));
  const teams = files.filter(({ name }) => /team(-\d)?\.test\.js$/.test(name));
  assert.equal(teams.length, WORKERS);
  assert.equal(numPassedTests, WORKERS * 4 + 3);
  const first = Math.min(...teams.map(({ startTime }) => startTime));
  const last = Math.max(...teams.map(({ endTime }) => endTime));
  t.diagnostic(`${numPassedTests} tests in ${files.length} files took ${Math.round(last - first)} ms`);
});

test('Playwright Test: eight workers share one app, each with its own emulator', async (t) => {
  const report = join(output, 'playwright.json');
  const environment = {
    PORT: String(await freePort()),
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    PLAYWRIGHT_OUTPUT: join(output, 'results'),
    CLERK_CHROMIUM: process.env.CLERK_CHROMIUM ?? '/usr/bin/chromium',
  };
  const { status, stdout, stderr } = run(HERE, '@playwright/test/cli.js', ['test', '--reporter=json'], environment);
  assert.equal(status, 0, readable(report) ?? stdout + stderr);
  const { suites, stats } = JSON.parse(readFileSync(report, 'utf8'));
  const results = suites.flatMap(({ specs }) => specs).flatMap(({ tests }) => tests.flatMap(({ results }) => results));
  assert.equal(stats.expected, 11);
  assert.equal(stats.flaky, 0);
  assert.equal(new Set(results.map(({ workerIndex }) => workerIndex)).size, WORKERS);
  t.diagnostic(`${stats.expected} tests in ${WORKERS} workers took ${Math.round(stats.duration)} ms`);
});

/** The failures in Playwright's report, if there is one. */
function readable(report) {
  try {
    const { suites, errors } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = suites.flatMap(({ specs }) => specs).filter(({ ok }) => !ok);
    return JSON.stringify([errors, failed], null, 1);
  } catch {
    return undefined;
  }
}

test('the types of parameters and results compile with the real types of every runner', () => {
  const flags = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--lib', 'esnext,dom', '--types', 'node', '--skipLibCheck', 'false'];
  const { status, stdout } = run(join(HERE, '..'), 'typescript/bin/tsc', [...flags, 'types.ts']);
  assert.equal(status, 0, stdout);
});
