// What a page or a worker imports.

export { createEmulator } from './emulator.js';
export { installFetch } from './install-fetch.js';
export type * from './types.js';
