// A load generator with many open connections, each with one pending request, that uses little CPU compared with the
// server.

import { connect } from 'node:net';

const HEAD_ENDS = Buffer.from('\r\n\r\n');
const LAST_CHUNK = '0\r\n\r\n';

/**
 * Reads one answer as it arrives, without joining its parts, which for a page of 500 costs as much as the server.
 * `push` returns whether the answer is complete.
 */
class Answer {
  status = 0;
  #head = Buffer.alloc(0);
  /** The missing bytes of the body; `undefined` until the head has arrived, `Infinity` for a chunked body. */
  #missing;
  #end = '';

  push(bytes) {
    const body = this.#missing === undefined ? this.#readHead(bytes) : bytes;
    if (body === undefined) return false;
    this.#missing -= body.length;
    if (this.#missing !== Infinity) return this.#missing <= 0;
    // A connection has one request at a time, so the last chunk ends this answer.
    this.#end = (this.#end + body.toString('latin1', Math.max(0, body.length - LAST_CHUNK.length))).slice(-LAST_CHUNK.length);
    return this.#end === LAST_CHUNK;
  }

  /** Reads the head once it is complete. Returns the received part of the body. */
  #readHead(bytes) {
    this.#head = Buffer.concat([this.#head, bytes]);
    const ends = this.#head.indexOf(HEAD_ENDS);
    if (ends < 0) return undefined;
    const head = this.#head.toString('latin1', 0, ends);
    this.status = Number(head.slice(9, 12));
    const length = /^content-length: *(\d+)/im.exec(head);
    if (!length && !/^transfer-encoding: *chunked/im.test(head)) throw new Error(`an answer without a length: ${head}`);
    this.#missing = length ? Number(length[1]) : Infinity;
    return this.#head.subarray(ends + HEAD_ENDS.length);
  }
}

/** Sends requests one by one until `next` returns none. Calls `took` after each. */
function one({ hostname, port }, next, took) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port, noDelay: true });
    let answer = new Answer();
    let begun;
    const send = () => {
      const request = next();
      if (request === undefined) return socket.end();
      begun = performance.now();
      socket.write(request);
    };
    socket.setTimeout(30_000, () => socket.destroy(new Error('no answer within 30 s')));
    socket.on('connect', send);
    socket.on('data', (chunk) => {
      if (!answer.push(chunk)) return;
      if (answer.status !== 200) return socket.destroy(new Error(`${answer.status}: ${chunk.toString('utf8', 0, 2000)}`));
      took(performance.now() - begun);
      answer = new Answer();
      send();
    });
    socket.on('error', reject);
    socket.on('close', resolve);
  });
}

/**
 * Sends `count` requests at `connections` connections. `request(n)` returns the n-th one's method, path and JSON body,
 * or its form as text. With `cookie` it is a browser's request, otherwise a server's with the secret key. Resolves to
 * the time of each request and of all, in milliseconds.
 */
export async function load(server, { connections, count, request }) {
  const { hostname, port } = new URL(server.url);
  let sent = 0;
  const next = () => {
    if (sent === count) return undefined;
    const key = server.secretKeys[sent % server.secretKeys.length];
    const { method, path, body, form, cookie } = request(sent++);
    const text = form ?? (body === undefined ? '' : JSON.stringify(body));
    const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
    const caller = cookie === undefined ? `authorization: Bearer ${key}` : `cookie: ${cookie}`;
    return (
      `${method} ${path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n${caller}\r\n` +
      `content-type: ${type}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
    );
  };
  const times = [];
  const begun = performance.now();
  const running = Array.from({ length: connections }, () =>
    one({ hostname, port: Number(port) }, next, (ms) => times.push(ms)),
  );
  await Promise.all(running);
  if (times.length !== count) throw new Error(`${times.length} of ${count} requests were answered`);
  return { times, took: performance.now() - begun };
}
