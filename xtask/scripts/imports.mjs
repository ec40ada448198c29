// Holds the imports in js/ against the rules of ARCHITECTURE.md: `node imports.mjs TOOLS`, TOOLS being the folder with this
// project's pinned npm packages. Types are left out: they are no dependency of a program that runs.
//
// - Nothing is imported from outside js/ but React, Node's own modules and the glue.
// - Only wasm.ts imports the glue, so that the boundary to Rust is one file.
// - No file imports itself through others, also not with `import()`.

import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const [tools] = process.argv.slice(2);
const { build } = createRequire(join(tools, 'package.json'))('esbuild');
const SOURCES = fileURLToPath(new URL('../../js/', import.meta.url));
const GLUE = 'clerk-organization/glue';
const OUTSIDE = [/^react$/, /^node:/, /^clerk-organization\/glue$/];

const names = readdirSync(SOURCES, { recursive: true }).filter((name) => /(?<!\.d)\.ts$/.test(name));
const { metafile } = await build({
  absWorkingDir: SOURCES,
  entryPoints: names,
  outdir: 'unwritten',
  bundle: true,
  splitting: true,
  format: 'esm',
  write: false,
  metafile: true,
  logLevel: 'error',
  external: ['react', 'node:*'],
  plugins: [{ name: 'names of the project', setup: resolveNames }],
});

// The names that bundle.mjs resolves; the glue is made by the build.
function resolveNames({ onResolve }) {
  onResolve({ filter: /^clerk-organization/ }, ({ path }) => {
    const file = { 'clerk-organization': 'index.ts', 'clerk-organization/host': 'host.ts' }[path];
    return file ? { path: join(SOURCES, file) } : { path, external: true };
  });
}

const problems = [];
const imports = new Map();
for (const [file, { imports: all }] of Object.entries(metafile.inputs)) {
  const own = relative('.', file);
  imports.set(own, all.filter(({ external }) => !external).map(({ path }) => relative('.', path)));
  for (const { path, external } of all) {
    if (external ? !OUTSIDE.some((allowed) => allowed.test(path)) : path.startsWith('..')) problems.push(`${own} imports ${path}`);
    if (path === GLUE && own !== 'wasm.ts') problems.push(`${own} imports ${path}, which is for wasm.ts`);
  }
}

/** The shortest way from a file back to itself, or undefined. */
function cycle(start) {
  const ways = (imports.get(start) ?? []).map((next) => [start, next]);
  const seen = new Set();
  for (const way of ways) {
    const last = way.at(-1);
    if (last === start) return way;
    if (seen.has(last)) continue;
    seen.add(last);
    ways.push(...(imports.get(last) ?? []).map((next) => [...way, next]));
  }
  return undefined;
}
for (const file of imports.keys()) {
  const way = cycle(file);
  if (way) problems.push(`a cycle: ${way.join(' → ')}`);
}
if (imports.size < names.length) problems.push(`only ${imports.size} of ${names.length} files were looked at`);
if (problems.length) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`${imports.size} files, no cycle`);
