// An organization's invitations: the params of their methods, and live lists of them.

import type { OrganizationInvitation } from '../objects/invitation.js';
import type { CallOptions, PublicMetadata } from './call.js';
import type { ClerkOptions } from './clerk.js';
import type { LiveList } from './live-list.js';
import type { OrganizationCustomRoleKey } from './membership.js';
import type { Organization } from './organization.js';

/** The status of an invitation. An unknown status of a newer server is passed on unchanged. */
export type OrganizationInvitationStatus = 'pending' | 'accepted' | 'revoked' | 'expired';

/** The params of {@link Organization.getInvitations}. */
export interface GetInvitationsParams {
  /** The page to fetch, counted from 1. Default 1. */
  initialPage?: number | undefined;
  /** The number of rows on a page. The server takes 1 to 500. Default 10. */
  pageSize?: number | undefined;
  /** Only invitations in this status, or in one of these. Default: all. */
  status?: OrganizationInvitationStatus | OrganizationInvitationStatus[] | undefined;
}

/** The options of {@link Organization.inviteMembers}. */
export interface InviteMembersOptions extends CallOptions {
  /** The largest number of addresses in one request. Default 10. */
  chunkSize?: number | undefined;
}

/** The optional params of an invitation. */
export interface InvitationExtras {
  /** Whether the server sends the mail. Default true. */
  notify?: boolean | undefined;
  /** The URL that the mail's link opens. Needs {@link ClerkOptions.invitationRelay}, because the Frontend API refuses it. */
  redirectUrl?: string | undefined;
  /** The metadata of the later membership. Needs {@link ClerkOptions.invitationRelay}. */
  publicMetadata?: PublicMetadata | undefined;
  /** Days until the link expires, 1 to 365. Needs {@link ClerkOptions.invitationRelay}. */
  expiresInDays?: number | undefined;
}

/** The params of {@link Organization.inviteMember}. */
export interface InviteMemberParams extends InvitationExtras {
  /** The address to invite. */
  emailAddress: string;
  /** The role of the new member. */
  role: OrganizationCustomRoleKey;
}

/** The params of {@link Organization.inviteMembers}. */
export interface InviteMembersParams extends InvitationExtras {
  /** The addresses to invite, at least one. */
  emailAddresses: string[];
  /** The role that all of them get. */
  role: OrganizationCustomRoleKey;
}

/** The params of {@link Organization.invitations}. */
export interface InvitationsParams {
  /** Only invitations in this status, or in one of these. Default: all. */
  status?: OrganizationInvitationStatus | OrganizationInvitationStatus[] | undefined;
  /** The number of invitations in one request, 1 to 500. Default 100. */
  pageSize?: number | undefined;
}

/** An invitation in a list that the server has not confirmed yet. It has no id and cannot be revoked. */
export interface ProvisionalInvitation
  extends Omit<OrganizationInvitation, 'id' | 'pathRoot' | 'roleName' | 'revoke' | 'status'> {
  id: undefined;
  roleName: undefined;
  status: 'pending';
  isProvisional: true;
}

/** The list that {@link Organization.invitationList} returns. The newest rows come first. */
export type InvitationList = LiveList<OrganizationInvitation | ProvisionalInvitation>;
