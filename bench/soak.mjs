// Ten minutes of random operations under random faults: every call settles with an allowed outcome, and memory does not grow.
//
// Run by `cargo xtask soak [--minutes N]`. Prints a line for each round and fails when a call does not settle within a
// minute, when it fails with anything but the package's errors, or when memory keeps growing.

import { launch } from '../tests/support/chromium.mjs';
import { emulator, reset, signIn } from '../tests/support/emulator.mjs';
import { startSite } from '../tests/support/site.mjs';

const MINUTES = Number(process.argv[2] ?? 10);
const ROUNDS = Math.max(6, MINUTES * 4);
const ROUND_MS = (MINUTES * 60_000) / ROUNDS;
const SEED = 20_261_122;
/** Longer than a request's time limit, whose timers hold memory, so that the load of the last round does not matter. */
const QUIET_MS = 31_000;
/**
 * The most growth of the heap between the end of the first third and the end. A leak of one byte per call exceeds it.
 */
const LIMIT = 512 * 1024;

/** In the page: keeps a reference to the memory of the module that `load()` starts. */
function rememberMemory() {
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const result = await real.apply(WebAssembly, given);
      const exported = Object.values((result.instance ?? result).exports);
      globalThis.wasmMemory = exported.find((value) => value instanceof WebAssembly.Memory);
      return result;
    };
  }
}

/** In the page: `soak(ms)` resolves to `{ calls, outcomes, problems }`. */
function prepare(seed) {
  let state = seed;
  const random = () => {
    // Mulberry32: small, and deterministic across engines.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(random() * count);
  const one = (items) => items[below(items.length)];
  const address = () => `soak-${below(300)}@example.com`;
  const addresses = (most) => Array.from({ length: 1 + below(most) }, address);

  const real = globalThis.fetch;
  const json = { 'content-type': 'application/json' };
  const FAULTS = [
    () => Promise.reject(new TypeError('soak')),
    async (url, init) => {
      await real(url, init);
      throw new TypeError('the answer was lost');
    },
    async () => new Response('{"errors":[]}', { status: 429, headers: { ...json, 'retry-after': '0' } }),
    async () => new Response('<html>', { status: one([500, 502, 503, 504]) }),
    async () => new Response('{"response":', { headers: json }),
    async () => new Response('{"response":null,"client":null}', { headers: json }),
    async () => new Response('{"errors":[{"code":"no"}]}', { status: one([401, 403, 404, 422]), headers: json }),
  ];
  globalThis.fetch = (url, init) =>
    String(url).startsWith(emulator.url) && random() < 0.15 ? one(FAULTS)(url, init) : real(url, init);

  const role = 'org:member';
  const options = () => {
    const chance = random();
    if (chance < 0.05) return { signal: AbortSignal.timeout(below(40)) };
    return chance < 0.1 ? { timeoutMs: below(40) } : undefined;
  };
  const pending = async () => (await organization.getInvitations({ status: 'pending', pageSize: 20 })).data;
  const OPERATIONS = {
    getInvitations: () => organization.getInvitations({ initialPage: 1 + below(3), pageSize: 1 + below(50) }, options()),
    inviteMember: () => organization.inviteMember({ emailAddress: address(), role }, options()),
    inviteMembers: () => organization.inviteMembers({ emailAddresses: addresses(15), role }, options()),
    inviteMembersSettled: () => organization.inviteMembersSettled({ emailAddresses: addresses(15), role }, options()),
    revoke: async () => one(await pending())?.revoke(options()),
    getToken: () => clerk.session?.getToken({ skipCache: true, ...options() }),
    invitations: async () => {
      let left = below(40);
      for await (const invitation of organization.invitations({ pageSize: 10 })) if (!invitation || !left--) break;
    },
    invitationList: async () => {
      const live = organization.invitationList({ status: 'pending', pageSize: 5 });
      const stop = live.subscribe(() => {});
      try {
        await live.refresh();
        await live.loadNextPage();
      } finally {
        stop();
        await live.close();
      }
    },
  };

  globalThis.soak = async (ms) => {
    const seen = { calls: 0, outcomes: {}, problems: [] };
    const until = performance.now() + ms;
    const worker = async () => {
      while (performance.now() < until && seen.problems.length < 5) {
        // A fault may have ended the session, which can happen in production too.
        if (!clerk.organization) await clerk.reload({ session: sessionId }).catch(() => {});
        const name = one(Object.keys(OPERATIONS));
        const result = await outcome(OPERATIONS[name], 60_000);
        seen.calls += 1;
        const ours = result.error?.class?.startsWith('Clerk') || /^(AbortError|TimeoutError)$/.test(result.error?.name);
        const kind = result.pending ? 'pending' : result.threw ? 'threw' : result.error ? 'failed' : 'done';
        seen.outcomes[kind] = (seen.outcomes[kind] ?? 0) + 1;
        if (kind === 'pending' || kind === 'threw' || (result.error && !ours)) {
          seen.problems.push(`${name}: ${JSON.stringify(result)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: 6 }, worker));
    return seen;
  };
}

const site = await startSite();
const browser = await launch();
let failed = false;
try {
  await reset();
  const { devBrowser, clientToken } = await signIn(emulator.admin);
  const context = await browser.newContext();
  await context.addCookies([
    { name: '__clerk_db_jwt', value: devBrowser, url: site.url, sameSite: 'Lax' },
    { name: '__client', value: clientToken, url: emulator.url, httpOnly: true, sameSite: 'Lax' },
  ]);
  const page = await context.newPage();
  await page.addInitScript(rememberMemory);
  await page.goto(site.url);
  await page.waitForFunction(() => globalThis.loadedClerk);
  await page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    globalThis.organization = clerk.organization;
    globalThis.sessionId = clerk.session.id;
  });
  await page.evaluate(prepare, SEED);
  const session = await context.newCDPSession(page);
  const size = async () => {
    for (let times = 0; times < 3; times += 1) await session.send('HeapProfiler.collectGarbage');
    const { usedSize: heap } = await session.send('Runtime.getHeapUsage');
    return { heap, wasm: await page.evaluate(() => wasmMemory.buffer.byteLength) };
  };
  const quiet = async () => {
    await page.waitForTimeout(QUIET_MS);
    return size();
  };
  let settled;
  let calls = 0;
  for (let round = 1; round <= ROUNDS && !failed; round += 1) {
    const seen = await page.evaluate((ms) => soak(ms), ROUND_MS);
    calls += seen.calls;
    const { heap, wasm } = await size();
    console.log(`${round}/${ROUNDS}  ${calls} calls  ${JSON.stringify(seen.outcomes)}  heap ${heap}  wasm ${wasm}`);
    if (round === Math.ceil(ROUNDS / 3)) settled = await quiet();
    for (const problem of seen.problems) console.error(problem);
    failed = seen.problems.length > 0;
  }
  if (!failed) {
    const end = await quiet();
    const grown = { heap: end.heap - settled.heap, wasm: end.wasm - settled.wasm };
    console.log(`from the first third to the end: heap ${grown.heap} bytes, wasm memory ${grown.wasm} bytes`);
    failed = grown.heap > LIMIT || grown.wasm > 0;
    if (failed) console.error('memory keeps growing');
  }
} finally {
  await browser.close();
  await site.close();
}
process.exitCode = failed ? 1 : 0;
