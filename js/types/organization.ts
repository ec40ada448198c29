// An organization.

import type { ClerkRuntimeError } from '../errors.js';
import type { OrganizationInvitation } from '../objects/invitation.js';
import type { InviteMembersSettledOptions, InviteOutcome, ResumeInvitingParams } from './bulk-invite.js';
import type { CallOptions, ClerkPaginatedResponse, PageParams, PublicMetadata } from './call.js';
import type { ClerkOptions } from './clerk.js';
import type { BulkOwnershipVerification, GetDomainsParams, OrganizationDomain, OrganizationEnrollmentMode } from './domain.js';
import type {
  GetInvitationsParams,
  InvitationList,
  InvitationsParams,
  InviteMemberParams,
  InviteMembersOptions,
  InviteMembersParams,
} from './invitation.js';
import type { LiveList, OrganizationLists } from './live-list.js';
import type {
  AddMemberParams,
  GetMembersParams,
  GetMembershipRequestParams,
  GetRolesResponse,
  OrganizationMembership,
  OrganizationMembershipRequest,
  UpdateMembershipParams,
} from './membership.js';

/** The params of {@link Organization.update}; each is optional. */
export interface UpdateOrganizationParams {
  name?: string | undefined;
  /** Null is sent as an empty string, as in Clerk's client. */
  slug?: string | null | undefined;
}

/** The params of {@link Organization.setLogo}. */
export interface SetOrganizationLogoParams {
  /** An image of at most 10 MB; a string is base64 or a data URL; null removes the logo. */
  file: Blob | File | string | null;
}

/**
 * A method of Clerk's client that this package does not have. It rejects with `not_supported`; the message names the method.
 */
export type NotSupported = (...args: unknown[]) => Promise<never>;

