// What an answer costs as an organization grows, at 16 connections: lists of 10 of 100 to 1,000,000 invitations (first
// page, one status, last page, a page in the middle), creates, bulk calls, the client of a user in 50 organizations, a page
// of 500 members with and without 100,000 pending invitations. In memory and with a file; lists of 10 of 6,000 and creates
// beside vercel-labs/emulate, which has the Backend API. In one run, in turn; starts what it measures and ends it.
//
//   cargo xtask bench frontend
//   node bench/frontend.mjs target/emulator/clerk-emulator [MOST]     with MOST in place of 1,000,000

import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { load } from './connections.mjs';
import { printTable, quantile, start } from './servers.mjs';

const [executable, most = '1000000'] = process.argv.slice(2);
if (!executable) throw new Error('name the executable of clerk-emulator, or run `cargo xtask bench frontend`');
const CONNECTIONS = 16;
const ROUNDS = 4;
/** In every round, of each call; a tenth of it for calls that answer much. */
const REQUESTS = 400;
/** The size that is compared with emulate. */
const BESIDE = 6000;
const SIZES = [...new Set([100, 1000, BESIDE, 10_000, Number(most)])];
const PENDING = 100_000;
const MEMBERS = 500;
const ORGANIZATIONS = 50;
const ADMIN = { email: 'admin@bench.example', password: 'correct horse battery staple' };
const STATUSES = ['pending', 'accepted', 'revoked'];

const folder = await mkdtemp(join(tmpdir(), 'clerk-emulator-growth-'));
const servers = [];
const rows = [];
let people = 0;
try {
  const seed = join(folder, 'seed.json');
  await writeSeed(seed);
  const own = ['--port', '0', '--quiet', '--no-rate-limits', '--seed', seed];
  const file = ['--database', join(folder, 'bench.db')];
  servers.push(await start('in memory', executable, own, 600));
  servers.push(await start('with a file', executable, [...own, ...file], 600));
  for (const server of servers) await addOwnCalls(server);
  const emulate = await start('emulate 0.12.2', process.execPath, [new URL('emulate.mjs', import.meta.url).pathname]);
  servers.push(emulate);
  await addCallsOfEmulate(emulate);
  for (let round = -1; round < ROUNDS; round++) {
    for (const row of rows) await measure(row, round);
  }
  report();
} finally {
  for (const { child } of servers) child.kill();
  await rm(folder, { recursive: true, force: true });
}

/** Organizations of each size, two with many members, one to create in, and small ones up to 50 memberships. */
async function writeSeed(path) {
  const file = await open(path, 'w');
  const out = file.createWriteStream();
  const write = async (text) => out.write(text) || new Promise((resolve) => out.once('drain', resolve));
  const names = Array.from({ length: MEMBERS - 1 }, (_, n) => `member${n}@bench.example`);
  const users = [
    { email_addresses: [ADMIN.email], password: ADMIN.password },
    ...names.map((address) => ({ email_addresses: [address] })),
  ];
  const admin = { user_id: ADMIN.email, role: 'org:admin' };
  const everybody = [admin, ...names.map((user_id) => ({ user_id, role: 'org:member' }))];
  const organizations = [
    ...SIZES.map((size) => [`size-${size}`, [admin], size, STATUSES]),
    ['members-alone', everybody, 0, STATUSES],
    ['members-and-pending', everybody, PENDING, ['pending']],
    ['creates', [admin], 0, STATUSES],
  ];
  while (organizations.length < ORGANIZATIONS) {
    organizations.push([`small-${organizations.length}`, [admin], 0, STATUSES]);
  }
  await write(`{"users":${JSON.stringify(users)},"organizations":[`);
  for (const [n, [slug, memberships, size, statuses]] of organizations.entries()) {
    const organization = { name: slug, slug, created_by: ADMIN.email, max_allowed_memberships: 0, memberships };
    await write(`${n ? ',' : ''}${JSON.stringify(organization).slice(0, -1)},"invitations":[`);
    for (let m = 0; m < size; m++) {
      const status = statuses[m % statuses.length];
      const invitation = { email_address: `p${m}@invited.example`, role: 'org:member', status };
      await write(`${m ? ',' : ''}${JSON.stringify(invitation)}`);
    }
    await write(']}');
  }
  await write(']}');
  await new Promise((resolve) => out.end(resolve));
}

function add(server, kind, of, request, count = REQUESTS) {
  rows.push({ server, kind, of, request, count, times: [], took: 0 });
}

