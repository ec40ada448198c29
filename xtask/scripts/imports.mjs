// Checks the imports in js/ against the rules of ARCHITECTURE.md: `node imports.mjs TOOLS`. TOOLS is the folder with
// this project's pinned npm packages. Imports of types are ignored, because they do not exist at run time.
//
// - Imports from outside js/ are only React, Node's own modules and the glue.
// - Each glue is imported by one file, so that the boundary to a wasm module is one file.
// - There are no import cycles, also not with `import()`.

import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const [tools] = process.argv.slice(2);
const { build } = createRequire(join(tools, 'package.json'))('esbuild');
const SOURCES = fileURLToPath(new URL('../../js/', import.meta.url));
const GLUES = {
  'clerk-organization/glue': 'wasm.ts',
  'clerk-organization/lazy-glue': 'invitations/lazy-wasm.ts',
};
const isOutside = (path) =>
  ['react', 'vue', 'svelte'].includes(path) || path.startsWith('node:') || path.startsWith('clerk-organization/embedded/') || path in GLUES;

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
  external: ['react', 'vue', 'svelte', 'node:*'],
  plugins: [{ name: 'names of the project', setup: resolveNames }],
});

// Resolves the names that bundle.mjs resolves. The build generates the glue.
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
    if (external ? !isOutside(path) : path.startsWith('..')) problems.push(`${own} imports ${path}`);
    if (path in GLUES && own !== GLUES[path]) problems.push(`${own} imports ${path}, which is for ${GLUES[path]}`);
  }
}

/** The shortest import cycle through a file, or undefined. */
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
