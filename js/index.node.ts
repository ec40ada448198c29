// The same package for Node, where `fetch` reads no files: the wasm modules come from the disk.

import { readFile } from 'node:fs/promises';

import { setFileReader } from './wasm-source.js';

setFileReader(readFile);

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
