// The signed-in user, and the invitations and suggestions that they have received.

import type { CallOptions, ClerkPaginatedResponse, PageParams, PublicMetadata } from './call.js';
import type { OrganizationInvitationStatus } from './invitation.js';
import type { LiveList, UserLists } from './live-list.js';
import type { OrganizationCustomRoleKey, OrganizationMembership } from './membership.js';

/** One of a user's addresses. */
export interface EmailAddress {
  id: string;
  emailAddress: string;
}

/** The signed-in user. */
export interface User {
  /** `user_…` */
  id: string;
  firstName: string | null;
  lastName: string | null;
  fullName: string | null;
  username: string | null;
  imageUrl: string;
  hasImage: boolean;
  emailAddresses: EmailAddress[];
  primaryEmailAddressId: string | null;
  primaryEmailAddress: EmailAddress | null;
  organizationMemberships: OrganizationMembership[];
  /** Whether the user may create organizations. */
  createOrganizationEnabled: boolean;
  publicMetadata: PublicMetadata;
  createdAt: Date;
  updatedAt: Date;
  /** Fetches a page of the invitations that the user has received. */
  getOrganizationInvitations: (
    params?: GetUserOrganizationInvitationsParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<UserOrganizationInvitation>>;
  /** Fetches a page of organizations that the user may request to join, which have a domain of one of the user's addresses. */
  getOrganizationSuggestions: (
    params?: GetUserOrganizationSuggestionsParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<OrganizationSuggestion>>;
  /** Fetches a page of the user's memberships. */
  getOrganizationMemberships: (
    params?: PageParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<OrganizationMembership>>;
  /** Fetches default values for the form of a new organization. */
  getOrganizationCreationDefaults: (options?: CallOptions) => Promise<OrganizationCreationDefaults>;
  /**
   * Leaves an organization.
   *
   * @throws {ClerkAPIResponseError} 404 for an organization that the user does not belong to, 400 for the last member with
   * the permission to manage members
   */
  leaveOrganization: (organizationId: string, options?: CallOptions) => Promise<DeletedObject>;
  /** Returns a list of the user's memberships, received invitations or suggestions that stays current. */
  liveList: <Kind extends keyof UserLists>(kind: Kind, params?: UserLists[Kind]['params']) => LiveList<UserLists[Kind]['row']>;
}

/** The server's answer to a deletion. */
export interface DeletedObject {
  object: string;
  id?: string;
  slug?: string;
  deleted: boolean;
}

/** The data of an organization that non-members can see. */
export interface PublicOrganizationData {
  hasImage: boolean;
  imageUrl: string;
  name: string;
  id: string;
  slug: string | null;
}

/** The params of {@link User.getOrganizationInvitations}. */
export interface GetUserOrganizationInvitationsParams extends PageParams {
  /** Only invitations in this status, or in one of these. Default: all. */
  status?: OrganizationInvitationStatus | OrganizationInvitationStatus[] | undefined;
}

/** An invitation that the user has received. */
export interface UserOrganizationInvitation {
  id: string;
  pathRoot: string;
  emailAddress: string;
  publicOrganizationData: PublicOrganizationData;
  publicMetadata: PublicMetadata;
  status: OrganizationInvitationStatus;
  role: OrganizationCustomRoleKey;
  createdAt: Date;
  updatedAt: Date;
  /**
   * Accepts the invitation. Updates this very object and resolves to it.
   *
   * @throws {ClerkAPIResponseError} 400 for an invitation that was accepted or revoked meanwhile
   */
  accept: (options?: CallOptions) => Promise<UserOrganizationInvitation>;
  /** When the link expires; null if the server does not send it. Clerk's client does not have this field. */
  expiresAt: Date | null;
}

/** The status of a suggestion. An unknown status of a newer server is passed on unchanged. */
export type OrganizationSuggestionStatus = 'pending' | 'accepted';

/** The params of {@link User.getOrganizationSuggestions}. */
export interface GetUserOrganizationSuggestionsParams extends PageParams {
  /** Only suggestions in this status, or in one of these. Default: all. */
  status?: OrganizationSuggestionStatus | OrganizationSuggestionStatus[] | undefined;
}

/** A suggested organization, in which the user may request membership. */
export interface OrganizationSuggestion {
  id: string;
  pathRoot: string;
  publicOrganizationData: PublicOrganizationData;
  status: OrganizationSuggestionStatus;
  createdAt: Date;
  updatedAt: Date;
  /** Requests membership, which the organization accepts or rejects. Updates this very object and resolves to it. */
  accept: (options?: CallOptions) => Promise<OrganizationSuggestion>;
}

/** The result of {@link User.getOrganizationCreationDefaults}. */
export interface OrganizationCreationDefaults {
  pathRoot: string;
  /** A warning: an organization with the user's domain exists already. */
  advisory: { code: 'organization_already_exists'; severity: 'warning'; meta: Record<string, string> } | null;
  form: { name: string; slug: string; logo: string | null; blurHash: string | null };
}
