// The app's server code, which is tested without a browser.

/** Invites people who are neither members nor invited; resolves to the addresses that were invited. */
export async function inviteNewcomers({ organizations }, organizationId, emailAddresses) {
  const pending = await organizations.getOrganizationInvitationList({ organizationId, status: ['pending'], limit: 100 });
  const members = await organizations.getOrganizationMembershipList({ organizationId, limit: 100 });
  const known = new Set([
    ...pending.data.map(({ emailAddress }) => emailAddress),
    ...members.data.map(({ publicUserData }) => publicUserData.identifier),
  ]);
  const newcomers = emailAddresses.filter((emailAddress) => !known.has(emailAddress));
  for (const emailAddress of newcomers) {
    await organizations.createOrganizationInvitation({ organizationId, emailAddress, role: 'org:member' });
  }
  return newcomers;
}
