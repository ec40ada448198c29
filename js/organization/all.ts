// The exports of the chunk for organizations: one module, because a refetched chunk is imported under another URL (lazy.ts).

import type { OrganizationContext } from '../account.js';
import type { Clerk } from '../clerk.js';
import { runtimeError } from '../errors.js';
import type { Organization, OrganizationMembership, User } from '../types.js';
import { acceptInvitation } from './accept-invitation.js';
import * as domains from './domains.js';
import { setLogo } from './logo.js';
import * as memberships from './memberships.js';
import * as organizations from './organizations.js';
import * as requests from './membership-requests.js';
import * as users from './users.js';

export { withNewRole } from './legacy-roles.js';

/** Functions for the methods of `Resource`, by name. Each takes the context and the object before the method's arguments. */
type MethodsOf<Resource> = {
  [Name in keyof Resource]?: Resource[Name] extends (...args: infer Args) => Promise<infer Result> ?
    (context: OrganizationContext, resource: Resource, ...args: Args) => Promise<Result>
  : never;
};

const organization: MethodsOf<Organization> = { ...organizations, ...memberships.ofOrganization, ...requests, ...domains, setLogo };
const membership: MethodsOf<OrganizationMembership> = memberships.ofMembership;
const user: MethodsOf<User> = users;
const clerk: MethodsOf<Pick<Clerk, 'acceptInvitation'>> = { acceptInvitation };
const METHODS: { [kind: string]: { [name: string]: unknown } } = { clerk, organization, membership, user };

/** The function for a method. Throws `not_supported` for a method of Clerk's that this package does not have. */
export const methodOf = (kind: string, name: string): unknown =>
  METHODS[kind]?.[name] ??
  (() => {
    throw runtimeError('not_supported', `${kind}.${name}() is not supported.`);
  });