/** As a signed-in page of the Frontend API, and as a program of the Backend API. */
async function addOwnCalls(server) {
  const form = new URLSearchParams({ strategy: 'password', identifier: ADMIN.email, password: ADMIN.password });
  const signedIn = await fetch(`${server.url}/v1/client/sign_ins`, { method: 'POST', body: form });
  if (!signedIn.ok) throw new Error(await signedIn.text());
  const cookie = signedIn.headers.get('set-cookie').split(';')[0];
  const headers = { authorization: `Bearer ${server.secretKeys[0]}` };
  const listed = await (await fetch(`${server.url}/v1/organizations?limit=100`, { headers })).json();
  const organization = (slug) => `/v1/organizations/${listed.data.find((one) => one.slug === slug).id}`;
  const page = (path) => () => ({ method: 'GET', path, cookie });
  for (const size of SIZES) {
    const path = `${organization(`size-${size}`)}/invitations?limit=10`;
    add(server, 'first page', size, page(path));
    add(server, 'first page, Backend API', size, () => ({ method: 'GET', path }));
    add(server, 'one status', size, page(`${path}&status=revoked`));
    add(server, 'last page', size, page(`${path}&offset=${size - 10}`));
    add(server, 'middle page', size, page(`${path}&offset=${size / 2}`), size > 100_000 ? REQUESTS / 10 : REQUESTS);
  }
  for (const [slug, of] of [['members-alone', 0], ['members-and-pending', PENDING]]) {
    const path = `${organization(slug)}/memberships?limit=500&paginated=true`;
    add(server, '500 members beside pending', of, page(path), REQUESTS / 10);
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
  add(server, 'create, Backend API', '', () => ({ method: 'POST', path: creates, body: body() }));
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
  add(server, 'first page, Backend API', BESIDE, () => ({ method: 'GET', path: `${path}?limit=10` }));
  add(server, 'create, Backend API', '', create);
}

async function measure(row, round) {
  const { times, took } = await load(row.server, { connections: CONNECTIONS, count: row.count, request: row.request });
  // The first round warms up.
  if (round < 0) return;
  row.times.push(...times);
  row.took += took;
}

function report() {
  const first = {};
  for (const row of rows) {
    row.times.sort((a, b) => a - b);
    row.rate = (row.times.length / row.took) * 1000;
    row.p50 = quantile(row.times, 0.5);
    row.p99 = quantile(row.times, 0.99);
    first[`${row.server.name} ${row.kind}`] ??= row;
  }
  console.log(`${CONNECTIONS} connections, in turn, ${ROUNDS} rounds`);
  const cells = rows.map((row) => [
    row.server.name,
    row.kind,
    row.of.toLocaleString('en-US'),
    row.rate.toFixed(0),
    row.p50.toFixed(2),
    row.p99.toFixed(2),
    (row.p50 / first[`${row.server.name} ${row.kind}`].p50).toFixed(2),
  ]);
  printTable([['server', 'call', 'of', 'requests/s', 'p50 ms', 'p99 ms', 'p50 beside the first'], ...cells]);
  console.log();
  printTable([['ratio', ...servers.slice(0, 2).map(({ name }) => name)], ...ratios()]);
}

/** What the answers must keep, whatever the machine. */
function ratios() {
  const find = (server, kind, of) =>
    rows.find((row) => row.server === server && row.kind === kind && (of === undefined || row.of === of));
  const [emulate] = servers.slice(-1);
  const LIST = 'first page, Backend API';
  const wanted = [
    [`list of ${BESIDE}: rate beside emulate (at least 4)`, (own) => find(own, LIST, BESIDE).rate / find(emulate, LIST).rate],
    ['list beside own creates: rate (at least 2)', (own) => find(own, LIST, BESIDE).rate / find(own, 'create, Backend API').rate],
    [`list of ${SIZES.at(-1)} beside 1000: p50 (at most 1.3)`, (own) => find(own, LIST, SIZES.at(-1)).p50 / find(own, LIST, 1000).p50],
    ['list: p99 beside p50 (at most 4)', (own) => find(own, LIST, BESIDE).p99 / find(own, LIST, BESIDE).p50],
    [
      '500 members beside 100,000 pending: p50 (at most 3)',
      (own) => find(own, '500 members beside pending', PENDING).p50 / find(own, '500 members beside pending', 0).p50,
    ],
  ];
  return wanted.map(([name, ratio]) => [name, ...servers.slice(0, 2).map((own) => ratio(own).toFixed(2))]);
}
