// Many concurrent and sequential calls, and 100,000 invitations: no memory leaks.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, outbox, requests } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });

/** Opens the tests' page with access to the memory of the wasm module that `load()` starts. */
async function openMeasured() {
  await suite.page.addInitScript(() => {
    for (const name of ['instantiate', 'instantiateStreaming']) {
      const real = WebAssembly[name];
      WebAssembly[name] = async (...given) => {
        const result = await real.apply(WebAssembly, given);
        const exported = Object.values((result.instance ?? result).exports);
        globalThis.wasmMemory = exported.find((value) => value instanceof WebAssembly.Memory);
        return result;
      };
    }
  });
  await suite.page.goto(suite.site.url);
}

/** Bytes in use after a garbage collection: the JavaScript heap with its external memory, and the module's memory. */
async function measure(session) {
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = await session.send('Runtime.getHeapUsage');
  const wasm = await suite.page.evaluate(() => wasmMemory.buffer.byteLength);
  return { heap: usedSize + backingStorageSize, wasm };
}

// A leak of five bytes for each of the 50,000 invitations in the second half exceeds this.
const LIMIT = 256 * 1024;

test('100,000 listed invitations leak no memory', async (t) => {
  await openMeasured();
  const session = await suite.context.newCDPSession(suite.page);
  await suite.page.evaluate(async () => {
    globalThis.organization = await activeOrganization();
    const row = (n) => ({
      object: 'organization_invitation', id: `orginv_${n}`, email_address: `person.${n}@example.com`, role: 'org:member',
      role_name: 'Member', organization_id: organization.id, status: 'pending', public_metadata: { team: `team ${n}` },
      url: null, expires_at: 1900000000000, created_at: 1700000000000 + n, updated_at: 1700000000000 + n,
    });
    const rows = Array.from({ length: 500 }, (_, n) => row(n));
    const body = JSON.stringify({ response: { data: rows, total_count: 100_000 }, client: null });
    replaceFetch(async () => new Response(body)).calls.push = () => 0;
    globalThis.listed = 0;
    globalThis.list = async (pages) => {
      for (let i = 0; i < pages; i++) {
        const { data } = await organization.getInvitations({ initialPage: i + 1, pageSize: 500 });
        listed += data.filter((invitation) => invitation instanceof sdk.OrganizationInvitation && invitation.revoke).length;
      }
    };
  });
  await suite.page.evaluate(() => list(100));
  const half = await measure(session);
  await suite.page.evaluate(() => list(100));
  const whole = await measure(session);
  assert.equal(await suite.page.evaluate(() => listed), 100_000);
  t.diagnostic(`heap ${half.heap} then ${whole.heap} bytes, wasm memory ${half.wasm} then ${whole.wasm}`);
  assert.ok(whole.heap - half.heap < LIMIT, `JavaScript's heap grew by ${whole.heap - half.heap} bytes from ${half.heap}`);
  assert.equal(whole.wasm, half.wasm);

  // The measurement detects two pages that are still referenced.
  await suite.page.evaluate(async () => (globalThis.held = [await organization.getInvitations(), await organization.getInvitations()]));
  const held = await measure(session);
  assert.ok(held.heap - whole.heap > LIMIT, `two pages that are held: ${held.heap - whole.heap} bytes`);
});

