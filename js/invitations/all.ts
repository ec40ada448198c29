// The exports of the chunk for many invitations. It is one module, because a refetched chunk is imported under another URL
// (lazy.ts). Each function starts the lazy wasm module if it needs it.

import type { InvitationsContext } from '../account.js';
import type { ParsedEmailAddresses } from '../addresses.js';
import type { KeptList } from '../objects/live-list.js';
import type {
  CallOptions,
  InvitationsParams,
  InviteMembersOptions,
  InviteMembersParams,
  InviteMembersSettledOptions,
  InviteOutcome,
  Organization,
  OrganizationInvitation,
  ResumeInvitingParams,
  User,
} from '../types.js';
import * as bulk from './bulk-invite.js';
import * as parts from './invite-members.js';
import { lazyCore } from './lazy-wasm.js';
import * as live from './live-list.js';
import * as pages from './pages.js';
import * as pasted from './parse-addresses.js';
import * as resend from './resend.js';

export { lazyCore };
export { inviteThroughRelay } from './relay.js';

/** `parseEmailAddresses` */
export const parseEmailAddresses = async (text: string): Promise<ParsedEmailAddresses> =>
  pasted.parseEmailAddresses(await lazyCore(), text);

/** `organization.inviteMembersSettled` */
export const inviteMembersSettled = async (
  { clerk }: InvitationsContext,
  organization: Organization,
  params: InviteMembersParams | ResumeInvitingParams,
  options?: InviteMembersSettledOptions,
): Promise<InviteOutcome[]> => bulk.inviteMembersSettled(await lazyCore(), clerk, organization, params, options);

/** `organization.inviteMembers` with more addresses than one request takes. */
export const inviteInParts = async (
  emailAddresses: readonly string[],
  options: InviteMembersOptions | undefined,
  invite: parts.InvitePart,
): Promise<OrganizationInvitation[]> => parts.inviteInParts(await lazyCore(), emailAddresses, options, invite);

/** `organization.invitations` */
export const eachInvitation = async (
  organization: Organization,
  params?: InvitationsParams,
  options?: CallOptions,
): Promise<AsyncGenerator<OrganizationInvitation, void, undefined>> =>
  pages.eachInvitation(await lazyCore(), organization, params, options);

/** `organization.liveList`, `organization.invitationList`, `user.liveList` */
export const keepList = (
  context: InvitationsContext,
  owner: Organization | User,
  kind: string,
  list: KeptList<never>,
  params?: object,
): Promise<void> => live.keepList(lazyCore, context, owner, kind, list, params);

/** `organization.resendInvitation` */
export const resendInvitation = async (
  { clerk }: InvitationsContext,
  organization: Organization,
  invitation: OrganizationInvitation,
  options?: CallOptions,
): Promise<OrganizationInvitation> =>
  resend.resendInvitation(await lazyCore(), clerk, organization, invitation, options);
