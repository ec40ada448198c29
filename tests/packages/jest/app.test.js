test('loads, signs in, lists and invites', async () => {
  const { Clerk } = await import('clerk-organization');
  const clerk = new Clerk(process.env.KEY, { proxyUrl: process.env.URL });
  await clerk.load({ polling: false });
  const { emailAddress: identifier, password } = JSON.parse(process.env.CLERK_EMULATOR).admin;
  const { createdSessionId } = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
  await clerk.setActive({ session: createdSessionId });
  const { data } = await clerk.organization.getInvitations();
  const invitation = await clerk.organization.inviteMember({ emailAddress: 'runner@example.com', role: 'org:member' });
  expect([clerk.status, data.length, (await invitation.revoke()).status]).toEqual(['ready', 10, 'revoked']);
  clerk.close();
});
