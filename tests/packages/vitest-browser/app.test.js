import { expect, inject, test } from 'vitest';

import { Clerk } from 'clerk-organization';

test('loads, signs in, lists and invites', async () => {
  const { url, publishableKey, admin } = inject('emulator');
  const clerk = new Clerk(publishableKey, { proxyUrl: url });
  await clerk.load({ polling: false });
  const { emailAddress: identifier, password } = admin;
  const { createdSessionId } = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
  await clerk.setActive({ session: createdSessionId });
  const { data } = await clerk.organization.getInvitations();
  const invitation = await clerk.organization.inviteMember({ emailAddress: 'runner@example.com', role: 'org:member' });
  expect([clerk.status, data.length, (await invitation.revoke()).status]).toEqual(['ready', 10, 'revoked']);
  clerk.close();
});
