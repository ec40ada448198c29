// Memberships, requests to become a member, and roles.

import type { CallOptions, ClerkPaginatedResponse, PageParams, PublicMetadata } from './call.js';
import type { Organization } from './organization.js';

/** A role's key, for example `org:member`. */
export type OrganizationCustomRoleKey = string;

/** What may be known of a user by those who share an organization with them. */
export interface PublicUserData {
  firstName: string | null;
  lastName: string | null;
  imageUrl: string;
  hasImage: boolean;
  /** What the user signs in with, an address for example. */
  identifier: string;
  userId?: string;
  username?: string;
  banned?: boolean;
  deprovisioned?: boolean;
}

/** A user's belonging to an organization. */
export interface OrganizationMembership {
  id: string;
  /** Always empty; Clerk's client has it too. */
  pathRoot: string;
  publicMetadata: PublicMetadata;
  /** The member. Undefined if the server does not send it. */
  publicUserData?: PublicUserData;
  organization: Organization;
  /** Keys such as `org:sys_memberships:manage`. */
  permissions: string[];
  role: OrganizationCustomRoleKey;
  /** The role's name, for people. */
  roleName: string;
  createdAt: Date;
  updatedAt: Date;
  /**
   * Removes the member. Updates this very object with the membership as it was, and resolves to it.
   *
   * @throws {ClerkAPIResponseError} 403 `missing_organization_permission`, 400 for the last member who may manage the others
   */
  destroy: (options?: CallOptions) => Promise<OrganizationMembership>;
  /**
   * Changes the member's role. Updates this very object and resolves to it.
   *
   * @throws {ClerkAPIResponseError} 403 `missing_organization_permission`, 404 for an unknown role, 400 for the last member
   * who may manage the others
   */
  update: (params: UpdateOrganizationMembershipParams, options?: CallOptions) => Promise<OrganizationMembership>;
}

/** What {@link OrganizationMembership.update} takes. */
export interface UpdateOrganizationMembershipParams {
  role: OrganizationCustomRoleKey;
}

/** What {@link Organization.getMemberships} takes. */
export interface GetMembersParams extends PageParams {
  /** Only members in one of these roles. Default: all. */
  role?: OrganizationCustomRoleKey[];
  /** Only members whose name or address contains this text. */
  query?: string;
}

/** What {@link Organization.addMember} takes. */
export interface AddMemberParams {
  /** `user_…` */
  userId: string;
  role: OrganizationCustomRoleKey;
}

/** What {@link Organization.updateMember} takes. */
export interface UpdateMembershipParams {
  /** `user_…` */
  userId: string;
  role: OrganizationCustomRoleKey;
}

/** The status of a request. A server may know more: an unknown one arrives as it was sent. */
export type OrganizationMembershipRequestStatus = 'pending' | 'accepted' | 'revoked' | 'expired';

/** What {@link Organization.getMembershipRequests} takes. */
export interface GetMembershipRequestParams extends PageParams {
  /** Only requests in this status. Default: all. */
  status?: OrganizationMembershipRequestStatus;
}

/** A user's request to become a member, made by accepting an {@link OrganizationSuggestion}. */
export interface OrganizationMembershipRequest {
  id: string;
  pathRoot: string;
  organizationId: string;
  status: OrganizationMembershipRequestStatus;
  /** Who asks. */
  publicUserData: PublicUserData;
  createdAt: Date;
  updatedAt: Date;
  /**
   * Makes the user a member. Updates this very object and resolves to it.
   *
   * @throws {ClerkAPIResponseError} for a request that is no longer pending
   */
  accept: (options?: CallOptions) => Promise<OrganizationMembershipRequest>;
  /** Rejects the request. Updates this very object and resolves to it. */
  reject: (options?: CallOptions) => Promise<OrganizationMembershipRequest>;
}

/** Something that a role allows. */
export interface Permission {
  id: string;
  pathRoot: string;
  /** For example `org:sys_memberships:manage`. */
  key: string;
  /** The permission's name, for people. */
  name: string;
  description: string;
  /** `system` permissions are Clerk's, `user` permissions the application's. */
  type: 'system' | 'user';
  createdAt: Date;
  updatedAt: Date;
}

/** A role that members may have. */
export interface Role {
  id: string;
  pathRoot: string;
  /** For example `org:admin`. */
  key: OrganizationCustomRoleKey;
  /** The role's name, for people. */
  name: string;
  description: string;
  permissions: Permission[];
  createdAt: Date;
  updatedAt: Date;
}

/** What {@link Organization.getRoles} resolves to. */
export interface GetRolesResponse extends ClerkPaginatedResponse<Role> {
  /** Whether the organization is being moved to another set of roles. */
  has_role_set_migration?: boolean | undefined;
}
