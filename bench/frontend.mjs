// The cost of an answer as an organization grows, at 16 connections: lists of 10 of 100 to 1,000,000 invitations (first
// page, one status, last page, a page in the middle), creates, bulk calls, the client of a user in 50 organizations, a
// page of 500 members with and without 100,000 pending invitations. In memory and with a file; lists of 10 of 6,000 and
// creates also on vercel-labs/emulate, which has the Backend API. All servers run in turn in one run; the script starts
// and stops them.
//
//   cargo xtask bench frontend
//   node bench/frontend.mjs target/emulator/clerk-emulator [MOST] [--write]
//
// MOST replaces 1,000,000. --write writes the tables to emulator/README.md.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

import { load } from './connections.mjs';
import { quantile, start, table } from './servers.mjs';

const isWritten = process.argv.includes('--write');
const [executable, most = '1000000'] = process.argv.slice(2).filter((argument) => argument !== '--write');
if (!executable) throw new Error('name the executable of clerk-emulator, or run `cargo xtask bench frontend`');
const README = new URL('../emulator/README.md', import.meta.url);
const CONNECTIONS = 16;
const ROUNDS = 5;
/** The number of requests per round and call; a tenth of it for calls with large answers. */
const REQUESTS = 1000;
/** The size that is compared with emulate. */
const BESIDE = 6000;
const SIZES = [...new Set([100, 1000, BESIDE, 10_000, Number(most)])];
const PENDING = 100_000;
const MEMBERS = 500;
const ORGANIZATIONS = 50;
const LIST = 'first page, Backend API';
const CREATE = 'create, Backend API';
const PAGE = '500 members beside pending';
/** The most that `POST /__emulator/invitations` adds at once. */
const AT_ONCE = 100_000;
const ADMIN = { email: 'admin@bench.example', password: 'correct horse battery staple' };
const STATUSES = ['pending', 'accepted', 'revoked'];

const begun = performance.now();
const folder = await mkdtemp(join(tmpdir(), 'clerk-emulator-growth-'));
const servers = [];
const rows = [];
let people = 0;
try {
  const seed = join(folder, 'seed.json');
  await writeFile(seed, JSON.stringify(seedOf()));
  const own = ['--port', '0', '--quiet', '--no-rate-limits', '--seed', seed];
  const file = ['--database', join(folder, 'bench.db')];
  servers.push(await start('in memory', executable, own, 60));
  servers.push(await start('with a file', executable, [...own, ...file], 60));
  for (const server of servers) await fill(server);
  for (const server of servers) await addOwnCalls(server);
  const emulate = await start('emulate 0.12.2', process.execPath, [new URL('emulate.mjs', import.meta.url).pathname]);
  servers.push(emulate);
  await addCallsOfEmulate(emulate);
  console.error(`filled after ${seconds()} s; ${ROUNDS + 1} rounds of ${rows.length} calls follow`);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const row of rows) await measure(row, round);
    console.error(`round ${round} of ${ROUNDS} after ${seconds()} s`);
  }
  await report();
} finally {
  for (const { child } of servers) child.kill();
  await rm(folder, { recursive: true, force: true });
}

function seconds() {
  return Math.round((performance.now() - begun) / 1000);
}

/**
 * The seed: an organization for each size, two with many members, one to create in, and small ones up to 50
 * memberships.
 */
function seedOf() {
  const names = Array.from({ length: MEMBERS - 1 }, (_, n) => `member${n}@bench.example`);
  const users = [
    { email_addresses: [ADMIN.email], password: ADMIN.password },
    ...names.map((address) => ({ email_addresses: [address] })),
  ];
  const admin = { user_id: ADMIN.email, role: 'org:admin' };
  const everybody = [admin, ...names.map((user_id) => ({ user_id, role: 'org:member' }))];
  const organization = (slug, memberships) => ({ name: slug, slug, created_by: ADMIN.email, memberships });
  const organizations = [
    ...SIZES.map((size) => organization(`size-${size}`, [admin])),
    organization('members-alone', everybody),
    organization('members-and-pending', everybody),
    organization('creates', [admin]),
  ];
  while (organizations.length < ORGANIZATIONS) {
    organizations.push(organization(`small-${organizations.length}`, [admin]));
  }
  return { users, organizations: organizations.map((one) => ({ ...one, max_allowed_memberships: 0 })) };
}

