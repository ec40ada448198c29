// The app of docs/nextjs.md: writes the guide's files, and builds and serves them with Next.js.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { emulator } from '../support/emulator.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const GUIDE = join(HERE, '../../docs/nextjs.md');
const NEXT = join(HERE, 'node_modules/next/dist/bin/next');
/** The folder of the app. */
const APP = join(HERE, '.app');

// Packages come from the parent folder. Next.js would otherwise choose a lock file further up.
const CONFIG = `const root = ${JSON.stringify(HERE)};
export default { distDir: process.env.DIST_DIR, turbopack: { root }, outputFileTracingRoot: root };
`;

/** The path of a page in addition to the guide's: a server component with this package's provider. */
export const PROVIDER_PAGE = '/provider';
const PROVIDER_FILE = `import { ClerkProvider } from 'clerk-organization/react';

export default function Page() {
  return (
    <ClerkProvider publishableKey={${JSON.stringify(emulator.publishableKey)}}>
      <h1>Below the provider</h1>
    </ClerkProvider>
  );
}
`;

/** The environment of Next.js, without its telemetry. The guide's `.env.local` disables that of Clerk's packages. */
const ENVIRONMENT = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', CI: '1', NODE_ENV: 'production' };

/** The files in the guide's code blocks, each of which starts with its name. */
async function files() {
  const text = await readFile(GUIDE, 'utf8');
  const blocks = [...text.matchAll(/^```(?:tsx?|sh)\n(?:\/\/|#) (\S+)\n(.*?)^```/gms)];
  return blocks.map(([, name, code]) => ({ name, code }));
}

/** The guide's environment with the emulator's keys and address. */
const environmentOf = (code) =>
  code
    .replace('pk_test_…', emulator.publishableKey)
    .replace('sk_test_…', emulator.secretKey)
    .replaceAll('http://127.0.0.1:4100', emulator.url);

/** Rewrites the app; resolves to the names of its files. */
export async function writeApp() {
  await rm(APP, { recursive: true, force: true });
  const written = await files();
  for (const { name, code } of written) {
    const path = join(APP, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, name === '.env.local' ? environmentOf(code) : code);
  }
  await mkdir(join(APP, 'app', PROVIDER_PAGE), { recursive: true });
  await writeFile(join(APP, 'app', PROVIDER_PAGE, 'page.tsx'), PROVIDER_FILE);
  await writeFile(join(APP, 'next.config.mjs'), CONFIG);
  await writeFile(join(APP, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  return written.map(({ name }) => name).sort();
}

const command = (args, env) =>
  spawn(process.execPath, [NEXT, ...args], { cwd: APP, env: { ...ENVIRONMENT, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });

/** Collects the output of a process. Returns a function that returns the text so far. */
function output(child) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
  return () => text;
}

/** Runs `next build` with `turbopack` or `webpack`, with variables in addition to the guide's. */
export async function build(bundler, variables) {
  const child = command(['build', `--${bundler}`], { ...variables, DIST_DIR: `.next-${bundler}` });
  const text = output(child);
  const [code] = await new Promise((ended) => child.once('close', (...how) => ended(how)));
  assert.equal(code, 0, text());
}

async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Serves the built app. Resolves to `{ url, output, close }`. */
export async function serve(bundler, variables) {
  const port = await freePort();
  // Not 127.0.0.1: see the guide.
  const url = `http://localhost:${port}`;
  const child = command(['start', '--port', String(port), '--hostname', 'localhost'], {
    ...variables,
    DIST_DIR: `.next-${bundler}`,
    APP_ORIGIN: url,
  });
  const text = output(child);
  const ended = new Promise((end) => child.once('close', end));
  const close = () => {
    child.kill();
    return ended;
  };
  for (let tries = 0; tries < 150 && child.exitCode === null; tries++) {
    if (text().includes('Ready in')) return { url, output: text, close };
    await new Promise((wait) => setTimeout(wait, 200));
  }
  await close();
  throw new Error(`next start is not ready:\n${text()}`);
}
