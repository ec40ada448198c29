// The package with its wasm modules embedded in its scripts, for tools that emit no other files and for pages that must
// not fetch. The modules are a third larger than as files, and a browser cannot compile them while it fetches them.

import wasm from 'clerk-organization/embedded/clerk_organization';

import { lazy } from './lazy.js';
import { embed } from './wasm-source.js';

const lazyWasm = lazy('./chunks/inline-lazy.js', () => import('./inline-lazy.js'));
const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

embed({
  eager: () => bytesOf(wasm),
  lazy: async () => bytesOf((await lazyWasm()).default),
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
export type * from './types.js';
