// Many connections that are kept open, each with one request under way: a client that costs little beside the server.

import { connect } from 'node:net';

const HEAD_ENDS = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** Where the answer at the start of `bytes` ends and its status, or nothing while it has not come whole. */
function answer(bytes) {
  const headEnds = bytes.indexOf(HEAD_ENDS);
  if (headEnds < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnds);
  const bodyBegins = headEnds + HEAD_ENDS.length;
  const status = Number(head.slice(9, 12));
  const length = /^content-length: *(\d+)/im.exec(head);
  if (length) {
    const end = bodyBegins + Number(length[1]);
    return bytes.length >= end ? { status, end } : undefined;
  }
  if (!/^transfer-encoding: *chunked/im.test(head)) throw new Error(`an answer without a length: ${head}`);
  // One request at a time: what ends with the last chunk is this answer's end.
  const isWhole = bytes.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
  return isWhole ? { status, end: bytes.length } : undefined;
}

/** Sends requests one after the other as long as there is a next one; `took` hears of each. */
function one({ hostname, port }, next, took) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port, noDelay: true });
    let bytes = Buffer.alloc(0);
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
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      const whole = answer(bytes);
      if (whole === undefined) return;
      if (whole.status !== 200) socket.destroy(new Error(bytes.toString('utf8', 0, 2000)));
      took(performance.now() - begun);
      bytes = bytes.subarray(whole.end);
      send();
    });
    socket.on('error', reject);
    socket.on('close', resolve);
  });
}

/**
 * `count` requests at `connections` connections. `request(n)` is the n-th one's method, path and JSON body, or its form
 * as text; with `cookie` it is a browser's, otherwise a program's with the secret key. Resolves to the time each took
 * and the time all took, in milliseconds.
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
