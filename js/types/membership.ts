// Memberships and roles.

import type { PublicMetadata } from './call.js';
import type { Organization } from './organization.js';

/** A role's key, for example `org:member`. */
export type OrganizationCustomRoleKey = string;

/** Somebody's belonging to an organization. */
export interface OrganizationMembership {
  id: string;
  organization: Organization;
  role: OrganizationCustomRoleKey;
  roleName: string;
  /** Keys such as `org:sys_memberships:manage`. */
  permissions: string[];
  publicMetadata: PublicMetadata;
  createdAt: Date;
  updatedAt: Date;
}
