// The signed-in user, and what they have received.

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
  /** A page of the invitations that the user has received. */
  getOrganizationInvitations: (
    params?: GetUserOrganizationInvitationsParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<UserOrganizationInvitation>>;
  /** A page of the organizations that the user may ask to join: those with a domain of one of the user's addresses. */
  getOrganizationSuggestions: (
    params?: GetUserOrganizationSuggestionsParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<OrganizationSuggestion>>;
  /** A page of the user's memberships. */
  getOrganizationMemberships: (
    params?: PageParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<OrganizationMembership>>;
  /** What to begin the form for a new organization with. */
  getOrganizationCreationDefaults: (options?: CallOptions) => Promise<OrganizationCreationDefaults>;
  /**
   * Leaves an organization.
   *
   * @throws {ClerkAPIResponseError} 404 for an organization that the user does not belong to, 400 for the last member who
   * may manage the others
   */
  leaveOrganization: (organizationId: string, options?: CallOptions) => Promise<DeletedObject>;
  /** A list of the user's memberships, or of received invitations or suggestions, that stays current. */
  liveList: <Kind extends keyof UserLists>(kind: Kind, params?: UserLists[Kind]['params']) => LiveList<UserLists[Kind]['row']>;
}

/** What is left of something that was deleted. */
export interface DeletedObject {
  object: string;
  id?: string;
  slug?: string;
  deleted: boolean;
}

/** What may be known of an organization by those who are not in it. */
export interface PublicOrganizationData {
  hasImage: boolean;
  imageUrl: string;
  name: string;
  id: string;
  slug: string | null;
}

/** What {@link User.getOrganizationInvitations} takes. */
export interface GetUserOrganizationInvitationsParams extends PageParams {
  /** Only invitations in this status, or in one of these. Default: all. */
  status?: OrganizationInvitationStatus | OrganizationInvitationStatus[];
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
  /** When the link expires; null when the server does not send it. Clerk's client has it not. */
  expiresAt: Date | null;
}

/** The status of a suggestion. A server may know more: an unknown one arrives as it was sent. */
export type OrganizationSuggestionStatus = 'pending' | 'accepted';

/** What {@link User.getOrganizationSuggestions} takes. */
export interface GetUserOrganizationSuggestionsParams extends PageParams {
  /** Only suggestions in this status, or in one of these. Default: all. */
  status?: OrganizationSuggestionStatus | OrganizationSuggestionStatus[];
}

/** An organization that the user may ask to join. */
export interface OrganizationSuggestion {
  id: string;
  pathRoot: string;
  publicOrganizationData: PublicOrganizationData;
  status: OrganizationSuggestionStatus;
  createdAt: Date;
  updatedAt: Date;
  /** Asks to join; the organization decides. Updates this very object and resolves to it. */
  accept: (options?: CallOptions) => Promise<OrganizationSuggestion>;
}

/** What {@link User.getOrganizationCreationDefaults} resolves to. */
export interface OrganizationCreationDefaults {
  pathRoot: string;
  /** Why the user may not want to create it: there is one of their domain already. */
  advisory: { code: 'organization_already_exists'; severity: 'warning'; meta: Record<string, string> } | null;
  form: { name: string; slug: string; logo: string | null; blurHash: string | null };
}
