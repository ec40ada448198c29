// An HTTP server for an emulator. `Emulator.listen` and the command use it.

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Emulator, Listening } from './types.js';

/** The largest accepted body. Clerk's largest upload is a logo of 10 MB, sent as base64 at worst. */
const LARGEST_BODY = 15 * 1024 * 1024;

/** Answers requests with `fetch`. By default it listens on a free port. */
export function serve(fetch: (request: Request) => Promise<Response>, { port = 0, host = '127.0.0.1' } = {}): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    respond(fetch, incoming, outgoing).catch(() => outgoing.destroy());
  });
  // By default Node closes idle connections after 5 s. A client that sends a request at that moment would lose it.
  server.keepAliveTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port } = server.address() as AddressInfo;
      const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
      const close = () =>
        new Promise<void>((done) => {
          server.close(() => done());
          server.closeAllConnections();
        });
      resolve({ url: `http://${name}:${port}`, port, close });
    });
  });
}

/** The implementation of `Emulator.listen` in Node. */
export const listen = (emulator: Emulator, options: { port?: number; host?: string }): Promise<Listening> =>
  serve((request) => emulator.fetch(request), options);

async function respond(
  fetch: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.length;
    // The emulator rejects longer bodies, so the rest is not stored.
    if (length <= LARGEST_BODY + 1) chunks.push(chunk);
  }
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '');
  }
  const method = incoming.method ?? 'GET';
  const isTrace = method === 'TRACE';
  const body = isTrace || method === 'GET' || method === 'HEAD' ? null : Buffer.concat(chunks);
  const url = new URL(`http://${incoming.headers.host ?? 'localhost'}`);
  const request = new Request(url.origin + incoming.url, { method: isTrace ? 'GET' : method, headers, body });
  // `new Request` throws for this method, but a server receives it and must answer with 405.
  if (isTrace) Object.defineProperty(request, 'method', { value: method });
  const response = await fetch(request);
  const answered: Record<string, string | string[]> = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie?.() ?? [];
  if (cookies.length > 0) answered['set-cookie'] = cookies;
  outgoing.writeHead(response.status, answered);
  const { bytes, isCutOff } = await bodyOf(response);
  if (!isCutOff) return void outgoing.end(bytes);
  // Closes the connection after the bytes are written. If no byte arrives, a browser repeats the request.
  outgoing.write(bytes, () => outgoing.destroy());
}

/** Reads a body until its end or until the error that cuts it off. */
async function bodyOf({ body }: Response): Promise<{ bytes: Buffer; isCutOff: boolean }> {
  const chunks: Uint8Array[] = [];
  try {
    if (body) for await (const chunk of body) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), isCutOff: false };
  } catch {
    return { bytes: Buffer.concat(chunks), isCutOff: true };
  }
}
