// A worker that uses the package: no window, no document, no import map.

import { Clerk, OrganizationInvitation } from '/node_modules/clerk-organization/index.js';
import { parseEmailAddresses } from '/node_modules/clerk-organization/addresses.js';

const imported =
  performance.getEntriesByType('resource').every(({ name }) => name.endsWith('.js')) ? 'nothing sent' : 'sent';

onmessage = async ({ data: { url, key } }) => {
  const clerk = new Clerk(key, { proxyUrl: url });
  await clerk.load();
  const { organization } = clerk;
  const page = await organization.getInvitations();
  const { emailAddresses: parsed } = await parseEmailAddresses('Ada <ada@x.io>');
  const invitation = await organization.inviteMember({ emailAddress: 'worker@example.com', role: 'org:member' });
  postMessage({
    imported,
    status: clerk.status,
    total: page.total_count,
    rows: page.data.length,
    instance: page.data.every((row) => row instanceof OrganizationInvitation),
    invited: invitation.emailAddress,
    revoked: (await invitation.revoke()).status,
    token: (await clerk.session.getToken({ skipCache: true })).split('.').length,
    refused: await organization
      .inviteMember({ emailAddress: 'nobody', role: 'org:member' })
      .catch(({ status }) => status),
    walked: (await Array.fromAsync(organization.invitations({ pageSize: 7 }))).length,
    settled: (
      await organization.inviteMembersSettled({ emailAddresses: ['w@example.com', 'nobody'], role: 'org:member' })
    ).map(({ status }) => status),
    parsed,
  });
};
