// The same package for Node, where `fetch` reads no files: the wasm module comes from the disk.

import { readFile } from 'node:fs/promises';

import { setDefaultSource } from './wasm.js';

setDefaultSource(() => {
  // Bundlers leave it out of CommonJS.
  if (!import.meta.url) throw new Error('this bundle has no import.meta.url');
  return readFile(new URL('./wasm/clerk_organization_bg.wasm', import.meta.url));
});

export {
  Clerk,
  ClerkAPIResponseError,
  ClerkRuntimeError,
  Organization,
  OrganizationInvitation,
  default,
  init,
  isClerkAPIResponseError,
  isClerkRuntimeError,
} from './index.js';
