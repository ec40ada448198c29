#!/usr/bin/env node
// `npx clerk-organization-emulator`: the flags and the first line of the native command.

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { durable, readImage } from './image-file.js';
import { createEmulator } from './index.node.js';
import { serve } from './node.js';
import type { Emulator, Settings } from './types.js';

const HELP = `Clerk's Frontend and Backend API for organizations, local, in one process. Unofficial.

  --port PORT             the port; 0 for any free port (4100)
  --host ADDRESS          the address to listen on (127.0.0.1)
  --database FILE         keep the data in this file; by default it is gone with the process
  --seed FILE             a JSON file with the data that a new database begins with
  --setting NAME=VALUE    change a setting (repeatable)
  --allowed-host NAME     answer requests with this name in their Host header (repeatable)
  --public-url URL        where browsers reach the emulator
  --no-rate-limits        do not limit Backend API requests
  --quiet                 print no line per request

Each is an environment variable, too: CLERK_EMULATOR_PORT, CLERK_EMULATOR_DATABASE and so on.`;

const FLAGS = {
  port: { type: 'string' },
  host: { type: 'string' },
  database: { type: 'string' },
  seed: { type: 'string' },
  setting: { type: 'string', multiple: true },
  'allowed-host': { type: 'string', multiple: true },
  'public-url': { type: 'string' },
  'no-rate-limits': { type: 'boolean' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const variable = (flag: string): string | undefined => process.env[`CLERK_EMULATOR_${flag.toUpperCase().replaceAll('-', '_')}`] || undefined;
const list = (flag: string): string[] => variable(flag)?.split(',') ?? [];

function settingsOf(pairs: string[]): Settings {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 0) throw new Error(`write --setting NAME=VALUE, not ${pair}`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: FLAGS });
  if (values.help) return console.log(HELP);
  const settings = settingsOf(values.setting ?? list('setting'));
  if (values['no-rate-limits'] ?? variable('no-rate-limits') === 'true') settings['rate_limits'] = 'false';
  const port = Number(values.port ?? variable('port') ?? 4100);
  const host = values.host ?? variable('host');
  const database = values.database ?? variable('database') ?? ':memory:';
  const seedFile = values.seed ?? variable('seed');
  const publicUrl = values['public-url'] ?? variable('public-url');
  const isQuiet = values.quiet ?? variable('quiet') === 'true';
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port takes a number from 0 to 65535');

  const [snapshot, seed] = await Promise.all([
    database === ':memory:' ? undefined : readImage(database),
    seedFile === undefined ? undefined : readFile(seedFile, 'utf8').then((text) => JSON.parse(text) as unknown),
  ]);
  // The port first: the emulator's addresses begin with it.
  let answer: (request: Request) => Promise<Response> = () => Promise.reject(new Error('not open yet'));
  const server = await serve((request) => answer(request), { port, ...(host === undefined ? {} : { host }) });
  const emulator = await createEmulator({
    url: publicUrl ?? server.url,
    allowedHosts: [...(values['allowed-host'] ?? list('allowed-host')), ...(host ? [host] : []), ...(publicUrl ? [new URL(publicUrl).hostname] : [])],
    settings,
    seed,
    ...(snapshot ? { snapshot } : {}),
    ...(isQuiet ? {} : { log: (line: string) => process.stderr.write(`${line}\n`) }),
  });
  answer = database === ':memory:' ? (request) => emulator.fetch(request) : durable(emulator, database);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
  announce(emulator, server.url);
}

function announce(emulator: Emulator, address: string): void {
  const { url, publishableKey, secretKey, organizationId, admin, member } = emulator;
  console.log(JSON.stringify({ url, publishableKey, secretKey, organizationId, admin, member }));
  console.log(`clerk-emulator listens on ${address}`);
  console.log(`  url              ${url}`);
  console.log(`  publishable key  ${publishableKey}`);
  console.log(`  secret key       ${secretKey}`);
  console.log(`  admin            ${admin?.emailAddress ?? '-'}  ${admin?.password ?? '-'}`);
  console.log(`  member           ${member?.emailAddress ?? '-'}  ${member?.password ?? '-'}`);
}

main().catch((problem: unknown) => {
  process.stderr.write(`clerk-emulator: ${problem instanceof Error ? problem.message : String(problem)}\n`);
  process.exitCode = 1;
});
