// Invitations with a redirect URL, public metadata or an expiry. Only the Backend API accepts them, so the app's own server,
// which has the secret key, sends them. js/relay.ts is that server's side.

import type { InvitationsContext } from '../account.js';
import { invalidParam, runtimeError } from '../errors.js';
import type { InvitationJson } from '../objects/invitation.js';
import type { CallOptions, InviteMemberParams, InviteMembersParams, Organization, OrganizationInvitation } from '../types.js';

/** Invites as many addresses as one request takes. Resolves to the invitations. */
export async function inviteThroughRelay(
  context: InvitationsContext,
  organization: Organization,
  params: InviteMemberParams | InviteMembersParams,
  options?: CallOptions,
): Promise<OrganizationInvitation[]> {
  const { clerk, wasm } = context;
  const url = relayUrl(clerk.invitationRelay);
  const { role, notify, redirectUrl, publicMetadata, expiresInDays } = params;
  const { emailAddress, emailAddresses } = params as Partial<InviteMemberParams & InviteMembersParams>;
  const organizationId = organization.id;
  const body = { organizationId, role, notify, redirectUrl, publicMetadata, expiresInDays, emailAddress, emailAddresses };
  const addresses = emailAddresses ?? [emailAddress ?? ''];
  const change = { organizationId, emailAddresses: addresses, role };
  const send = async (signal: AbortSignal | undefined): Promise<OrganizationInvitation[]> => {
    if (!clerk.session) throw runtimeError('signed_out', 'Nobody is signed in.');
    const token = await clerk.session.getToken({ organizationId, signal });
    const answer = await wasm.run(signal, 'relay', {
      organizationId,
      url,
      token,
      emailAddresses: addresses,
      role,
      body: JSON.stringify(body),
    });
    return ([answer].flat() as InvitationJson[]).map((json) => context.toInvitation(context, organization, json));
  };
  return context.changesOf(context).run(change, [url, body], options, send, organization);
}

function relayUrl(invitationRelay: string | undefined): string {
  if (!invitationRelay) {
    throw runtimeError(
      'not_on_frontend_api',
      'The Frontend API accepts no redirectUrl, publicMetadata or expiresInDays. Serve `clerk-organization/relay` on your ' +
        'own server and pass its URL to `new Clerk(key, { invitationRelay })`.',
    );
  }
  try {
    const { protocol, href } = new URL(invitationRelay, globalThis.location?.href);
    if (/^https?:$/.test(protocol)) return href;
  } catch {
    // Not a URL.
  }
  throw invalidParam('invitationRelay', 'must be an http(s) URL');
}
