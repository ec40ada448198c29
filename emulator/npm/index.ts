// The entry for pages and workers.

export { connectEmulator } from './connect.js';
export { createEmulator } from './emulator.js';
export { installFetch } from './install-fetch.js';
export { signIn } from './sign-in.js';
export type { SignedIn } from './sign-in.js';
export type * from './types.js';
