// From an empty page to a loaded client, to a painted list of ten, and to the first invitation: with an empty browser
// cache, and again with a filled one.

import { NAMES, ORDERS, openContext, openPage } from './page.mjs';

const ROUNDS = 36;

// In the page: the milliseconds until the client, until the painted list, and of an invitation after that.
async function loadAndPaint({ emulator, name, address }) {
  const start = performance.now();
  const way = contestants(emulator)[name];
  await way.load();
  const loaded = performance.now();
  for (const { emailAddress } of await way.list(10)) {
    document.body.append(Object.assign(document.createElement('p'), { textContent: emailAddress }));
  }
  // The second frame starts after the first one was painted.
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  const painted = performance.now();
  await way.invite(address);
  return { load: loaded - start, paint: painted - start, invite: performance.now() - painted };
}

/** Measures loading with an empty and a filled cache. Resolves to the rows. */
export async function measureLoad(bench) {
  const { emulator } = bench;
  const seen = { cold: {}, warm: {} };
  let serial = 0;
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const name of ORDERS[(round + 1) % ORDERS.length]) {
      const context = await openContext(bench);
      for (const cache of ['cold', 'warm']) {
        const page = await openPage(bench, context);
        const address = `first-${(serial += 1)}@example.com`;
        const times = await page.evaluate(loadAndPaint, { emulator, name, address });
        // The first round starts Chromium's processes.
        if (round >= 0) (seen[cache][name] ??= []).push(times);
        await page.close();
      }
      await context.close();
    }
  }
  const row = (title, cache, what) => ({
    title,
    unit: 'ms',
    samples: Object.fromEntries(NAMES.map((name) => [name, seen[cache][name].map((times) => times[what])])),
  });
  return [
    row('`load()`, empty cache', 'cold', 'load'),
    row('`load()`, filled cache', 'warm', 'load'),
    row('first list of 10 painted, empty cache', 'cold', 'paint'),
    row('first list of 10 painted, filled cache', 'warm', 'paint'),
    row('first invitation of a page, empty cache', 'cold', 'invite'),
    row('first invitation of a page, filled cache', 'warm', 'invite'),
  ];
}
