// The app of docs/nextjs.md: its files as the guide has them, built and served by Next.js.

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

// The packages are those of the folder above, and there are further lock files above that one.
const CONFIG = `const root = ${JSON.stringify(HERE)};
export default { distDir: process.env.DIST_DIR, turbopack: { root }, outputFileTracingRoot: root };
`;

/** The address and the file of a page beside those of the guide: a server component that has this package's provider. */
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

/** What Next.js and Clerk's packages must know to ask nobody else. */
const ENVIRONMENT = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', CI: '1', NODE_ENV: 'production' };

/** The files that the guide's code blocks are: each begins with its name. */
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

/** Keeps what a process prints; its text so far. */
function output(child) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
  return () => text;
}

/** `next build` with `turbopack` or `webpack`, and with variables besides those of the guide. */
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

/** Serves what `build` built; `{ url, output, close }`. */
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
