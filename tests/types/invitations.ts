// Many invitations, pasted addresses and the relay, used as in an app. Only compiled.

import { Clerk, OrganizationInvitation } from 'clerk-organization';
import type { ClerkRuntimeError, InviteMembersSettledOptions, InviteOutcome, InviteStatus, Organization } from 'clerk-organization';
import { parseEmailAddresses } from 'clerk-organization/addresses';
import type { AddressWithRole, CleanedAddress, NotUnderstood } from 'clerk-organization/addresses';
import { createInvitationRelay } from 'clerk-organization/relay';
import { createClerkClient } from '@clerk/backend';

export async function many(organization: Organization, pasted: string, signal: AbortSignal): Promise<InviteStatus[]> {
  const { emailAddresses, withRoles, notUnderstood, duplicates, cleaned } = await parseEmailAddresses(pasted);
  const wrong: NotUnderstood[] = notUnderstood;
  const again: string[] = duplicates;
  const roles: AddressWithRole[] = withRoles;
  const marks: CleanedAddress[] = cleaned;
  const options: InviteMembersSettledOptions = {
    signal,
    maxWaitMs: 60_000,
    chunkSize: 5,
    onProgress: ({ done, total, waitingMs }) => void (done + total + waitingMs),
  };
  const role = 'org:member';
  const first: InviteOutcome[] = await organization.inviteMembersSettled({ emailAddresses, role, notify: false }, options);
  const second = await organization.inviteMembersSettled({ formerResult: first, role });
  // @ts-expect-error the role is required
  void organization.inviteMembersSettled({ formerResult: first });
  // @ts-expect-error addresses or an earlier result are required
  void organization.inviteMembersSettled({ role });
  void [wrong, again, roles, marks];
  return second.map(({ status }) => status);
}

export async function all(organization: Organization): Promise<void> {
  for await (const invitation of organization.invitations({ status: ['pending', 'expired'], pageSize: 50 })) {
    const resent: OrganizationInvitation = await organization.resendInvitation(invitation, { timeoutMs: 5000 });
    void resent;
  }
}

export const lost = (error: ClerkRuntimeError): OrganizationInvitation | undefined => error.revoked;

export const clerk = new Clerk('pk_test_x', { invitationRelay: '/api/invitations' });
export const relayed = (organization: Organization) =>
  organization.inviteMember({ emailAddress: 'ada@example.com', role: 'org:member', redirectUrl: '/x', publicMetadata: { a: 1 }, expiresInDays: 3 });

export const handler: (request: Request) => Promise<Response> = createInvitationRelay({
  clerkClient: createClerkClient({ secretKey: 'sk_test_x', publishableKey: 'pk_test_x' }),
  authenticate: { authorizedParties: ['https://app.example'] },
  prepare: (params, auth) => ({ ...params, publicMetadata: { invitedBy: auth.userId } }),
});
