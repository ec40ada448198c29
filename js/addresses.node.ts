// js/addresses.ts for Node, where `fetch` cannot read files: the wasm module is read from the disk.

import { readFile } from 'node:fs/promises';

import { setFileReader } from './wasm-source.js';

setFileReader(readFile);

export { parseEmailAddresses } from './addresses.js';
