// Memberships, requests to join, and roles.

import type { CallOptions, ClerkPaginatedResponse, PageParams, PublicMetadata } from './call.js';
import type { Organization } from './organization.js';

/** A role's key, for example `org:member`. */
export type OrganizationCustomRoleKey = string;

/** The data of a user that other members of an organization can see. */
export interface PublicUserData {
  firstName: string | null;
  lastName: string | null;
  imageUrl: string;
  hasImage: boolean;
  /** The identifier with which the user signs in, for example an address. */
  identifier: string;
  userId?: string;
  username?: string;
  banned?: boolean;
  deprovisioned?: boolean;
}

/** The membership of a user in an organization. */
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
  /** The display name of the role. */
  roleName: string;
  createdAt: Date;
  updatedAt: Date;
  /**
   * Removes the member. Updates this very object with the removed membership and resolves to it.
   *
   * @throws {ClerkAPIResponseError} 403 `missing_organization_permission`, 400 for the last member with the permission to
   * manage members
   */
  destroy: (options?: CallOptions) => Promise<OrganizationMembership>;
  /**
   * Changes the member's role. Updates this very object and resolves to it.
   *
   * @throws {ClerkAPIResponseError} 403 `missing_organization_permission`, 404 for an unknown role, 400 for the last member
   * with the permission to manage members
   */
  update: (params: UpdateOrganizationMembershipParams, options?: CallOptions) => Promise<OrganizationMembership>;
}

/** The params of {@link OrganizationMembership.update}. */
export interface UpdateOrganizationMembershipParams {
  role: OrganizationCustomRoleKey;
}

/** The params of {@link Organization.getMemberships}. */
export interface GetMembersParams extends PageParams {
  /** Only members in one of these roles. Default: all. */
  role?: OrganizationCustomRoleKey[] | undefined;
  /** Only members whose name or address contains this text. */
  query?: string | undefined;
}

/** The params of {@link Organization.addMember}. */
export interface AddMemberParams {
  /** `user_…` */
  userId: string;
  role: OrganizationCustomRoleKey;
}

/** The params of {@link Organization.updateMember}. */
export interface UpdateMembershipParams {
  /** `user_…` */
  userId: string;
  role: OrganizationCustomRoleKey;
}

/** The status of a request. An unknown status of a newer server is passed on unchanged. */
export type OrganizationMembershipRequestStatus = 'pending' | 'accepted' | 'revoked' | 'expired';

/** The params of {@link Organization.getMembershipRequests}. */
export interface GetMembershipRequestParams extends PageParams {
  /** Only requests in this status. Default: all. */
  status?: OrganizationMembershipRequestStatus | undefined;
}

/** A user's request to become a member, made by accepting an {@link OrganizationSuggestion}. */
export interface OrganizationMembershipRequest {
  id: string;
  pathRoot: string;
  organizationId: string;
  status: OrganizationMembershipRequestStatus;
  /** The user who requests membership. */
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

/** A permission, which roles can have. */
export interface Permission {
  id: string;
  pathRoot: string;
  /** For example `org:sys_memberships:manage`. */
  key: string;
  /** The display name of the permission. */
  name: string;
  description: string;
  /** `system` permissions are Clerk's, `user` permissions the application's. */
  type: 'system' | 'user';
  createdAt: Date;
  updatedAt: Date;
}

/** A role that members can have. */
export interface Role {
  id: string;
  pathRoot: string;
  /** For example `org:admin`. */
  key: OrganizationCustomRoleKey;
  /** The display name of the role. */
  name: string;
  description: string;
  permissions: Permission[];
  createdAt: Date;
  updatedAt: Date;
}

/** The result of {@link Organization.getRoles}. */
export interface GetRolesResponse extends ClerkPaginatedResponse<Role> {
  /** Whether the organization is being moved to another set of roles. */
  has_role_set_migration?: boolean | undefined;
}
