// The environments in which the package runs: each test in this folder adds a row when it passes.
// xtask/scripts/matrix.mjs builds the README's table from the rows.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const FOLDER = join(process.env.CLERK_ARTEFACTS ?? fileURLToPath(new URL('../../target/artefacts', import.meta.url)), 'matrix');
const FILE = join(FOLDER, `${basename(process.argv[1], '.test.mjs')}.json`);
const rows = [];

/**
 * Registers a test that adds a row when it passes.
 *
 * @param place the environment; major versions are those of the tested packages
 * @param setting the configuration that an app needs there
 * @param detail distinguishes tests of the same place
 * @param skip the reason why this machine cannot run the test; the README's table is then not compared
 */
export function runsIn(place, setting, body, { skip = false, detail = '' } = {}) {
  if (skip) add({ place, setting, skip });
  test(`${place}${detail} runs the package`, { skip }, async (context) => {
    await body(context);
    add({ place, setting });
  });
}

function add(row) {
  rows.push(row);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(rows, null, 2)}\n`);
}

/** The major version of an installed npm package, by the path of its package.json. */
export const majorOf = (path) => JSON.parse(readFileSync(path, 'utf8')).version.split('.')[0];
