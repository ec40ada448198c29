// The steps of every app, for any entry of the package. The emulator comes from the page's URL.

export async function run({ Clerk, OrganizationInvitation }) {
  const { key: publishableKey, url } = Object.fromEntries(new URLSearchParams(location.search));
  const clerk = new Clerk(publishableKey, { proxyUrl: url });
  await clerk.load();
  const { organization } = clerk;
  const invitation = await organization.inviteMember({ emailAddress: 'bundled@example.com', role: 'org:member' });
  await invitation.revoke();
  let count = 0;
  for await (const one of organization.invitations({ pageSize: 10 })) count += one instanceof OrganizationInvitation ? 1 : 0;
  const { totalCount } = await organization.getInvitations();
  // Minifiers must keep the names of error classes.
  const { name } = await organization.getInvitations({ initialPage: 0 }).catch((error) => error);
  return { status: invitation.status, name, isWhole: count === totalCount };
}
