// `--static PREFIX=DIR`: folders that are served next to the API, so that a page and its API have one origin.

import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

type Answer = (request: Request) => Promise<Response>;

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The content type of a file by its extension. */
export const typeOf = (file: string): string => TYPES[extname(file)] ?? 'application/octet-stream';

/** The paths that the emulator answers itself, as in its request pipeline. */
const OWN = /^(\/i\/[a-z]+)?\/(v1|__emulator|health|\.well-known\/jwks\.json)(\/|$)|^\/i\/[a-z]+(\/|$)/;

interface Folder {
  /** The path without a trailing slash. Empty for `/`. */
  prefix: string;
  /** The path with all links resolved. */
  folder: string;
}

/** Reads `PREFIX=DIR`. */
async function readFolder(text: string): Promise<Folder> {
  const at = text.indexOf('=');
  if (at < 0 || !text.startsWith('/')) throw new Error(`write --static PREFIX=DIR with a prefix that begins with /, not ${text}`);
  const folder = text.slice(at + 1);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new Error(`there is no folder ${folder}`);
  return { prefix: text.slice(0, at).replace(/\/+$/, ''), folder: await realpath(folder) };
}

/**
 * Answers GET requests for files of the folders, and all others with `answer`. `packages` takes precedence over a
 * folder at `/`. Files are never cached.
 */
export async function withStaticFiles(texts: string[], packages: (answer: Answer) => Answer, answer: Answer): Promise<Answer> {
  const folders = await Promise.all(texts.map(readFolder));
  folders.sort((a, b) => b.prefix.length - a.prefix.length);
  const within = (found: Folder[], otherwise: Answer): Answer => async (request) => {
    const { pathname } = new URL(request.url);
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    if (!isReading || OWN.test(pathname)) return otherwise(request);
    const served = found.find(({ prefix }) => pathname === prefix || pathname.startsWith(`${prefix}/`));
    return (served && (await fileAnswer(served, pathname))) ?? otherwise(request);
  };
  const isHome = ({ prefix }: Folder) => prefix === '';
  const home = within(folders.filter(isHome), answer);
  return within(folders.filter((folder) => !isHome(folder)), packages(home));
}

/** The file at a path. `undefined` if it does not exist. */
async function fileAnswer({ prefix, folder }: Folder, pathname: string): Promise<Response | undefined> {
  let file: string;
  try {
    file = await realpath(join(folder, decodeURIComponent(pathname.slice(prefix.length))));
  } catch {
    return undefined;
  }
  // A link or an encoded `..` must not lead out of the folder.
  if (file !== folder && !file.startsWith(folder + sep)) return undefined;
  if ((await stat(file)).isDirectory()) {
    // The page's relative links need the slash.
    if (!pathname.endsWith('/')) return new Response(null, { status: 307, headers: { location: `${pathname}/` } });
    file = join(file, 'index.html');
  }
  const bytes = await readFile(file).catch(() => undefined);
  return bytes && new Response(bytes, { headers: { 'content-type': typeOf(file), 'cache-control': 'no-store' } });
}
