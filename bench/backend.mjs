// Lists and creates invitations through the Backend API at 32 connections: requests per second, latency and memory of
// this emulator (in memory, and with a file that is written before each answer) and of vercel-labs/emulate, which is
// also in memory. All servers run in turn in one run; the script starts and stops them.
//
//   cargo xtask bench backend

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { load } from './connections.mjs';
import { memory, start, table } from './servers.mjs';

const CONNECTIONS = 32;
const ROUNDS = 5;
/** The number of requests per round and server. */
const REQUESTS = { list: 4000, create: 1000 };
/** The page size, Clerk's default. */
const PAGE = 10;

const [executable] = process.argv.slice(2);
if (!executable) throw new Error('name the executable of clerk-emulator, or run `cargo xtask bench backend`');
const folder = await mkdtemp(join(tmpdir(), 'clerk-emulator-bench-'));
const servers = [];
try {
  const own = ['--port', '0', '--quiet', '--no-rate-limits'];
  const begin = async (...server) => servers.push({ ...(await start(...server)), times: {}, took: {} });
  await begin('clerk-emulator', executable, own);
  await begin('clerk-emulator --database', executable, [...own, '--database', join(folder, 'bench.db')]);
  await begin('emulate 0.12.2', process.execPath, [new URL('emulate.mjs', import.meta.url).pathname]);
  for (const server of servers) await prepare(server);
  for (let round = -1; round < ROUNDS; round++) {
    for (const kind of Object.keys(REQUESTS)) {
      for (const server of servers) await measure(server, kind, round);
    }
  }
  report();
} finally {
  for (const { child } of servers) child.kill();
  await rm(folder, { recursive: true, force: true });
}

/** Creates an organization without a member limit, the same on every server. */
async function prepare(server) {
  const response = await fetch(`${server.url}/v1/organizations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.secretKeys[0]}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Bench', slug: 'bench', max_allowed_memberships: 0 }),
  });
  const organization = await response.json();
  if (!response.ok) throw new Error(`${server.name}: ${JSON.stringify(organization)}`);
  server.path = `/v1/organizations/${organization.id}/invitations`;
}

async function measure(server, kind, round) {
  const requests = {
    list: () => ({ method: 'GET', path: `${server.path}?limit=${PAGE}` }),
    create: (n) => ({
      method: 'POST',
      path: server.path,
      body: { email_address: `person${round + 1}x${n}@example.com`, role: 'org:member' },
    }),
  };
  const { times, took } = await load(server, {
    connections: CONNECTIONS,
    count: REQUESTS[kind],
    request: requests[kind],
  });
  // The first round is a warm-up.
  if (round < 0) return;
  (server.times[kind] ??= []).push(...times);
  server.took[kind] = (server.took[kind] ?? 0) + took;
  server.memory.push(memory(server.child));
}

function report() {
  const cells = [['', 'call', 'requests/s', 'p50 ms', 'p99 ms', 'memory MiB, at start and most']];
  for (const { name, times, took, memory } of servers) {
    for (const [kind, all] of Object.entries(times)) {
      all.sort((a, b) => a - b);
      const at = (share) => all[Math.floor(all.length * share)].toFixed(1);
      const rate = Math.round((all.length / took[kind]) * 1000);
      const most = `${memory[0].toFixed(0)}, ${Math.max(...memory).toFixed(0)}`;
      cells.push([name, kind, String(rate), at(0.5), at(0.99), most]);
    }
  }
  const total = ROUNDS * REQUESTS.list;
  console.log(`${CONNECTIONS} connections; ${total} lists of ${PAGE}, ${ROUNDS * REQUESTS.create} creates; in turn`);
  console.log(table(cells));
}