/** Fills the organizations with invitations, and records the organizations' ids by slug. */
async function fill(server) {
  const headers = { authorization: `Bearer ${server.secretKeys[0]}` };
  const listed = await (await fetch(`${server.url}/v1/organizations?limit=100`, { headers })).json();
  server.organizations = Object.fromEntries(listed.data.map(({ slug, id }) => [slug, id]));
  for (const size of SIZES) {
    for (const [n, status] of STATUSES.entries()) {
      const share = Math.floor((size + STATUSES.length - 1 - n) / STATUSES.length);
      await addInvitations(server, `size-${size}`, share, status);
    }
  }
  await addInvitations(server, 'members-and-pending', PENDING, 'pending');
}

async function addInvitations(server, slug, total, status) {
  for (let left = total; left > 0; left -= AT_ONCE) {
    const body = { organization_id: server.organizations[slug], count: Math.min(left, AT_ONCE), status };
    const response = await fetch(`${server.url}/__emulator/invitations`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
  }
}

function add(server, kind, of, request, count = REQUESTS) {
  rows.push({ server, kind, of, request, count, times: [], took: 0 });
}

/** Adds the calls of a signed-in page to the Frontend API, and those of a server to the Backend API. */
async function addOwnCalls(server) {
  const form = new URLSearchParams({ strategy: 'password', identifier: ADMIN.email, password: ADMIN.password });
  const signedIn = await fetch(`${server.url}/v1/client/sign_ins`, { method: 'POST', body: form });
  if (!signedIn.ok) throw new Error(await signedIn.text());
  const cookie = signedIn.headers.get('set-cookie').split(';')[0];
  const organization = (slug) => `/v1/organizations/${server.organizations[slug]}`;
  const page = (path) => () => ({ method: 'GET', path, cookie });
  for (const size of SIZES) {
    const path = `${organization(`size-${size}`)}/invitations?limit=10`;
    add(server, 'first page', size, page(path));
    add(server, LIST, size, () => ({ method: 'GET', path }));
    add(server, 'one status', size, page(`${path}&status=revoked`));
    add(server, 'last page', size, page(`${path}&offset=${size - 10}`));
    add(server, 'middle page', size, page(`${path}&offset=${size / 2}`));
  }
  for (const [slug, of] of [['members-alone', 0], ['members-and-pending', PENDING]]) {
    const path = `${organization(slug)}/memberships?limit=500&paginated=true`;
    add(server, PAGE, of, page(path), REQUESTS / 10);
  }
  add(server, 'client with memberships', ORGANIZATIONS, page('/v1/client'), REQUESTS / 10);
  const creates = `${organization('creates')}/invitations`;
  const address = () => `email_address=new${people++}%40invited.example`;
  const role = 'role=org%3Amember';
  add(server, 'create', '', () => ({ method: 'POST', path: creates, form: `${address()}&${role}`, cookie }));
  const ten = () => Array.from({ length: 10 }, address).join('&');
  const bulk = () => ({ method: 'POST', path: `${creates}/bulk`, form: `${ten()}&${role}`, cookie });
  add(server, 'bulk of 10', '', bulk, REQUESTS / 4);
  const body = () => ({ email_address: `new${people++}@invited.example`, role: 'org:member' });
  add(server, CREATE, '', () => ({ method: 'POST', path: creates, body: body() }));
}

async function addCallsOfEmulate(server) {
  const response = await fetch(`${server.url}/v1/organizations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.secretKeys[0]}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Bench', slug: 'bench', max_allowed_memberships: 0 }),
  });
  const organization = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(organization));
  const path = `/v1/organizations/${organization.id}/invitations`;
  const create = () => ({
    method: 'POST',
    path,
    body: { email_address: `new${people++}@invited.example`, role: 'org:member' },
  });
  await load(server, { connections: CONNECTIONS, count: BESIDE, request: create });
  add(server, LIST, BESIDE, () => ({ method: 'GET', path: `${path}?limit=10` }));
  add(server, CREATE, '', create);
}

async function measure(row, round) {
  const { times, took } = await load(row.server, { connections: CONNECTIONS, count: row.count, request: row.request });
  // The first round is a warm-up.
  if (round === 0) return;
  row.times.push(...times);
  row.took += took;
}

async function report() {
  const first = {};
  for (const row of rows) {
    row.times.sort((a, b) => a - b);
    row.rate = (row.times.length / row.took) * 1000;
    row.p50 = quantile(row.times, 0.5);
    row.p99 = quantile(row.times, 0.99);
    first[`${row.server.name} ${row.kind}`] ??= row;
  }
  const cells = rows.map((row) => [
    row.server.name,
    row.kind,
    row.of.toLocaleString('en-US'),
    row.rate.toFixed(0),
    row.p50.toFixed(2),
    row.p99.toFixed(2),
    (row.p50 / first[`${row.server.name} ${row.kind}`].p50).toFixed(2),
  ]);
  const head = ['server', 'call', 'of', 'requests/s', 'p50 ms', 'p99 ms', 'p50 beside the first'];
  const own = servers.slice(0, 2);
  const day = new Date().toISOString().slice(0, 10);
  const kept = `${day}, ${cpus().length} × ${cpus()[0].model.trim()}, ${CONNECTIONS} connections, ${ROUNDS} rounds:

${table([['ratio', 'required', ...own.map(({ name }) => name)], ...ratios(own)])}

${table([['requests/s, and the median in ms', 'of', ...servers.map(({ name }) => name)], ...atBothEnds()])}`;
  console.log(`${kept}\n\n${table([head, ...cells])}\n\n${seconds()} s`);
  if (isWritten) await write(kept);
}

/** The rows of each call for a small and for the largest size, with a column per server. */
function atBothEnds() {
  const kept = new Map();
  for (const row of rows) {
    if (SIZES.includes(row.of) && ![1000, BESIDE, SIZES.at(-1)].includes(row.of)) continue;
    if (row.of === BESIDE && row.kind !== LIST) continue;
    const key = `${row.kind} ${row.of}`;
    if (!kept.has(key)) kept.set(key, [row.kind, row.of.toLocaleString('en-US'), ...servers.map(() => '')]);
    kept.get(key)[2 + servers.indexOf(row.server)] = `${Math.round(row.rate).toLocaleString('en-US')}, ${row.p50.toFixed(1)}`;
  }
  return [...kept.values()];
}

/** Writes the tables between the two marks in the README. */
async function write(text) {
  const [begins, ends] = ['<!-- bench frontend -->', '<!-- /bench frontend -->'];
  const readme = await readFile(README, 'utf8');
  const [before, rest] = readme.split(begins);
  const after = rest?.split(ends)[1];
  if (after === undefined) throw new Error(`${README.pathname} lacks ${begins} … ${ends}`);
  await writeFile(README, `${before}${begins}\n${text}\n${ends}${after}`);
}

/** The ratios that must hold on any machine. */
function ratios(own) {
  const find = (server, kind, of) =>
    rows.find((row) => row.server === server && row.kind === kind && (of === undefined || row.of === of));
  const emulate = servers.at(-1);
  const count = (n) => n.toLocaleString('en-US');
  const wanted = [
    [`list of 10 of ${count(BESIDE)}: rate beside emulate`, 'at least 4', (one) => find(one, LIST, BESIDE).rate / find(emulate, LIST).rate],
    [`list of 10 of ${count(BESIDE)}: rate beside own creates`, 'at least 2', (one) => find(one, LIST, BESIDE).rate / find(one, CREATE).rate],
    [`list of 10 of ${count(SIZES.at(-1))}: p50 beside 1,000`, 'at most 1.3', (one) => find(one, LIST, SIZES.at(-1)).p50 / find(one, LIST, 1000).p50],
    [`list of 10 of ${count(BESIDE)}: p99 beside p50`, 'at most 4', (one) => find(one, LIST, BESIDE).p99 / find(one, LIST, BESIDE).p50],
    [`${MEMBERS} members beside ${count(PENDING)} pending: p50 beside none`, 'at most 3', (one) => find(one, PAGE, PENDING).p50 / find(one, PAGE, 0).p50],
  ];
  return wanted.map(([name, required, ratio]) => [name, required, ...own.map((one) => ratio(one).toFixed(2))]);
}
