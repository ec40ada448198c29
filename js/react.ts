'use client';

// `clerk-organization/react`: React 18 and 19 on this package's client, under the names of Clerk's React package, for what
// organizations and their invitations need. Importing touches no page, so a server may render with it.

export { ClerkProvider } from './react/provider.js';
export { useAuth, useClerk, useSession, useUser } from './react/account.js';
export { Protect, Show } from './react/components.js';
export { useOrganization, useOrganizationList } from './react/organization.js';
