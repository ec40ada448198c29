// The guides in docs/: their TypeScript compiles strictly, and the pages that are whole programs work when pasted.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { transform } from 'esbuild';

import { inBrowser } from '../support/browser.mjs';
import { bundle } from '../support/bundle.mjs';
import { emulator } from '../support/emulator.mjs';

const TESTS = fileURLToPath(new URL('..', import.meta.url));
const DOCS = join(TESTS, '../docs');
/** Below `tests`, so that imports by package name resolve. */
const WORK = join(TESTS, 'node_modules/.cache/guides');
const PACKAGE = '/node_modules/clerk-organization/';
/** `cargo xtask test nextjs` compiles, builds and tests this guide. */
const BUILT_ELSEWHERE = 'nextjs.md';

const suite = inBrowser({ path: '/bare' });

/** The code blocks of a guide in one language. */
async function blocks(guide, language) {
  const text = await readFile(join(DOCS, guide), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code);
}

async function one(guide, language) {
  const [code, ...others] = await blocks(guide, language);
  assert.deepEqual(others, []);
  return code;
}

test('every TypeScript block compiles, strictly', async () => {
  await rm(WORK, { recursive: true, force: true });
  let count = 0;
  for (const guide of (await readdir(DOCS)).filter((name) => name.endsWith('.md') && name !== BUILT_ELSEWHERE)) {
    const folder = join(WORK, basename(guide, '.md'));
    await mkdir(folder, { recursive: true });
    for (const [index, code] of (await blocks(guide, 'ts')).entries()) {
      // A block that others import names its file.
      const [, name = `block-${index + 1}.ts`] = /^\/\/ ([\w-]+\.ts)\n/.exec(code) ?? [];
      await writeFile(join(folder, name), code);
      count += 1;
    }
  }
  assert.ok(count >= 12, `${count} blocks`);
  const config = {
    compilerOptions: {
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: ['node'],
      strict: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
      // Not to check Vitest's own declarations.
      skipLibCheck: true,
      noEmit: true,
    },
    include: ['**/*.ts'],
  };
  await writeFile(join(WORK, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(TESTS, 'node_modules/typescript/bin/tsc');
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', WORK]).catch((error) => error);
  assert.equal(stdout, '');
});

test('the guide for Leptos quotes the example, which `cargo xtask test packages` builds and drives', async () => {
  const folder = join(TESTS, '../examples/leptos');
  const sources = await Promise.all(['main', 'sign_in', 'team'].map((name) => readFile(join(folder, `src/${name}.rs`), 'utf8')));
  const quoted = await blocks('team-page-leptos.md', 'rust');
  assert.ok(quoted.length >= 6, `${quoted.length} blocks`);
  for (const code of quoted) assert.ok(sources.some((source) => source.includes(code.trimEnd())), code);
  const manifest = await readFile(join(folder, 'Cargo.toml'), 'utf8');
  const [dependencies] = await blocks('team-page-leptos.md', 'toml');
  for (const line of dependencies.trim().split('\n').slice(2)) assert.ok(manifest.includes(line), line);
});

test('every code block of the guides is in a language that some test compiles or runs', async () => {
  const languages = new Set();
  for (const guide of (await readdir(DOCS)).filter((name) => name.endsWith('.md'))) {
    const text = await readFile(join(DOCS, guide), 'utf8');
    for (const [, language] of text.matchAll(/^```(\w+)\n/gm)) languages.add(language);
  }
  // Blocks in `console` are commands for the reader's machine.
  // `tests/nextjs` makes an app of the guide with `tsx` and `sh`.
  assert.deepEqual([...languages].filter((language) => language !== 'console').sort(), ['html', 'jsx', 'rust', 'sh', 'toml', 'ts', 'tsx']);
});

test('the recipe for Playwright signs in on an open page, also a second user after the first', async () => {
  const code = (await blocks('testing.md', 'ts')).find((block) => block.startsWith('// sign-in.ts'));
  await mkdir(WORK, { recursive: true });
  await writeFile(join(WORK, 'sign-in.mjs'), (await transform(code, { loader: 'ts' })).code);
  const { signIn: signInByRecipe } = await import(pathToFileURL(join(WORK, 'sign-in.mjs')).href);
  const page = await suite.open();
  const person = () => page.evaluate(async () => (await loadedClerk()).user?.primaryEmailAddress.emailAddress ?? null);
  const byRecipe = (who) => signInByRecipe(suite.context, suite.site.url, emulator, who);
  // The helper of these tests does the same.
  for (const signIn of [byRecipe, suite.signIn]) {
    await suite.context.clearCookies();
    await page.reload();
    assert.equal(await person(), null);
    for (const who of [emulator.admin, emulator.member]) {
      await signIn(who);
      await page.reload();
      assert.equal(await person(), who.emailAddress);
    }
  }
  await page.close();
});

/** Signs in by the form on the page. */
async function signIn(page) {
  await page.getByLabel('E-mail address').filter({ visible: true }).fill(emulator.admin.emailAddress);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Password', { exact: true }).fill(emulator.admin.password);
  await page.keyboard.press('Enter');
}

/** Invites with the page's form and revokes the invitation. */
async function inviteAndRevoke(page) {
  const field = page.getByLabel('E-mail address').filter({ visible: true }).last();
  await page.getByRole('button', { name: 'Invite' }).waitFor();
  await field.fill('guide@example.com');
  await page.getByRole('button', { name: 'Invite' }).click();
  const row = page.locator('li').filter({ hasText: 'guide@example.com' });
  const revoke = row.getByRole('button', { name: 'Revoke' });
  await revoke.waitFor();
  // The pages render their rows again after each answer. A button that is replaced between press and release gets no
  // click.
  await page.waitForLoadState('networkidle');
  await revoke.click();
  await row.waitFor({ state: 'detached' });
}

test('the page in plain JavaScript signs in, lists, invites and revokes', async () => {
  const html = (await one('team-page-javascript.md', 'html'))
    .replace('./clerk-organization/', PACKAGE)
    .replace("new Clerk('pk_test_…')", `new Clerk('${emulator.publishableKey}', { proxyUrl: '${emulator.url}' })`);
  await mkdir(WORK, { recursive: true });
  await writeFile(join(WORK, 'plain.html'), html);
  const page = await suite.open('/node_modules/.cache/guides/plain.html');
  await signIn(page);
  await inviteAndRevoke(page);
  await page.close();
});

test('the page in React signs in, lists, invites and revokes', async () => {
  const code = (await one('team-page-react.md', 'jsx')).replace(
    'publishableKey="pk_test_…"',
    `publishableKey="${emulator.publishableKey}" proxyUrl="${emulator.url}"`,
  );
  await mkdir(WORK, { recursive: true });
  const entry = join(WORK, 'team-page-react.jsx');
  await writeFile(entry, code);
  const page = await suite.open(await bundle(entry, 'guide-react'));
  await signIn(page);
  await inviteAndRevoke(page);
  await page.close();
});
