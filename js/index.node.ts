// js/index.ts for Node, where `fetch` cannot read files: the wasm modules are read from the disk.

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
