// Minifies every script of a folder into another folder: `node minify.mjs TOOLS FROM TO`, TOOLS being the folder
// with this project's pinned npm packages.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const [tools, from, to] = process.argv.slice(2);
const { minify } = createRequire(join(tools, 'package.json'))('terser');

// The names of classes are part of what callers see: in errors, in the console, in Clerk's own type guards.
const options = { module: true, keep_classnames: true, format: { comments: false } };

for (const script of readdirSync(from, { recursive: true }).filter((file) => file.endsWith('.js'))) {
  const { code } = await minify(readFileSync(join(from, script), 'utf8'), options);
  mkdirSync(dirname(join(to, script)), { recursive: true });
  writeFileSync(join(to, script), code);
}
