// vercel-labs/emulate's Clerk in a separate process. By default it listens on every address of the machine.

import { createServer, Server } from 'node:net';

import { createEmulator } from 'emulate';

const free = createServer().listen(0, '127.0.0.1');
await new Promise((resolve) => free.once('listening', resolve));
const { port } = free.address();
await new Promise((resolve) => free.close(resolve));

const { listen } = Server.prototype;
Server.prototype.listen = function (wanted) {
  return listen.call(this, wanted, '127.0.0.1');
};
// It accepts 5000 requests per hour and key, which cannot be disabled.
const secretKeys = Array.from({ length: 20 }, (_, n) => `sk_test_bench${n}`);
const tokens = Object.fromEntries(secretKeys.map((key) => [key, { login: 'admin' }]));
await createEmulator({ service: 'clerk', port, seed: { tokens } });
console.log(JSON.stringify({ url: `http://127.0.0.1:${port}`, secretKeys }));
