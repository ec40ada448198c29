// The web site of the tests: the folder `tests` on its own port, so that the pages and the Frontend API are two origins
// of one site, like an app and its Clerk instance. The package is installed from its tarball.

import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

import { emulator } from './emulator.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/** The path of the package on the site, for workers, which have no import map. */
export const PACKAGE = '/node_modules/clerk-organization/index.js';

const IMPORTS = JSON.stringify({
  imports: {
    'clerk-organization': PACKAGE,
    'clerk-organization/addresses': PACKAGE.replace('index.js', 'addresses.js'),
    'clerk-organization/devtools': PACKAGE.replace('index.js', 'devtools.js'),
  },
});

const page = (scripts, head = '') => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
${head}
<title>Tests</title>
<link rel="icon" href="data:,">
<script nonce="ours" type="importmap">${IMPORTS}</script>
<script id="emulator" type="application/json">${JSON.stringify(emulator)}</script>
${scripts}`;

// A strict policy: inline scripts need the nonce, and no string becomes markup.
const POLICY = `default-src 'self'; script-src 'self' 'nonce-ours' 'wasm-unsafe-eval'; connect-src 'self' ${emulator.url};
img-src 'self' data:; require-trusted-types-for 'script'; trusted-types 'none'`;

// `/` is the page of most tests; `/bare` has only the import map; `/clerk-js` also has the official client, as `Clerk`;
// `/clerk-js-loaded` and `/script-tag` load the official client and ours as `Clerk`, as an app does;
// `/strict-script-tag` has ours and a strict policy; `/components` is a strict page in the scheme that the system prefers, with a place to mount something.
const PAGES = {
  '/': page('<script type="module" src="/support/page.js"></script>'),
  '/bare': page(''),
  '/components': page(
    '<script type="module" src="/support/page.js"></script>\n<div id="here"></div>',
    `<meta http-equiv="content-security-policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1">`,
  ),
  '/script-tag': page(
    `<script src="/node_modules/clerk-organization/clerk.browser.js"
  data-clerk-publishable-key="${emulator.publishableKey}" data-clerk-proxy-url="${emulator.url}"></script>
<script type="module">await Clerk.load({ telemetry: false })</script>`,
  ),
  '/strict-script-tag': page(
    `<script src="/node_modules/clerk-organization/clerk.browser.js"
  data-clerk-publishable-key="${emulator.publishableKey}" data-clerk-proxy-url="${emulator.url}"></script>`,
    `<meta http-equiv="content-security-policy" content="${POLICY}">`,
  ),
  '/clerk-js-loaded': page(
    `<script src="/node_modules/@clerk/clerk-js/dist/clerk.browser.js"
  data-clerk-publishable-key="${emulator.publishableKey}" data-clerk-proxy-url="${emulator.url}"></script>
<script type="module">await Clerk.load({ telemetry: false })</script>`,
  ),
  '/clerk-js': page(
    `<script src="/node_modules/@clerk/clerk-js/dist/clerk.browser.js"
  data-clerk-publishable-key="${emulator.publishableKey}" data-clerk-proxy-url="${emulator.url}"></script>
<script type="module" src="/support/page.js"></script>`,
  ),
};

/**
 * The output folder of `bundle` in bundle.mjs. `/bundled/NAME` is a page with an element `#root` that runs a bundle.
 */
export const BUNDLES = '/node_modules/.cache/bundles';
const bundled = (name) => page(`<div id="root"></div><script type="module" src="${BUNDLES}/${name}.js"></script>`);

/**
 * An example from Clerk's documentation as a page, such as `/documents/revoke.js`. The only changes are the import of
 * the client, the key, and the emulator as Frontend API. `address` replaces the addresses that an example leaves empty.
 */
async function documentPage(path, address = '') {
  const example = (await readFile(join(ROOT, path), 'utf8')).replaceAll('{{pub_key}}', emulator.publishableKey);
  const addressed = example
    .replace('emailAddress = ""', `emailAddress = "${address}"`)
    .replace('["", "", ""]', () => JSON.stringify(['a', 'b', 'c'].map((name) => address && `${name}.${address}`)));
  if (path.endsWith('.html')) {
    const tag = `data-clerk-proxy-url="${emulator.url}" src="/node_modules/clerk-organization/clerk.browser.js"`;
    return page(addressed.replace(/src="[^"]*clerk\.browser\.js"/, tag));
  }
  const script = addressed
    .replace("'@clerk/clerk-js'", "'clerk-organization'")
    .replace(/new Clerk\(([^)]*)\)/, `new Clerk($1, { proxyUrl: '${emulator.url}' })`)
    .replace('import.meta.env.VITE_CLERK_PUBLISHABLE_KEY', `'${emulator.publishableKey}'`);
  return page(`<div id="app"></div>\n<script type="module">\n${script}</script>`);
}

async function serve(request, response, headers) {
  const { pathname, searchParams } = new URL(request.url, 'http://site');
  const path = decodeURIComponent(pathname);
  const [, name] = /^\/bundled\/([\w-]+)$/.exec(path) ?? [];
  if (name) return response.writeHead(200, { 'content-type': 'text/html' }).end(bundled(name));
  if (/^\/documents\/[\w-]+\.(js|html)$/.test(path)) {
    const text = await documentPage(path, searchParams.get('address') ?? '');
    return response.writeHead(200, { 'content-type': 'text/html' }).end(text);
  }
  if (Object.hasOwn(PAGES, path)) {
    return response.writeHead(200, { 'content-type': 'text/html' }).end(PAGES[path]);
  }
  const file = normalize(join(ROOT, path));
  const found = file.startsWith(ROOT) && (await stat(file).catch(() => undefined));
  if (!found?.isFile()) return response.writeHead(404).end('Not found');
  response.writeHead(200, { ...headers, 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}

/** Starts the site. Resolves to `{ url, close }`. `headers` are sent with each file. */
export async function startSite(headers = {}) {
  const server = createServer((request, response) => {
    serve(request, response, headers).catch(() => response.writeHead(500).end());
  });
  await new Promise((ready, fail) => server.once('error', fail).listen(0, '127.0.0.1', ready));
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}
