// An organization.

import type { ClerkRuntimeError } from '../errors.js';
import type { OrganizationInvitation } from '../objects/invitation.js';
import type { InviteMembersSettledOptions, InviteOutcome, ResumeInvitingParams } from './bulk-invite.js';
import type { CallOptions, ClerkPaginatedResponse, PublicMetadata } from './call.js';
import type { ClerkOptions } from './clerk.js';
import type { GetInvitationsParams, InvitationList, InvitationsParams, InviteMemberParams, InviteMembersOptions, InviteMembersParams } from './invitation.js';

/** An organization that the signed-in user belongs to. */
export interface Organization {
  /** The organization's id, `org_…`. */
  id: string;
  pathRoot: string;
  name: string;
  slug: string | null;
  imageUrl: string;
  hasImage: boolean;
  publicMetadata: PublicMetadata;
  adminDeleteEnabled: boolean;
  createdAt: Date;
  updatedAt: Date;
  membersCount: number;
  pendingInvitationsCount: number;
  /** 0 stands for no limit. */
  maxAllowedMemberships: number;
  selfServeSSOEnabled: boolean;
  exclusiveMembership: boolean;
  /**
   * A page of the organization's invitations, the newest first.
   *
   * @throws {ClerkRuntimeError} `invalid_params` for a page or size that is no whole number from 1 up, before anything
   * is sent
   * @throws {ClerkAPIResponseError} 403 `missing_organization_permission` for who may not manage members
   */
  getInvitations: (
    params?: GetInvitationsParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<OrganizationInvitation>>;
  /**
   * Invites one address; the server sends the mail.
   *
   * @throws {ClerkAPIResponseError} for example 422 `form_param_format_invalid` for what is no address, 400
   * `already_a_member_in_organization`
   */
  inviteMember: (params: InviteMemberParams, options?: CallOptions) => Promise<OrganizationInvitation>;
  /**
   * Invites many addresses with one role. Up to `chunkSize` addresses are one request, and the server invites all of them
   * or none. More are sent in parts, one after the other, up to the first part that fails. Resolves to the invitations in
   * the order of the addresses.
   *
   * @throws the error of the part that failed. If there is more than one part, its `invited` has the invitations made
   * before and its `remaining` the other addresses. A caller's own abort reason is the `cause` of a
   * {@link ClerkRuntimeError} `aborted` then.
   */
  inviteMembers: (params: InviteMembersParams, options?: InviteMembersOptions) => Promise<OrganizationInvitation[]>;
  /**
   * Invites any number of addresses. Resolves to one outcome for each, in the order in which they were given: an address
   * that the server refuses does not stop the others. Addresses that differ only in case are sent once.
   *
   * The call waits as long as the server says. A refusal that would meet every address (the role, a permission, no seats
   * left) ends it, and so do five failures in a row: what is left is `not_attempted`. Passing `{ formerResult, role }` goes
   * on with every outcome that is not final. An `outcome_unknown` is looked up first: an address with a pending invitation
   * of that role is `already_invited`, and any other address is sent.
   *
   * An abort or a time limit resolves the call with the outcomes so far. It rejects only if nothing was sent.
   *
   * @throws {ClerkRuntimeError} `invalid_params`, `not_on_frontend_api`, before anything is sent
   */
  inviteMembersSettled: (
    params: InviteMembersParams | ResumeInvitingParams,
    options?: InviteMembersSettledOptions,
  ) => Promise<InviteOutcome[]>;
  /**
   * Yields all invitations, the newest first, and reads a page ahead (`timeoutMs` is for each page). While others add and
   * revoke invitations, none is yielded twice, and none that is there throughout is left out. Added ones are not yielded.
   */
  invitations: (params?: InvitationsParams, options?: CallOptions) => AsyncGenerator<OrganizationInvitation, void, undefined>;
  /**
   * Sends an invitation again. Clerk has no such call, so the old invitation is revoked if it is pending, and a new one of
   * the same address and role is made. Resolves to the new one. The options are for the revocation: an abort does not stop
   * the invitation that follows it.
   *
   * @throws {ClerkRuntimeError} `invitation_not_resent` if the old invitation is revoked and the new one was not made, or
   * is not known to be made (`cause.code` is `outcome_unknown` then): `revoked` is the old one, `cause` the error of the
   * new one. `not_on_frontend_api` for an invitation with public
   * metadata while there is no {@link ClerkOptions.invitationRelay}; nothing is revoked then.
   * @throws {ClerkAPIResponseError} 404 `organization_invitation_not_pending` when it was accepted or revoked meanwhile
   */
  resendInvitation: (invitation: OrganizationInvitation, options?: CallOptions) => Promise<OrganizationInvitation>;
  /**
   * A list of invitations that stays fresh: what is done to them through this package shows at once, and is taken back when
   * the server refuses; what another tab does shows as soon as it is told. Fetched when this is called.
   */
  invitationList: (params?: GetInvitationsParams) => InvitationList;
}
