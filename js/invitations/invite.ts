// Inviting and revoking, as Clerk's own client does it on the wire.

import { withCallOptions } from '../call-options.js';
import type { ClerkContext } from '../context.js';
import { invalidParam } from '../errors.js';
import { OrganizationInvitation } from '../objects/invitation.js';
import type { InvitationJson } from '../objects/invitation.js';
import type {
  CallOptions,
  InvitationExtras,
  InviteMemberParams,
  InviteMembersOptions,
  InviteMembersParams,
  Organization,
} from '../types.js';
import { changesOf } from './changes.js';
import { withProgress } from './partial-failure.js';

/** How many addresses go into one bulk request: the most that Clerk's Backend API takes. */
const ADDRESSES_PER_REQUEST = 10;

// Whether there is something that the Frontend API does not take. It refuses unknown fields; clerk-js 6.40 drops them all
// without a word.
function needsRelay(params: InvitationExtras | undefined): boolean {
  const { redirectUrl, publicMetadata, expiresInDays } = params ?? {};
  return [redirectUrl, publicMetadata, expiresInDays].some((value) => value !== undefined);
}

/** How many addresses go into one request, by a call's options. */
export function addressesPerRequest(options: InviteMembersOptions | undefined): number {
  const size = options?.chunkSize ?? ADDRESSES_PER_REQUEST;
  if (Number.isInteger(size) && size > 0) return size;
  throw invalidParam('chunkSize', 'must be a whole number from 1 up');
}

/**
 * Invites one part of the addresses after the other: `invite(addresses, signal)` resolves to a part's invitations. The error
 * of a part that fails, unless it is the only one, has the addresses that are `invited` and those that are `remaining`.
 */
export function inParts(
  emailAddresses: string[],
  options: InviteMembersOptions | undefined,
  invite: (addresses: string[], signal: AbortSignal | undefined) => Promise<OrganizationInvitation[]>,
): Promise<OrganizationInvitation[]> {
  const size = addressesPerRequest(options);
  const invited: OrganizationInvitation[] = [];
  return withCallOptions(options, async (signal) => {
    for (let at = 0; at < emailAddresses.length; at += size) {
      const addresses = emailAddresses.slice(at, at + size);
      try {
        invited.push(...(await invite(addresses, signal)));
      } catch (error) {
        if (addresses.length === emailAddresses.length) throw error;
        throw withProgress(error, options?.signal, { invited, remaining: emailAddresses.slice(at) });
      }
    }
    return invited;
  });
}

/** Only what the operation sends, so that two calls that send the same are equal; and the caller's object may change. */
const sentParams = ({ role, notify }: InviteMemberParams | InviteMembersParams) => ({ role, notify });

/** `organization.inviteMember` */
export async function inviteMember(
  context: ClerkContext,
  organization: Organization,
  params: InviteMemberParams,
  options?: CallOptions,
): Promise<OrganizationInvitation> {
  context.wasm.now((core) => core.checkParams('inviteMember', [organization.id], params));
  if (needsRelay(params)) {
    const [invited] = await throughRelay(context, organization, params, options);
    return invited as OrganizationInvitation;
  }
  const { emailAddress, role } = params;
  const sent = { emailAddress, ...sentParams(params) };
  const change = { organizationId: organization.id, emailAddresses: [emailAddress], role };
  return changesOf(context).run(organization, change, ['inviteMember', [], sent], options, async (signal) => {
    const invited = await context.wasm.organizationCall(organization, 'inviteMember', sent, signal);
    return toInvitation(context, organization, invited as InvitationJson);
  });
}

/** `organization.inviteMembers` */
export async function inviteMembers(
  context: ClerkContext,
  organization: Organization,
  params: InviteMembersParams,
  options?: InviteMembersOptions,
): Promise<OrganizationInvitation[]> {
  context.wasm.now((core) => core.checkParams('inviteMembers', [organization.id], params));
  if (needsRelay(params)) return throughRelay(context, organization, params, options);
  const { role } = params;
  return inParts([...params.emailAddresses], options, (emailAddresses, signal) => {
    const sent = { emailAddresses, ...sentParams(params) };
    const change = { organizationId: organization.id, emailAddresses, role };
    return changesOf(context).run(organization, change, ['inviteMembers', [], sent], { signal }, async (signal) => {
      const invited = (await context.wasm.organizationCall(organization, 'inviteMembers', sent, signal)) as InvitationJson[];
      return invited.map((json) => toInvitation(context, organization, json));
    });
  });
}

// What the Frontend API does not take is asked of the app's own server.
const throughRelay = (
  context: ClerkContext,
  organization: Organization,
  params: InviteMemberParams | InviteMembersParams,
  options?: InviteMembersOptions,
): Promise<OrganizationInvitation[]> =>
  context.withAccount((account, context) => account.inviteThroughRelay(context, organization, params, options));

/** `invitation.revoke`, which reads the JSON that this resolves to. */
export function revokeInvitation(
  context: ClerkContext,
  organization: Organization,
  { id, status }: OrganizationInvitation,
  options?: CallOptions,
): Promise<InvitationJson> {
  const change = { organizationId: organization.id, revoked: id, wasPending: status === 'pending' };
  const call = (signal: AbortSignal) => context.wasm.organizationCall(organization, 'revokeInvitation', id, signal);
  return changesOf(context).run(organization, change, ['revokeInvitation', [id], {}], options, call as () => Promise<InvitationJson>);
}

/** An invitation made of the server's JSON. */
export const toInvitation = (context: ClerkContext, organization: Organization, json: InvitationJson): OrganizationInvitation =>
  OrganizationInvitation.fromJson(json, (invitation, options) => revokeInvitation(context, organization, invitation, options));
