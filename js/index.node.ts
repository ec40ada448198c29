// The same package for Node, where `fetch` reads no files: the wasm module comes from the disk.

import { readFile } from 'node:fs/promises';

import { Clerk, init } from './index.js';

init.source = () => readFile(new URL('./wasm/clerk_organization_bg.wasm', import.meta.url));

export * from './index.js';
export default Clerk;
