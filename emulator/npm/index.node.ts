// The entry for Node. It adds file access, `listen`, and Node's random numbers and keys (Node 18 has no global
// `crypto`).

import { readFile } from 'node:fs/promises';
import { generateKeyPair, type RSAKeyPairOptions, randomBytes } from 'node:crypto';

import { setListen } from './emulator.js';
import { listen } from './node.js';
import { setPlatform } from './platform.js';

setPlatform({
  readModule: async (file) => WebAssembly.compile(await readFile(file)),
  randomBytes,
  generateKey: () =>
    new Promise((resolve, reject) => {
      const options: RSAKeyPairOptions<'der', 'der'> = {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'der' },
        privateKeyEncoding: { type: 'pkcs8', format: 'der' },
      };
      generateKeyPair('rsa', options, (error, _publicKey, privateKey) => {
        if (error) reject(error);
        else resolve(privateKey);
      });
    }),
});
setListen(listen);

export * from './index.js';
