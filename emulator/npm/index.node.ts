// What Node imports: the same, with files, Web Crypto on Node 18, and `listen`.

import { readFile } from 'node:fs/promises';
import { webcrypto } from 'node:crypto';

import { setListen } from './emulator.js';
import { listen } from './node.js';
import { setPlatform } from './platform.js';

setPlatform({
  readModule: async (file) => WebAssembly.compile(await readFile(file)),
  crypto: webcrypto as unknown as Crypto,
});
setListen(listen);

export * from './index.js';
