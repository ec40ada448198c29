// Prints the files and the public declarations of the npm package as one file, so that a change of the surface shows in a diff:
// `node api-report.mjs PACKAGE PACKED`. PACKAGE is the built package's folder and PACKED its npm archive.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const [folder, packed] = process.argv.slice(2);
const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The files that a declaration takes something from, also by `import('…')`. */
const imported = (text) => [...text.matchAll(/(?:from|import\()\s*'(\.[^']*)\.js'/g)].map(([, path]) => `${path}.d.ts`);

const files = new Map();
function read(path) {
  if (files.has(path)) return;
  const text = readFileSync(path, 'utf8');
  files.set(path, text);
  for (const next of imported(text)) read(join(dirname(path), next));
}

const lines = ['// The npm package: entries, files, public declarations. `cargo xtask docs` writes this file, `cargo xtask test types` compares it.', ''];
for (const [name, { types }] of Object.entries(exports)) {
  lines.push(`// ${name.replace('.', 'clerk-organization')}${types ? `: ${types}` : ''}`);
  if (types) read(join(folder, types));
}
lines.push('');
const shipped = execFileSync('tar', ['-tzf', packed], { encoding: 'utf8' }).trim().split('\n');
for (const path of shipped.map((path) => path.replace('package/', '')).sort()) lines.push(`// ships ${path}`);
for (const [path, text] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
  lines.push('', `// ━━ ${relative(folder, path)}`, '', text.trimEnd());
}
console.log(lines.join('\n'));
