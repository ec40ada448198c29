#!/usr/bin/env node
// `npx clerk-organization-emulator`: the same flags and first line as the native command.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { durable } from './durable.js';
import { lockFile, readImage, writeImage } from './image-file.js';
import { createEmulator } from './index.node.js';
import { serve } from './node.js';
import { packagesIn, packagesNear, withNpmPackages } from './npm-packages.js';
import { withStaticFiles } from './static-files.js';
import type { Emulator, InstanceOptions, Settings } from './types.js';

const HELP = `Clerk's Frontend and Backend API for organizations, local, in one process. Unofficial.

  --port PORT             the port; 0 for any free port (4100)
  --host ADDRESS          the address to listen on (127.0.0.1)
  --database FILE         keep the data in this file; by default it is kept in memory
  --seed FILE             a JSON file with the initial data of a new database
  --config FILE           a JSON file with "seed" and "settings"; --seed and --setting take precedence
  --static PREFIX=DIR     serve the files of a folder below a path (repeatable)
  --clerk-js DIR          serve the scripts of @clerk/clerk-js and @clerk/ui that npm installed there below /npm/; by default
                          those of this folder's node_modules
  --setting NAME=VALUE    change a setting (repeatable)
  --allowed-host NAME     answer requests with this name in their Host header (repeatable)
  --public-url URL        the URL that browsers use
  --webhook URL           send the events to this http URL (repeatable); the first line has the secrets
  --no-rate-limits        do not limit Backend API requests
  --settings              list the settings, their defaults, and the reason for each default
  --quiet                 print no line per request
  --version               print the version

Each has an environment variable: CLERK_EMULATOR_PORT, CLERK_EMULATOR_DATABASE and so on.`;

