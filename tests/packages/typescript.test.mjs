// The package's types in every module resolution mode of TypeScript, without `skipLibCheck`.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { runsIn } from './matrix.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
// In a folder from which the package and React's types resolve.
const WORK = at('../node_modules/.cache/resolution');
// The compilers by major version. Newer ones lack the oldest resolution mode.
const COMPILERS = { 5: at('node_modules/typescript/lib/tsc.js'), 7: at('../node_modules/typescript/bin/tsc') };

// The README has one row per compiler, with all of its settings.
const SETTINGS = {
  5: '`moduleResolution` `node10`, `node16`, `nodenext` or `bundler`',
  7: '`moduleResolution` `nodenext` or `bundler`',
};

const WAYS = [
  { compiler: 5, moduleResolution: 'node10', module: 'esnext' },
  { compiler: 5, moduleResolution: 'node16', module: 'node16' },
  { compiler: 5, moduleResolution: 'nodenext', module: 'nodenext' },
  { compiler: 5, moduleResolution: 'bundler', module: 'esnext' },
  { compiler: 7, moduleResolution: 'nodenext', module: 'nodenext' },
  { compiler: 7, moduleResolution: 'bundler', module: 'esnext' },
];

const entries = async () => {
  const { exports } = JSON.parse(await readFile(at('../node_modules/clerk-organization/package.json'), 'utf8'));
  // The declarations of Vue, Svelte and Clerk's own React package do not compile in every mode.
  return Object.keys(exports).filter((name) => exports[name].types && !/vue|svelte|clerk-react|clerk\.browser/.test(name));
};

/** A program that uses a type of each entry and has one deliberate error. */
async function program() {
  const imports = (await entries()).map((name, index) => `import * as entry${index} from 'clerk-organization${name.slice(1)}';`);
  return `${imports.join('\n')}
export const all = [${imports.map((_, index) => `entry${index}`).join(', ')}];
export async function total(clerk: entry0.Clerk): Promise<number> {
  await clerk.load();
  const page = await clerk.organization?.getInvitations({ status: ['pending'] });
  return page?.totalCount ?? 0;
}
// @ts-expect-error Without a key there is no client: this line fails if the types are not found.
export const clerk = new entry0.Clerk(5);
`;
}

for (const { compiler, moduleResolution, module } of WAYS) {
  const body = async () => {
    const folder = join(WORK, `${compiler}-${moduleResolution}`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'app.ts'), await program());
    const compilerOptions = {
      ...{ target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], types: [], strict: true, noEmit: true },
      ...{ module, moduleResolution },
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['app.ts'] }));
    const { stdout } = await promisify(execFile)(process.execPath, [COMPILERS[compiler], '--project', folder]).catch((error) => error);
    assert.equal(stdout, '');
  };
  runsIn(`TypeScript ${compiler}`, SETTINGS[compiler], body, { detail: ` with ${moduleResolution}` });
}
