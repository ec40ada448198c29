// What each app does with the package, whatever entry it has it from. The emulator is named in the address.

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
  // What minifies an app leaves its errors their names.
  const { name } = await organization.getInvitations({ initialPage: 0 }).catch((error) => error);
  return { status: invitation.status, name, isWhole: count === totalCount };
}
