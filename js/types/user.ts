// The signed-in user, and what they have received.

import type { CallOptions, ClerkPaginatedResponse, PageParams, PublicMetadata } from './call.js';
import type { OrganizationInvitationStatus } from './invitation.js';
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
  /** A page of the user's memberships. */
  getOrganizationMemberships: (
    params?: PageParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<OrganizationMembership>>;
  /** A page of the invitations that the user has received. */
  getOrganizationInvitations: (
    params?: GetUserOrganizationInvitationsParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<UserOrganizationInvitation>>;
}

/** What {@link User.getOrganizationInvitations} takes. */
export interface GetUserOrganizationInvitationsParams extends PageParams {
  /** Only invitations in this status, or in one of these. Default: all. */
  status?: OrganizationInvitationStatus | OrganizationInvitationStatus[];
}

/** An invitation that the user has received. */
export interface UserOrganizationInvitation {
  id: string;
  emailAddress: string;
  publicOrganizationData: { id: string; name: string; slug: string | null; imageUrl: string; hasImage: boolean };
  publicMetadata: PublicMetadata;
  role: OrganizationCustomRoleKey;
  status: OrganizationInvitationStatus;
  createdAt: Date;
  updatedAt: Date;
  /** Accepts the invitation. Updates this very object and resolves to it. */
  accept: (options?: CallOptions) => Promise<UserOrganizationInvitation>;
}
