// Inviting and revoking, with the same requests as Clerk's own client.

import type { ClerkContext } from '../context.js';
import { OrganizationInvitation, invitationOwner } from '../objects/invitation.js';
import type { InvitationJson } from '../objects/invitation.js';
import type {
  CallOptions,
  InvitationExtras,
  InviteMemberParams,
  InviteMembersOptions,
  InviteMembersParams,
  Organization,
} from '../types.js';
import { addressesPerRequest } from '../wasm.js';
import { changesOf } from '../pending-changes.js';

// Requests use copies of the operation's fields: the caller's object may change, and calls with equal fields are equal.

// Whether there is a param that the Frontend API refuses as an unknown field. clerk-js 6.40 drops such params silently.
function needsRelay(params: InvitationExtras | undefined): boolean {
  const { redirectUrl, publicMetadata, expiresInDays } = params ?? {};
  return [redirectUrl, publicMetadata, expiresInDays].some((value) => value !== undefined);
}

/** `organization.inviteMember` */
export async function inviteMember(
  context: ClerkContext,
  organization: Organization,
  params: InviteMemberParams,
  options?: CallOptions,
): Promise<OrganizationInvitation> {
  if (needsRelay(params)) {
    context.wasm.now('checkParams', 'inviteMember', [organization.id], params);
    const [invited] = await throughRelay(context, organization, params, options);
    return invited as OrganizationInvitation;
  }
  const { emailAddress, role, notify } = params ?? {};
  const sent = { emailAddress, role, notify };
  const change = { organizationId: organization.id, emailAddresses: [emailAddress], role };
  return changesOf(context).run(
    change,
    ['inviteMember', sent],
    options,
    (signal) =>
      context.wasm
        .organizationCall(organization, 'change', ['inviteMember', sent], signal)
        .then((invited) => toInvitation(context, organization, invited as InvitationJson)),
    organization,
  );
}

/** `organization.inviteMembers` */
export async function inviteMembers(
  context: ClerkContext,
  organization: Organization,
  params: InviteMembersParams,
  options?: InviteMembersOptions,
): Promise<OrganizationInvitation[]> {
  context.wasm.now('checkParams', 'inviteMembers', [organization.id], params);
  const { chunkSize = addressesPerRequest(), ...callOptions } = options ?? {};
  if (Number.isInteger(chunkSize) && params.emailAddresses.length <= chunkSize) {
    return invitePart(context, organization, params, callOptions);
  }
  // The code for parts and `chunkSize` is fetched when it is needed.
  const { inviteInParts } = await context.invitationsChunk();
  return inviteInParts(params.emailAddresses, options, (emailAddresses, signal) =>
    invitePart(context, organization, { ...params, emailAddresses }, { signal }),
  );
}

/** Invites as many addresses as one request takes. */
async function invitePart(
  context: ClerkContext,
  organization: Organization,
  params: InviteMembersParams,
  options: CallOptions,
): Promise<OrganizationInvitation[]> {
  if (needsRelay(params)) return throughRelay(context, organization, params, options);
  const { emailAddresses, role, notify } = params;
  const sent = { emailAddresses, role, notify };
  const change = { organizationId: organization.id, emailAddresses, role };
  return changesOf(context).run(
    change,
    ['inviteMembers', sent],
    options,
    async (signal) => {
      const invited = (await context.wasm.organizationCall(organization, 'change', ['inviteMembers', sent], signal)) as InvitationJson[];
      return invited.map((json) => toInvitation(context, organization, json));
    },
    organization,
  );
}

// Invitations that the Frontend API refuses are sent to the app's own server.
const throughRelay = (
  context: ClerkContext,
  organization: Organization,
  params: InviteMemberParams | InviteMembersParams,
  options?: CallOptions,
): Promise<OrganizationInvitation[]> =>
  context.withAccount((account, context) => account.inviteThroughRelay(context, organization, params, options));

/** `invitation.revoke`. Resolves to the JSON of the revoked invitation. */
export function revokeInvitation(
  context: ClerkContext,
  organization: Organization,
  { id, status }: OrganizationInvitation,
  options?: CallOptions,
): Promise<InvitationJson> {
  const change = { organizationId: organization.id, revoked: id, wasPending: status === 'pending' };
  const call = (signal: AbortSignal | undefined) => context.wasm.organizationCall(organization, 'change', ['revokeInvitation', id], signal);
  return changesOf(context).run(change, ['revokeInvitation', id], options, call as () => Promise<InvitationJson>, organization);
}

/** Creates an invitation from the server's JSON. */
export const toInvitation = (context: ClerkContext, organization: Organization, json: InvitationJson): OrganizationInvitation =>
  OrganizationInvitation.fromJson(
    json,
    invitationOwner(organization.id, (invitation, options) => revokeInvitation(context, organization, invitation, options)),
  );
