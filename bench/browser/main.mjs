// This package in Chromium compared with plain `fetch` and Clerk's own client, in turn in one run.
//
//   cargo xtask bench browser
//
// Prints a table, and writes it with a chart to `target/bench/`, with `--write` also to the README. It checks no
// limits.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { change, emulator, reset } from '../../tests/support/emulator.mjs';
import { startSite } from '../../tests/support/site.mjs';
import { measureCalls } from './calls.mjs';
import { chart } from './chart.mjs';
import { launch } from './chromium.mjs';
import { measureLoad } from './load.mjs';
import { measureMemory } from './memory.mjs';
import { table } from './table.mjs';

const [results, mode] = process.argv.slice(2);
if (!results) throw new Error('which folder gets the results? node bench/browser/main.mjs FOLDER [--write]');
const README = new URL('../../README.md', import.meta.url);
const CHART = new URL('../../docs/images/speed.svg', import.meta.url);

/** Writes the table between the two marks in the README, and the chart to its images. */
async function write(text, picture) {
  const [begins, ends] = ['<!-- bench browser -->', '<!-- /bench browser -->'];
  const readme = await readFile(README, 'utf8');
  const [before, rest] = readme.split(begins);
  const after = rest?.split(ends)[1];
  if (after === undefined) throw new Error(`${README.pathname} lacks ${begins} … ${ends}`);
  await writeFile(README, `${before}${begins}\n${text}\n${ends}${after}`);
  await writeFile(CHART, picture);
}

// A page that is loaded again gets its scripts from the browser's cache.
const site = await startSite({ 'cache-control': 'max-age=3600' });
// Provides `gc()` in the page, and a clock that is not rounded to 0.1 ms.
const browser = await launch(['--js-flags=--expose-gc', '--enable-blink-features=PreciseMemoryInfo']);
try {
  await reset();
  // 1,000 addresses exceed the rate limit of an hour and the size limit of an organization.
  await change({ rate_limits: false, max_allowed_memberships: 100_000 });
  const bench = { browser, site, emulator };
  const rows = [...(await measureLoad(bench)), ...(await measureCalls(bench)), ...(await measureMemory(bench))];
  const machine = `${browser.version} on ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`;
  const text = table(rows);
  const picture = chart(rows, `Chromium ${machine}`);
  console.log(`Chromium ${machine}\n\n${text}`);
  await mkdir(results, { recursive: true });
  await writeFile(join(results, 'browser.md'), `${text}\n`);
  await writeFile(join(results, 'browser.json'), `${JSON.stringify(rows)}\n`);
  await writeFile(join(results, 'browser.svg'), picture);
  if (mode === '--write') await write(`Chromium ${machine}:\n\n${text}`, picture);
} finally {
  await browser.close();
  await site.close();
}
