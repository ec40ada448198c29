// Memory use: of each page of rows that an app keeps, and what remains of rows that it dropped.

import { NAMES, openLoaded } from './page.mjs';

const MANY = 500;
const HELD = 20;
const DROPPED = 200;
/** How often rows are dropped. Compiled code and caches grow at first, and shrink later. */
const TIMES = 12;

// In the page: fetches pages of rows and keeps the last `kept` of them.
async function fetchPages({ name, pages, size, kept }) {
  // Otherwise the browser's own list of resources would count as memory of the contestant.
  performance.setResourceTimingBufferSize(0);
  performance.clearResourceTimings();
  const held = (globalThis.held ??= []);
  for (let at = 0; at < pages; at += 1) {
    const rows = await ways[name].list(size);
    if (rows.length !== size) throw new Error(`${name}: ${rows.length} rows`);
    if (kept) held.push(rows);
  }
}

/** Measures the bytes of the JavaScript heap and of wasm memory after a garbage collection. Resolves to the rows. */
export async function measureMemory(bench) {
  const held = {};
  const left = {};
  for (const name of NAMES) {
    const { context, page } = await openLoaded(bench, [name]);
    const heap = async () => {
      for (let times = 0; times < 4; times += 1) await page.send('HeapProfiler.collectGarbage');
      // Buffers of wasm memory count as external memory, outside the heap.
      const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await page.send('Runtime.getHeapUsage');
      return usedSize + embedderHeapUsedSize + backingStorageSize;
    };
    const run = (given) => page.evaluate(fetchPages, { name, size: MANY, ...given });
    await run({ pages: 5, kept: false });
    const before = await heap();
    await run({ pages: HELD, kept: true });
    held[name] = [((await heap()) - before) / HELD / 1024];
    await page.evaluate(() => void delete globalThis.held);
    let earlier;
    for (let times = 0; times <= TIMES; times += 1) {
      await run({ pages: DROPPED, kept: false });
      const now = await heap();
      if (times) (left[name] ??= []).push((now - earlier) / 1024);
      earlier = now;
    }
    await context.close();
  }
  return [
    { title: `memory of a held list of ${MANY}`, unit: 'KB', samples: held },
    { title: `memory left by ${(MANY * DROPPED).toLocaleString('en')} dropped rows`, unit: 'KB', samples: left },
  ];
}
