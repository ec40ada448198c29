// Single calls in one page, in turn: lists with and without an attached client, inviting one, inviting a thousand.

import { change, clearFaults, fault, reset } from '../../tests/support/emulator.mjs';
import { NAMES, ORDERS, openLoaded } from './page.mjs';

const MANY = 500;
const ADDRESSES = 1000;

// In the page: the milliseconds that each contestant takes, per round.
async function time({ orders, rounds, call, amount, decodesOnly }) {
  const real = globalThis.fetch;
  if (decodesOnly) {
    // The answer has arrived before the clock starts, so only reading it is measured.
    let answer = { url: '' };
    globalThis.fetch = async (url, init) => {
      if (answer.url !== new URL(url).pathname) {
        const response = await real(url, init);
        answer = { url: new URL(url).pathname, text: await response.text() };
      }
      return new Response(answer.text, { headers: { 'content-type': 'application/json' } });
    };
  }
  const times = Object.fromEntries(orders[0].map((name) => [name, []]));
  let serial = 0;
  for (let round = -orders.length; round < rounds; round += 1) {
    for (const name of orders[(round + orders.length) % orders.length]) {
      const argument = call === 'invite' ? `bench-${(serial += 1)}@example.com` : amount;
      const start = performance.now();
      const result = await ways[name][call](argument);
      const took = performance.now() - start;
      if (call === 'list' && result.length !== amount) throw new Error(`${name}: ${result.length} rows`);
      // The first rounds are a warm-up.
      if (round >= 0) times[name].push(took);
    }
  }
  globalThis.fetch = real;
  return times;
}

async function fill(page, rows) {
  const added = await page.evaluate(async (rows) => {
    const addresses = Array.from({ length: rows }, (_, at) => `row${at}@example.com`);
    return ways['plain fetch'].inviteMany(addresses).then(
      (count) => count,
      (error) => String(error),
    );
  }, rows);
  if (added !== rows) throw new Error(`the organization could not be filled: ${added}`);
}

// The server's answer to a list of this size, with an attached client.
async function listWithClient(page, { emulator }, rows) {
  return page.evaluate(
    async ({ url, organizationId, rows }) => {
      const devBrowser = /__clerk_db_jwt=([^;]+)/.exec(document.cookie)[1];
      const json = async (path) => (await fetch(`${url}/v1/${path}&__clerk_db_jwt=${devBrowser}`, { credentials: 'include' })).json();
      const { response: client } = await json('client?');
      const session = client.last_active_session_id;
      const list = await json(`organizations/${organizationId}/invitations?limit=${rows}&_clerk_session_id=${session}`);
      return { ...list, client };
    },
    { url: emulator.url, organizationId: emulator.organizationId, rows },
  );
}

/** Measures single calls. Resolves to their rows. */
export async function measureCalls(bench) {
  const { context, page } = await openLoaded(bench);
  await fill(page, MANY);
  const run = async (title, given) => ({
    title,
    unit: 'ms',
    samples: await page.evaluate(time, { orders: ORDERS, ...given }),
  });
  const rows = [
    await run('list of 10', { rounds: 360, call: 'list', amount: 10 }),
    await run(`list of ${MANY}`, { rounds: 180, call: 'list', amount: MANY }),
  ];
  for (const [amount, rounds] of [[10, 360], [MANY, 180]]) {
    const body = await listWithClient(page, bench, amount);
    await fault({ method: 'GET', path: '/invitations', status: 200, body, times: 100_000 });
    rows.push(await run(`list of ${amount}, a client in the answer`, { rounds, call: 'list', amount }));
    await clearFaults();
  }
  rows.push(await run(`list of ${MANY}, decoding alone`, { rounds: 360, call: 'list', amount: MANY, decodesOnly: true }));
  rows.push(await run('invite one', { rounds: 360, call: 'invite' }));
  await context.close();
  return [...rows, ...(await measureBulk(bench))];
}

// A new page and an empty organization each time, because a thousand invitations change the cost of the next thousand.
// The first call fetches this package's chunk for many invitations; the second one has it cached.
async function measureBulk(bench) {
  const samples = [{}, {}];
  for (const order of ORDERS) {
    for (const name of order) {
      await reset();
      await change({ rate_limits: false, max_allowed_memberships: 100_000 });
      const { context, page } = await openLoaded(bench, [name]);
      const calls = await page.evaluate(
        async ({ name, count, calls }) => {
          const results = [];
          for (let call = 0; call < calls; call += 1) {
            const addresses = Array.from({ length: count }, (_, at) => `bulk${call}-${at}@example.com`);
            const start = performance.now();
            const invited = await ways[name].inviteMany(addresses);
            results.push({ took: performance.now() - start, invited });
          }
          return results;
        },
        { name, count: ADDRESSES, calls: samples.length },
      );
      for (const [call, { took, invited }] of calls.entries()) {
        if (invited !== ADDRESSES) throw new Error(`${name} invited ${invited}`);
        (samples[call][name] ??= []).push(took);
      }
      await context.close();
    }
  }
  const count = ADDRESSES.toLocaleString('en');
  return [`invite ${count} addresses, first call of a page`, `invite ${count} addresses`].map((title, call) => ({
    title,
    unit: 'ms',
    samples: samples[call],
  }));
}
