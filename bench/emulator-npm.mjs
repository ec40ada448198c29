// The emulator's npm package compared with the native executable and vercel-labs/emulate: size, time until the first
// line, lists and creates per second over HTTP at 32 connections, and in process. All run in turn in one run. --write
// writes the table to emulator/npm/README.md.
//
//   cargo xtask bench emulator-npm --write

import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { load } from './connections.mjs';
import { memory, start } from './servers.mjs';

const CONNECTIONS = 32;
const STARTS = 5;
const ROUNDS = 3;
/** The number of requests per round and emulator. */
const REQUESTS = { list: 2000, create: 500 };
const README = new URL('../emulator/npm/README.md', import.meta.url);
const [BEGIN, END] = ['<!-- cargo xtask bench emulator-npm -->', '<!-- end -->'];

const [executable, tarball, isWritten] = process.argv.slice(2);
if (!tarball) throw new Error('name the executable of clerk-emulator and the tarball, or run `cargo xtask bench emulator-npm`');
const folder = await mkdtemp(join(tmpdir(), 'emulator-npm-bench-'));
execFileSync('tar', ['-xzf', tarball, '-C', folder]);
const installed = join(folder, 'package');
const { createEmulator } = await import(pathToFileURL(join(installed, 'index.node.js')));

async function size(path) {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => size(join(path, name))));
  return sizes.reduce((sum, one) => sum + one, 0);
}

const flags = ['--port', '0', '--quiet', '--no-rate-limits'];
const modules = new URL('node_modules', import.meta.url).pathname;
const contestants = [
  { name: 'this package, `npx`', command: process.execPath, args: [join(installed, 'cli.js'), ...flags], files: installed },
  { name: 'native executable', command: executable, args: flags, files: executable },
  { name: '`emulate` 0.12.2', command: process.execPath, args: [new URL('emulate.mjs', import.meta.url).pathname], files: modules },
];
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Creates an organization without a member limit, the same on every emulator. */
async function organizationOf(send, secretKey) {
  const response = await send('/v1/organizations', {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Bench', slug: 'bench', max_allowed_memberships: 0 }),
  });
  const organization = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(organization));
  return organization.id;
}

const requests = (path, round) => ({
  list: () => ({ method: 'GET', path: `${path}?limit=10` }),
  create: (n) => ({ method: 'POST', path, body: { email_address: `person${round}x${n}@example.com`, role: 'org:member' } }),
});

/** The same load without sockets: as many pending requests as there are connections. */
async function loadInProcess(emulator, { count, request }) {
  let sent = 0;
  const begun = performance.now();
  const worker = async () => {
    while (sent < count) {
      const { method, path, body } = request(sent++);
      const headers = { authorization: `Bearer ${emulator.secretKey}`, 'content-type': 'application/json' };
      const response = await emulator.fetch(emulator.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      if (response.status !== 200) throw new Error(await response.text());
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return { took: performance.now() - begun };
}

async function writeTable(text) {
  const [before, rest] = (await readFile(README, 'utf8')).split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (after === undefined) throw new Error(`emulator/npm/README.md has no ${BEGIN} … ${END}`);
  await writeFile(README, `${before}${BEGIN}\n${text}\n${END}${after}`);
}

const running = [];
let emulator;
try {
  const starts = contestants.map(() => []);
  for (let round = 0; round < STARTS; round++) {
    for (const [at, { name, command, args }] of contestants.entries()) {
      const begun = performance.now();
      const server = await start(name, command, args);
      starts[at].push(performance.now() - begun);
      if (round < STARTS - 1) server.child.kill();
      else running.push({ ...server, took: { list: 0, create: 0 }, load: (options) => load(server, { connections: CONNECTIONS, ...options }) });
    }
  }
  for (const server of running) {
    const id = await organizationOf((path, init) => fetch(server.url + path, init), server.secretKeys[0]);
    server.path = `/v1/organizations/${id}/invitations`;
  }
  const opened = performance.now();
  emulator = await createEmulator({ settings: { rate_limits: false } });
  const openedAfter = performance.now() - opened;
  const id = await organizationOf((path, init) => emulator.fetch(emulator.url + path, init), emulator.secretKey);
  const inProcess = { took: { list: 0, create: 0 }, path: `/v1/organizations/${id}/invitations`, load: (options) => loadInProcess(emulator, options) };
  const all = [...running, inProcess];
  // The first round is a warm-up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const kind of Object.keys(REQUESTS)) {
      for (const one of all) {
        const { took } = await one.load({ count: REQUESTS[kind], request: requests(one.path, round)[kind] });
        if (round > 0) one.took[kind] += took;
      }
    }
  }
  const rate = (one, kind) => String(Math.round((ROUNDS * REQUESTS[kind] * 1000) / one.took[kind]));
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  const rows = [['', 'installed, MB', 'first line, ms', 'lists/s', 'creates/s', 'memory, MiB']];
  for (const [at, { name, files }] of contestants.entries()) {
    const server = running[at];
    rows.push([name, megabytes(await size(files)), median(starts[at]).toFixed(0), rate(server, 'list'), rate(server, 'create'), memory(server.child).toFixed(0)]);
  }
  rows.splice(2, 0, ['this package, in process', '', openedAfter.toFixed(0), rate(inProcess, 'list'), rate(inProcess, 'create'), '']);
  const module = await readFile(join(installed, 'emulator.wasm'));
  const [gzip, packed] = [gzipSync(module, { level: 9 }).length, (await stat(tarball)).size];
  const line = (row) => `| ${row.join(' | ')} |`;
  const text = [
    `The module is ${module.length.toLocaleString('en')} bytes, ${gzip.toLocaleString('en')} with gzip; the package is ${packed.toLocaleString('en')} bytes packed.`,
    `${CONNECTIONS} requests under way, lists of 10; Node ${process.versions.node}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}:`,
    '',
    line(rows[0]),
    line(rows[0].map(() => '---')),
    ...rows.slice(1).map(line),
  ].join('\n');
  console.log(text);
  if (isWritten === '--write') await writeTable(text);
} finally {
  for (const { child } of running) child.kill();
  await emulator?.close();
  await rm(folder, { recursive: true, force: true });
}
