// Pages for the measurements.

import { readFile } from 'node:fs/promises';

import { signIn } from '../../tests/support/emulator.mjs';

const CONTESTANTS = await readFile(new URL('contestants.js', import.meta.url), 'utf8');

/** The contestants, in the order of the table. This package is compared with the first two. */
export const NAMES = ['plain fetch', 'clerk-js 6.40', 'clerk-organization'];

/**
 * Every order of the contestants. Rounds use them in turn, so that each contestant follows each other one equally
 * often, because garbage of one slows the next one down.
 */
export const ORDERS = NAMES.flatMap((first) =>
  NAMES.filter((name) => name !== first).map((second) => [first, second, NAMES.find((name) => ![first, second].includes(name))]),
);

/** Opens a separate profile in which the admin is signed in. */
export async function openContext({ browser, site, emulator }) {
  const context = await browser.newContext();
  const { devBrowser } = await signIn(emulator.admin);
  await context.addCookies([{ name: '__clerk_db_jwt', value: devBrowser, url: site.url, sameSite: 'Lax' }]);
  return context;
}

/** Opens a page in a profile, without a client, with the contestants' script. */
export async function openPage({ site }, context) {
  const page = await context.newPage(`${site.url}/bare`);
  await page.evaluate(CONTESTANTS);
  return page;
}

/** Opens a page in a separate profile, in which these contestants are loaded, as `ways`. */
export async function openLoaded(bench, names = NAMES) {
  const context = await openContext(bench);
  const page = await openPage(bench, context);
  await page.evaluate(
    async ({ emulator, names }) => {
      globalThis.ways = contestants(emulator);
      for (const name of names) await ways[name].load();
    },
    { emulator: bench.emulator, names },
  );
  return { context, page };
}
