// What an answer costs as an organization grows: lists of invitations in organizations of 100, 10,000 and 100,000 (or of
// as many as the second argument says), members beside many pending invitations, and the client of a user in 50
// organizations. One request at a time, interleaved; the median of each, and its ratio to the first of its kind.
//
//   node bench/frontend.mjs target/emulator/clerk-emulator [1000000]

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [executable, most = '100000'] = process.argv.slice(2);
if (!executable) throw new Error('name the executable of clerk-emulator');
const SIZES = [100, 10_000, Number(most)];
const MEMBERS = 500;
const ORGANIZATIONS = 50;
const ROUNDS = 60;
const ADMIN = { email: 'admin@bench.example', password: 'correct horse battery staple' };
const STATUSES = ['pending', 'accepted', 'revoked'];

const folder = await mkdtemp(join(tmpdir(), 'clerk-emulator-growth-'));
const seed = join(folder, 'seed.json');
await writeFile(seed, JSON.stringify(document()));
const args = ['--port', '0', '--quiet', '--no-rate-limits', '--seed', seed];
const child = spawn(executable, args, { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const { url, secretKey } = JSON.parse(await firstLine());
  report(await measure(await calls(url, secretKey)));
} finally {
  child.kill();
  await rm(folder, { recursive: true, force: true });
}

/** Organizations of each size, two with many members, and as many small ones as make up a user's 50 memberships. */
function document() {
  const admin = { user_id: ADMIN.email, role: 'org:admin' };
  const people = Array.from({ length: MEMBERS - 1 }, (_, n) => `member${n}@bench.example`);
  const members = people.map((user_id) => ({ user_id, role: 'org:member' }));
  const invitations = (count, statuses) =>
    Array.from({ length: count }, (_, n) => ({
      email_address: `p${n}@invited.example`,
      role: 'org:member',
      status: statuses[n % statuses.length],
    }));
  const organization = (name, memberships, invited = []) => ({
    name,
    slug: name,
    created_by: ADMIN.email,
    max_allowed_memberships: 0,
    memberships,
    invitations: invited,
  });
  const organizations = [
    ...SIZES.map((size) => organization(`size-${size}`, [admin], invitations(size, STATUSES))),
    organization('members-alone', [admin, ...members]),
    organization('members-and-pending', [admin, ...members], invitations(100_000, ['pending'])),
  ];
  while (organizations.length < ORGANIZATIONS) {
    organizations.push(organization(`small-${organizations.length}`, [admin]));
  }
  return {
    users: [
      { email_addresses: [ADMIN.email], password: ADMIN.password },
      ...people.map((address) => ({ email_addresses: [address] })),
    ],
    organizations,
  };
}

function firstLine() {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the emulator ended at its start: ${code}`)));
    setTimeout(() => reject(new Error('the emulator printed nothing for 300 s')), 300_000).unref();
  });
}

/** What is asked for: by a signed-in page of the Frontend API, and by a program of the Backend API. */
async function calls(url, secretKey) {
  const form = new URLSearchParams({ strategy: 'password', identifier: ADMIN.email, password: ADMIN.password });
  const signedIn = await fetch(`${url}/v1/client/sign_ins`, { method: 'POST', body: form });
  if (!signedIn.ok) throw new Error(await signedIn.text());
  const cookie = signedIn.headers.get('set-cookie').split(';')[0];
  const program = { authorization: `Bearer ${secretKey}` };
  const listed = await (await fetch(`${url}/v1/organizations?limit=100`, { headers: program })).json();
  const id = (slug) => listed.data.find((organization) => organization.slug === slug).id;
  const page = (path) => () => fetch(`${url}${path}`, { headers: { cookie } });
  const direct = (path) => () => fetch(`${url}${path}`, { headers: program });
  const all = [];
  const add = (kind, name, call) => all.push({ kind, name, call, times: [] });
  for (const size of SIZES) {
    const path = `/v1/organizations/${id(`size-${size}`)}/invitations?limit=10`;
    add('list, Frontend API', `of ${size}`, page(path));
    add('list, Backend API', `of ${size}`, direct(path));
    add('one status', `of ${size}`, page(`${path}&status=revoked`));
    add('two statuses', `of ${size}`, page(`${path}&status=pending&status=revoked`));
    add('last page', `of ${size}`, page(`${path}&offset=${size - 10}`));
  }
  for (const slug of ['members-alone', 'members-and-pending']) {
    const path = `/v1/organizations/${id(slug)}/memberships?limit=500&paginated=true`;
    add('500 members', slug, page(path));
  }
  add('client', `of ${ORGANIZATIONS} organizations`, page('/v1/client'));
  return all;
}

async function measure(all) {
  for (let round = -3; round < ROUNDS; round++) {
    for (const { call, times } of all) {
      const begun = performance.now();
      const response = await call();
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${response.status} ${response.url}`);
      // The first rounds warm up.
      if (round >= 0) times.push(performance.now() - begun);
    }
  }
  return all;
}

function report(all) {
  const first = {};
  all.sort((a, b) => a.kind.localeCompare(b.kind));
  console.log('| call | of | p50 ms | p99 ms | beside the first |\n|---|---|---|---|---|');
  for (const { kind, name, times } of all) {
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.floor(times.length * share)];
    first[kind] ??= at(0.5);
    const ratio = (at(0.5) / first[kind]).toFixed(2);
    console.log(`| ${kind} | ${name} | ${at(0.5).toFixed(2)} | ${at(0.99).toFixed(2)} | ${ratio} |`);
  }
}
