// The entry of the package. Importing has no side effects; `await clerk.load()` starts the wasm module.

import { Clerk } from './clerk.js';

export { Clerk };
export default Clerk;
export { ClerkAPIResponseError, ClerkRuntimeError, isClerkAPIResponseError, isClerkRuntimeError } from './errors.js';
export { OrganizationInvitation } from './objects/invitation.js';
export { Organization, init } from './wasm.js';
export type * from './types.js';
