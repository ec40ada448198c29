// Where the package was seen to run: each test of this folder adds its row when it has passed. xtask/scripts/matrix.mjs makes the
// README's table of the rows.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const FOLDER = join(process.env.CLERK_ARTEFACTS ?? fileURLToPath(new URL('../../target/artefacts', import.meta.url)), 'matrix');
const FILE = join(FOLDER, `${basename(process.argv[1], '.test.mjs')}.json`);
const rows = [];

/**
 * A test that adds a row once it passes.
 *
 * @param place what the row is about; a major version is that of the test
 * @param setting what an app has to set there
 * @param detail what tells this test from others about the same place
 * @param skip why this machine cannot run it; the README's table is then not compared
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
