// Serves the page and the SDK.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';

const SDK = new URL('.', import.meta.resolve('clerk-organization'));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

function fileOf(pathname) {
  if (pathname === '/' || pathname === '/app.js') return new URL(pathname === '/' ? 'index.html' : 'app.js', import.meta.url);
  return pathname.startsWith('/sdk/') ? new URL(pathname.slice('/sdk/'.length), SDK) : undefined;
}

createServer(async (request, response) => {
  const file = fileOf(new URL(request.url, 'http://localhost').pathname);
  const bytes = file && (await readFile(file).catch(() => undefined));
  if (!bytes) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[extname(file.pathname)] ?? 'application/octet-stream' }).end(bytes);
}).listen(Number(process.env.PORT), '127.0.0.1');
