// What an app imports. Importing does nothing; `await clerk.load()` starts the wasm module.

import start, { Core, parts } from './wasm/clerk_organization.js';

export {
  Clerk,
  Clerk as default,
  ClerkAPIResponseError,
  ClerkRuntimeError,
  Organization,
  OrganizationInvitation,
  init,
  isClerkAPIResponseError,
  isClerkRuntimeError,
} from './wasm/clerk_organization.js';

// What is not needed to load and to list is fetched when it is first used.
Object.assign(parts, { Core, start, account: () => import('./account.js') });