const FLAGS = {
  port: { type: 'string' },
  host: { type: 'string' },
  database: { type: 'string' },
  seed: { type: 'string' },
  config: { type: 'string' },
  static: { type: 'string', multiple: true },
  'clerk-js': { type: 'string' },
  setting: { type: 'string', multiple: true },
  'allowed-host': { type: 'string', multiple: true },
  'public-url': { type: 'string' },
  webhook: { type: 'string', multiple: true },
  'no-rate-limits': { type: 'boolean' },
  settings: { type: 'boolean' },
  quiet: { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const variable = (flag: string): string | undefined => process.env[`CLERK_EMULATOR_${flag.toUpperCase().replaceAll('-', '_')}`] || undefined;
const list = (flag: string): string[] => (variable(flag) ?? '').split(',').map((part) => part.trim()).filter(Boolean);

function isSet(flag: string): boolean {
  const value = variable(flag) ?? 'false';
  if (value !== 'true' && value !== 'false') throw new Error(`the variable of --${flag} takes true or false, not ${value}`);
  return value === 'true';
}

function portOf(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new Error(`--port takes a number from 0 to 65535, not ${text}`);
  return port;
}

function settingsOf(pairs: string[]): Settings {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 0) throw new Error(`write --setting NAME=VALUE, not ${pair}`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

const readJson = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
};

/** Reads the file of `--config`. Its format is that of the body of `POST /__emulator/instances`. */
async function readConfig(path: string | undefined): Promise<InstanceOptions> {
  if (path === undefined) return {};
  const config = await readJson(path);
  if (typeof config !== 'object' || config === null) throw new Error(`${path}: write an object with "seed" and "settings"`);
  const unknown = Object.keys(config).find((name) => name !== 'seed' && name !== 'settings');
  if (unknown !== undefined) throw new Error(`${path}: unknown field \`${unknown}\`, expected \`settings\` or \`seed\``);
  return config;
}

async function printSettings(settings: Settings): Promise<void> {
  const emulator = await createEmulator({ settings });
  const response = await emulator.fetch(`${emulator.url}/__emulator/settings`);
  const { settings: described }: { settings: { name: string; value: unknown; takes: string; doc: string }[] } = await response.json();
  for (const { name, value, takes, doc } of described) console.log(`${name}=${value}  (${takes})\n   ${doc}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: FLAGS });
  if (values.help) return console.log(HELP);
  if (values.version) {
    const { version } = (await readJson(fileURLToPath(new URL('package.json', import.meta.url)))) as { version: string };
    return console.log(`clerk-emulator ${version}`);
  }
  const config = await readConfig(values.config ?? variable('config'));
  const settings = { ...config.settings, ...settingsOf(values.setting ?? list('setting')) };
  if (values['no-rate-limits'] ?? isSet('no-rate-limits')) settings['rate_limits'] = 'false';
  if (values.settings) return printSettings(settings);
  const port = portOf(values.port ?? variable('port') ?? '4100');
  const host = values.host ?? variable('host');
  const database = values.database ?? variable('database') ?? ':memory:';
  const seedFile = values.seed ?? variable('seed');
  const publicUrl = values['public-url'] ?? variable('public-url');
  const isQuiet = values.quiet ?? isSet('quiet');
  const staticFolders = values.static ?? list('static');

  if (database !== ':memory:') await lockFile(database);
  const [snapshot, seed] = await Promise.all([
    database === ':memory:' ? undefined : readImage(database),
    seedFile === undefined ? config.seed : readJson(seedFile),
  ]);
  const clerkJs = values['clerk-js'] ?? variable('clerk-js');
  const packages = await (clerkJs === undefined ? packagesNear(process.cwd()) : packagesIn(clerkJs));
  let handle = (_: Request): Promise<Response> => Promise.reject(new Error('the emulator is not open yet'));
  const answer = await withStaticFiles(staticFolders, (next) => withNpmPackages(packages, next), (request) => handle(request));
  // The server listens first, because the emulator's URLs include the port.
  const server = await serve(answer, { port, ...(host === undefined ? {} : { host }) });
  if (host !== undefined && !isLoopback(host)) warnOfExposure(host);
  const open = async (): Promise<Emulator> => {
    const emulator = await createEmulator({
      url: publicUrl ?? server.url,
      allowedHosts: [...(values['allowed-host'] ?? list('allowed-host')), ...(host ? [host] : []), ...(publicUrl ? [new URL(publicUrl).hostname] : [])],
      settings,
      seed,
      webhooks: values.webhook ?? list('webhook'),
      ...(snapshot ? { snapshot } : {}),
      ...(isQuiet ? {} : { log: (line: string) => process.stderr.write(`${line}\n`) }),
    });
    if (database === ':memory:') {
      handle = (request) => emulator.fetch(request);
    } else {
      // The next start has the keys of the first line, and a file that cannot be written is an error before that line.
      await writeImage(database, await emulator.snapshot());
      handle = durable(emulator, (snapshot) => writeImage(database, snapshot).catch(complain));
    }
    return emulator;
  };
  // A server that listens keeps the process alive.
  const emulator = await open().catch(async (problem: unknown) => {
    await server.close();
    throw problem;
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
  announce(emulator, server.url);
}

const isLoopback = (host: string): boolean => host === '::1' || host === 'localhost' || host.startsWith('127.');

function warnOfExposure(host: string): void {
  process.stderr.write(
    `clerk-emulator: warning: listening on ${host}: any machine that can connect can sign in as any user, read every mail and change everything, because the controls need no key\n`,
  );
}

function announce(emulator: Emulator, address: string): void {
  const { url, publishableKey, secretKey, organizationId, admin, member, webhooks = [] } = emulator;
  const shown = webhooks.length > 0 ? { webhooks } : {};
  console.log(JSON.stringify({ url, publishableKey, secretKey, organizationId, admin, member, ...shown }));
  console.log(`clerk-emulator listens on ${address}`);
  console.log(`  url              ${url}`);
  console.log(`  publishable key  ${publishableKey}`);
  console.log(`  secret key       ${secretKey}`);
  console.log(`  admin            ${admin?.emailAddress ?? '-'}  ${admin?.password ?? '-'}`);
  console.log(`  member           ${member?.emailAddress ?? '-'}  ${member?.password ?? '-'}`);
  for (const webhook of webhooks) console.log(`  webhook          ${webhook.url}  ${webhook.secret}`);
}

function complain(problem: unknown): never {
  process.stderr.write(`clerk-emulator: ${problem instanceof Error ? problem.message : String(problem)}\n`);
  throw problem;
}

main()
  .catch(complain)
  .catch(() => {
    process.exitCode = 1;
  });
