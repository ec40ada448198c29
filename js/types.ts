// The public types of the package, by concept.

export type { Clerk } from './clerk.js';
export type { ClerkAPIResponseError, ClerkRuntimeError } from './errors.js';
export type { OrganizationInvitation } from './objects/invitation.js';
export type * from './types/bulk-invite.js';
export type * from './types/call.js';
export type * from './types/clerk.js';
export type * from './types/components.js';
export type * from './types/domain.js';
export type * from './types/error.js';
export type * from './types/invitation.js';
export type * from './types/live-list.js';
export type * from './types/membership.js';
export type * from './types/organization.js';
export type * from './types/session.js';
export type * from './types/sign-in.js';
export type * from './types/user.js';