/** An organization that the signed-in user belongs to. */
export interface Organization {
  /** The organization's id, `org_…`. */
  id: string;
  pathRoot: string;
  /** Not supported: each method rejects with `not_supported`. */
  ssoBypassAllowlist: { getUsers: NotSupported; addUser: NotSupported; addUsers: NotSupported; removeUser: NotSupported };
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
  /** The largest number of members; 0 for no limit. */
  maxAllowedMemberships: number;
  selfServeSSOEnabled: boolean;
  exclusiveMembership: boolean;
  /**
   * Changes the name or the slug. Updates this very object and resolves to it.
   *
   * @throws {ClerkAPIResponseError} 403 `missing_organization_permission`, 422 for an invalid name or slug
   */
  update: (params: UpdateOrganizationParams, options?: CallOptions) => Promise<Organization>;
  /** Fetches a page of the roles that members can have. */
  getRoles: (params?: PageParams, options?: CallOptions) => Promise<GetRolesResponse>;
  /** Fetches a page of the organization's domains. */
  getDomains: (params?: GetDomainsParams, options?: CallOptions) => Promise<ClerkPaginatedResponse<OrganizationDomain>>;
  /** Fetches one of the organization's domains. */
  getDomain: (params: { domainId: string }, options?: CallOptions) => Promise<OrganizationDomain>;
  getEnterpriseConnections: NotSupported;
  createEnterpriseConnection: NotSupported;
  updateEnterpriseConnection: NotSupported;
  deleteEnterpriseConnection: NotSupported;
  createEnterpriseConnectionTestRun: NotSupported;
  getEnterpriseConnectionTestRuns: NotSupported;
  getDirectorySync: NotSupported;
  createDirectorySync: NotSupported;
  /** Fetches a page of the requests to become a member. */
  getMembershipRequests: (
    params?: GetMembershipRequestParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<OrganizationMembershipRequest>>;
  /**
   * Adds a domain.
   *
   * @throws {ClerkAPIResponseError} 403 `organization_domains_not_enabled`, 422 for an invalid or taken name
   */
  createDomain: (
    name: string,
    params?: { enrollmentMode?: OrganizationEnrollmentMode },
    options?: CallOptions,
  ) => Promise<OrganizationDomain>;
  /** Requests a DNS record for each of these domains: `ownershipVerification.txtRecordName` and `txtRecordValue`. */
  prepareOwnershipVerification: (domainIds: string[], options?: CallOptions) => Promise<BulkOwnershipVerification>;
  /** Looks for the DNS record of each of these domains. */
  attemptOwnershipVerification: (domainIds: string[], options?: CallOptions) => Promise<BulkOwnershipVerification>;
  /** Fetches a page of the members, the newest first. */
  getMemberships: (
    params?: GetMembersParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<OrganizationMembership>>;
  /**
   * Fetches a page of the organization's invitations, the newest first.
   *
   * @throws {ClerkRuntimeError} `invalid_params` for a page or size that is not a whole number from 1 up; no request is sent
   * @throws {ClerkAPIResponseError} 403 `missing_organization_permission` if the caller lacks
   * `org:sys_memberships:manage`
   */
  getInvitations: (
    params?: GetInvitationsParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<OrganizationInvitation>>;
  /**
   * Makes a user of the application a member.
   *
   * @throws {ClerkAPIResponseError} 400 `already_a_member_in_organization`, 403 `organization_membership_quota_exceeded`
   */
  addMember: (params: AddMemberParams, options?: CallOptions) => Promise<OrganizationMembership>;
  /**
   * Invites one address; the server sends the mail.
   *
   * @throws {ClerkAPIResponseError} for example 422 `form_param_format_invalid` for an invalid address, 400
   * `already_a_member_in_organization`
   */
  inviteMember: (params: InviteMemberParams, options?: CallOptions) => Promise<OrganizationInvitation>;
  /**
   * Invites many addresses with one role. Up to `chunkSize` addresses are sent in one request, and the server invites all
   * of them or none. More addresses are sent in several requests, one after the other, until one fails. Resolves to the
   * invitations in the order of the addresses.
   *
   * @throws the error of the request that failed. If there is more than one request, its `invited` has the invitations of
   * earlier requests and its `remaining` the other addresses. The caller's own abort reason is then the `cause` of a
   * {@link ClerkRuntimeError} `aborted`.
   */
  inviteMembers: (params: InviteMembersParams, options?: InviteMembersOptions) => Promise<OrganizationInvitation[]>;
  /** Changes a member's role. */
  updateMember: (params: UpdateMembershipParams, options?: CallOptions) => Promise<OrganizationMembership>;
  /** Removes a member. Resolves to the removed membership. */
  removeMember: (userId: string, options?: CallOptions) => Promise<OrganizationMembership>;
  /**
   * Deletes the organization. The object keeps its data.
   *
   * @throws {ClerkAPIResponseError} 403 `organization_admin_delete_not_enabled`, `missing_organization_permission`
   */
  destroy: (options?: CallOptions) => Promise<void>;
  /**
   * Sets the logo. Resolves to a new object, as in Clerk's client; with `{ file: null }` to this one. The active
   * organization gets the new `imageUrl` too.
   *
   * @throws {ClerkAPIResponseError} 413 `image_too_large`, 422 for a file that is not an image
   */
  setLogo: (params: SetOrganizationLogoParams, options?: CallOptions) => Promise<Organization>;
  initializePaymentMethod: NotSupported;
  addPaymentMethod: NotSupported;
  getPaymentMethods: NotSupported;
  /** Fetches the organization again. Updates this very object and resolves to it. */
  reload: (options?: CallOptions) => Promise<Organization>;
  /**
   * Invites any number of addresses. Resolves to one outcome for each address, in the order of the input. An address
   * that the server refuses does not stop the others. Addresses that differ only in case are sent once.
   *
   * Once the server has invited one part, two requests are sent at a time. The call waits as long as the server requires.
   * A refusal that applies to every address (the role, a permission, no seats
   * left) ends it, and so do five failures in a row: the remaining addresses are `not_attempted`. Passing
   * `{ formerResult, role }` continues with every outcome that is not final. An `outcome_unknown` is looked up first: an
   * address with a pending invitation of that role is `already_invited`, and any other address is sent.
   *
   * After an abort or the time limit the call resolves to the outcomes so far. It rejects only if nothing was sent.
   *
   * @throws {ClerkRuntimeError} `invalid_params`, `not_on_frontend_api`, before anything is sent
   */
  inviteMembersSettled: (
    params: InviteMembersParams | ResumeInvitingParams,
    options?: InviteMembersSettledOptions,
  ) => Promise<InviteOutcome[]>;
  /**
   * Yields all invitations, the newest first, and fetches a page ahead (`timeoutMs` is for each page). If others add or
   * revoke invitations meanwhile, no invitation is yielded twice, and none that exists the whole time is left out. Added
   * ones are not yielded.
   */
  invitations: (params?: InvitationsParams, options?: CallOptions) => AsyncGenerator<OrganizationInvitation, void, undefined>;
  /**
   * Resends an invitation. Clerk has no such call, so the old invitation is revoked if it is pending, and a new one for
   * the same address and role is created. Resolves to the new one. The options apply to the revocation: an abort does not
   * stop the invitation that follows it.
   *
   * @throws {ClerkRuntimeError} `invitation_not_resent` if the old invitation was revoked and the new one failed: `revoked`
   * is the old one, `cause` the error of the new one. If `cause.code` is `outcome_unknown`, the new one may exist.
   * `not_on_frontend_api` for an invitation with public metadata without {@link ClerkOptions.invitationRelay}; then nothing
   * is revoked.
   * @throws {ClerkAPIResponseError} 404 `organization_invitation_not_pending` when it was accepted or revoked meanwhile
   */
  resendInvitation: (invitation: OrganizationInvitation, options?: CallOptions) => Promise<OrganizationInvitation>;
  /**
   * Returns a list of invitations, members, requests or domains that stays current, and fetches its first page. A removed row
   * disappears at once, and comes back if the server refuses. After each change of such rows, in this tab or another, the rows
   * are fetched again.
   */
  liveList: <Kind extends keyof OrganizationLists>(
    kind: Kind,
    params?: OrganizationLists[Kind]['params'],
  ) => LiveList<OrganizationLists[Kind]['row']>;
  /**
   * Returns `liveList('invitations', params)`. An invitation made through this package shows before the server has
   * confirmed it.
   */
  invitationList: (params?: GetInvitationsParams) => InvitationList;
}
