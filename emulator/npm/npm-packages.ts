// `--clerk-js DIR`: serves `/npm/@clerk/clerk-js@6/dist/clerk.browser.js`, the scripts that Clerk's components load at
// run time, from npm packages that are installed on this machine. The native command has the same rules in
// `http/npm_packages.rs`.

import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { failure } from './fetch.js';
import { typeOf } from './static-files.js';

type Answer = (request: Request) => Promise<Response>;

const NAMES = ['@clerk/clerk-js', '@clerk/ui'] as const;
type Name = (typeof NAMES)[number];

interface Package {
  version: string;
  /** The served folder of the package. */
  dist: string;
}

export type NpmPackages = ReadonlyMap<Name, Package>;

/** The path of a script, below the root or an instance's path. Names must not have `..` or encoded characters. */
const WANTED = /^(?:\/i\/[a-z]+)?\/npm\/(@clerk\/clerk-js|@clerk\/ui)@(\w[\w.-]*)\/dist((?:\/\w[\w.-]*)+)$/;

/** Reads the package in `folder`. Returns `undefined` if the folder has no package of this name. */
async function readPackage(name: Name, folder: string): Promise<Package | undefined> {
  try {
    const { name: found, version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const dist = join(folder, 'dist');
    return found === name && typeof version === 'string' && (await stat(dist)).isDirectory() ? { version, dist } : undefined;
  } catch {
    return undefined;
  }
}

async function find(candidates: (name: Name) => string[]): Promise<NpmPackages> {
  const packages = new Map<Name, Package>();
  for (const name of NAMES) {
    for (const folder of candidates(name)) {
      const found = packages.get(name) ?? (await readPackage(name, folder));
      if (found) packages.set(name, found);
    }
  }
  return packages;
}

/**
 * Finds the packages in `folder`: an installed package, a `node_modules` with one, or the parent of such a
 * `node_modules`.
 *
 * @throws if the folder has no such package.
 */
export async function packagesIn(folder: string): Promise<NpmPackages> {
  const root = resolve(folder);
  // If `folder` is one package, the other is its sibling in `@clerk`.
  const beside = (name: Name) => join(dirname(root), name.slice('@clerk/'.length));
  const found = await find((name) => [join(root, 'node_modules', name), join(root, name), root, beside(name)]);
  if (found.size === 0) throw new Error(`there is no @clerk/clerk-js in ${folder}: install it with npm`);
  return found;
}

/**
 * Finds the packages in the `node_modules` of this folder and of its parent folders, in the order in which Node looks.
 */
export function packagesNear(folder: string): Promise<NpmPackages> {
  const above = (at: string): string[] => [at, ...(dirname(at) === at ? [] : above(dirname(at)))];
  return find((name) => above(resolve(folder)).map((at) => join(at, 'node_modules', name)));
}

/** Whether `wanted` matches the installed version: exactly, by prefix (`6`, as in Clerk's packages), or as `latest`. */
const isVersion = (wanted: string, installed: string): boolean =>
  wanted === 'latest' || installed === wanted || installed.startsWith(`${wanted}.`);

/** Answers requests for scripts of the packages, and all others with `answer`. The scripts are never cached. */
export function withNpmPackages(packages: NpmPackages, answer: Answer): Answer {
  return async (request) => {
    const [, name, version, file] = WANTED.exec(new URL(request.url).pathname) ?? [];
    const wanted = NAMES.find((known) => known === name);
    if (wanted === undefined || version === undefined || file === undefined) return answer(request);
    const response = await packageAnswer(request.method, packages.get(wanted), wanted, version, file);
    response.headers.set('cache-control', 'no-store');
    // The script element has `crossorigin="anonymous"`.
    response.headers.set('access-control-allow-origin', '*');
    return response;
  };
}

async function packageAnswer(method: string, found: Package | undefined, name: Name, version: string, file: string): Promise<Response> {
  if (!found || !isVersion(version, found.version)) {
    const state = found
      ? `version ${found.version} is installed`
      : 'it is not installed in the folder of --clerk-js or, by default, in the node_modules of the working directory or its parents';
    const text = `${name}@${version} was requested, but ${state}. Try npm install ${name}@${version}.`;
    return failure(404, 'resource_not_found', 'Resource not found', text);
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return failure(405, 'method_not_allowed', 'Method not allowed', 'This path does not support this method.');
  }
  const bytes = await readFile(join(found.dist, file)).catch(() => undefined);
  if (!bytes) return failure(404, 'resource_not_found', 'Resource not found', 'There is nothing at this path.');
  return new Response(method === 'HEAD' ? null : bytes, { headers: { 'content-type': typeOf(file) } });
}
