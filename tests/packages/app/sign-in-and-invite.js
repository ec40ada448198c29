// Uses the package without cookies: loads, signs in, lists, invites and revokes. The dev browser of a development
// instance is kept in memory.

export async function signInAndInvite({ Clerk }, { url, publishableKey, admin }) {
  const clerk = new Clerk(publishableKey, { proxyUrl: url });
  await clerk.load();
  const { emailAddress: identifier, password } = admin;
  const { createdSessionId } = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
  await clerk.setActive({ session: createdSessionId });
  const { total_count: total } = await clerk.organization.getInvitations();
  const invitation = await clerk.organization.inviteMember({ emailAddress: 'worker@example.com', role: 'org:member' });
  await invitation.revoke();
  clerk.close();
  return { total, status: invitation.status };
}
