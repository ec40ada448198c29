// An organization's invitations: what their methods take, and lists of them that stay fresh.

import type { OrganizationInvitation } from '../objects/invitation.js';
import type { CallOptions, PublicMetadata } from './call.js';
import type { ClerkOptions } from './clerk.js';
import type { LiveList } from './live-list.js';
import type { OrganizationCustomRoleKey } from './membership.js';
import type { Organization } from './organization.js';

/** The status of an invitation. A server may know more: an unknown one arrives as it was sent. */
export type OrganizationInvitationStatus = 'pending' | 'accepted' | 'revoked' | 'expired';

/** What {@link Organization.getInvitations} takes. */
export interface GetInvitationsParams {
  /** The page to fetch, counted from 1. Default 1. */
  initialPage?: number;
  /** The most rows a page holds. The server takes 1 to 500. Default 10. */
  pageSize?: number;
  /** Only invitations in this status, or in one of these. Default: all. */
  status?: OrganizationInvitationStatus | OrganizationInvitationStatus[];
}

/** What {@link Organization.inviteMembers} takes beside its params. */
export interface InviteMembersOptions extends CallOptions {
  /** The most addresses that go into one request. Default 10. */
  chunkSize?: number;
}

/** What an invitation may say beside its address and role. */
export interface InvitationExtras {
  /** Whether the server sends the mail. Default true. */
  notify?: boolean;
  /** Where the mail's link leads. Needs {@link ClerkOptions.invitationRelay}: the Frontend API does not take it. */
  redirectUrl?: string;
  /** What the membership will carry. Needs {@link ClerkOptions.invitationRelay}. */
  publicMetadata?: PublicMetadata;
  /** Days until the link ends, 1 to 365. Needs {@link ClerkOptions.invitationRelay}. */
  expiresInDays?: number;
}

/** What {@link Organization.inviteMember} takes. */
export interface InviteMemberParams extends InvitationExtras {
  /** Whom to invite. */
  emailAddress: string;
  /** The role of the new member. */
  role: OrganizationCustomRoleKey;
}

/** What {@link Organization.inviteMembers} takes. */
export interface InviteMembersParams extends InvitationExtras {
  /** Whom to invite, one address at least. */
  emailAddresses: string[];
  /** The one role that all of them get. */
  role: OrganizationCustomRoleKey;
}

/** What {@link Organization.invitations} takes. */
export interface InvitationsParams {
  /** Only invitations in this status, or in one of these. Default: all. */
  status?: OrganizationInvitationStatus | OrganizationInvitationStatus[];
  /** How many are fetched at a time, 1 to 500. Default 100. */
  pageSize?: number;
}

/** An invitation in a list, not confirmed by the server yet: without an id, and nothing can be done to it. */
export interface ProvisionalInvitation
  extends Omit<OrganizationInvitation, 'id' | 'pathRoot' | 'roleName' | 'revoke' | 'status'> {
  id: undefined;
  roleName: undefined;
  status: 'pending';
  isProvisional: true;
}

/** What {@link Organization.invitationList} returns. The newest rows come first. */
export type InvitationList = LiveList<OrganizationInvitation | ProvisionalInvitation>;