test('10,000 calls of every kind, including refused ones, leak no memory', async (t) => {
  await openMeasured();
  const session = await suite.context.newCDPSession(suite.page);
  await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const calls = [...Object.values(await operations(clerk)), () => clerk.session.getToken({ skipCache: true })];
    const row = (id) => ({ id, status: 'pending', email_address: `${id}@example.com`, organization_id: 'org_1', role: 'org:member' });
    const bodies = [
      () => Response.json({ response: { data: [row('a'), row('b')], total_count: 2 }, client: null }),
      () => Response.json({ response: [row('a'), row('b')], client: null }),
      () => Response.json({ response: row('a'), client: null }),
      () => Response.json({ jwt: 'a.b.c' }),
      () => Response.json({ errors: [{ code: 'x', long_message: 'X.' }] }, { status: 422 }),
      // Not a status that is retried: 2,000 rounds would take minutes.
      () => new Response('<html>', { status: 500 }),
      () => new Response(''),
    ];
    // Random with a fixed seed: in rotation, each call would always get the same answer.
    let chance = 1;
    const next = () => bodies[(chance = (chance * 48_271) % 2_147_483_647) % bodies.length]();
    replaceFetch(async () => next()).calls.push = () => 0;
    globalThis.settled = { fulfilled: 0, rejected: 0 };
    globalThis.run = async (rounds) => {
      for (let i = 0; i < rounds; i++) {
        for (const { status } of await Promise.allSettled(calls.map((call) => call()))) settled[status]++;
      }
    };
  });
  await suite.page.evaluate(() => run(1000));
  const half = await measure(session);
  await suite.page.evaluate(() => run(1000));
  const whole = await measure(session);
  const settled = await suite.page.evaluate(() => globalThis.settled);
  assert.equal(settled.fulfilled + settled.rejected, 10_000);
  assert.ok(settled.fulfilled > 500 && settled.rejected > 500, JSON.stringify(settled));
  t.diagnostic(`heap ${half.heap} then ${whole.heap} bytes, wasm memory ${half.wasm} then ${whole.wasm}`);
  assert.ok(whole.heap - half.heap < LIMIT, `JavaScript's heap grew by ${whole.heap - half.heap} bytes from ${half.heap}`);
  assert.equal(whole.wasm, half.wasm);
});

test('100 overlapping mixed calls each get their own answer', async () => {
  await suite.page.goto(suite.site.url);
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const { organization } = clerk;
    const { data: pending } = await organization.getInvitations({ status: 'pending', pageSize: 10 });
    const calls = [];
    for (let n = 0; n < 20; n++) {
      calls.push(organization.getInvitations({ pageSize: n + 1, status: 'accepted' }).then(({ data }) => data.length === Math.min(n + 1, 6)));
      calls.push(organization.inviteMember({ emailAddress: `one.${n}@example.com`, role: 'org:member' }).then(({ emailAddress }) => emailAddress === `one.${n}@example.com`));
      const emailAddresses = [`two.${n}@example.com`, `three.${n}@example.com`];
      calls.push(organization.inviteMembers({ emailAddresses, role: 'org:viewer' }).then((made) => made.map(({ emailAddress }) => emailAddress).join() === emailAddresses.join()));
      calls.push(organization.inviteMember({ emailAddress: `bad.${n}`, role: 'org:member' }).then(() => false, ({ status }) => status === 422));
      calls.push(n % 2
        ? pending[(n - 1) / 2].revoke().then((revoked) => revoked === pending[(n - 1) / 2] && revoked.status === 'revoked')
        : clerk.session.getToken().then((jwt) => jwt.split('.').length === 3));
    }
    const settled = await Promise.allSettled(calls);
    const { total_count: pendingNow } = await organization.getInvitations({ status: 'pending' });
    return { wrong: settled.filter(({ value }) => value !== true).map(({ reason, value }) => String(reason ?? value)), count: settled.length, pendingNow };
  });
  assert.deepEqual(seen, { wrong: [], count: 100, pendingNow: 14 - 10 + 60 });
  const to = (await outbox()).map((mail) => mail.to);
  assert.equal(to.length, 60);
  assert.equal(new Set(to).size, 60);
});

test('a call that starts when another settles works, 100 times in a row', async () => {
  await suite.page.goto(suite.site.url);
  await suite.page.evaluate(async () => (globalThis.organization = await activeOrganization()));
  await clearRequests();
  const totals = await suite.page.evaluate(() => {
    const next = (left, totals) => organization.getInvitations({ pageSize: 1 }).then(({ total_count }) => {
      totals.push(total_count);
      return left > 1 ? next(left - 1, totals) : totals;
    });
    return next(100, []);
  });
  assert.equal(totals.length, 100);
  assert.deepEqual(new Set(totals), new Set([31]));
  assert.equal((await requests()).length, 100);
});
