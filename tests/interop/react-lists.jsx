// Every live list of the hooks. The bundle chooses this package's React entry or Clerk's.

import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Clerk } from 'clerk-organization';
import { ClerkProvider, Show, useOrganization, useOrganizationCreationDefaults, useOrganizationList } from 'clerk-organization/react';

const emulator = JSON.parse(document.getElementById('emulator').textContent);
const clerk = new Clerk(emulator.publishableKey, { proxyUrl: emulator.url });
const pageSize = Number(new URLSearchParams(location.search).get('pageSize') ?? 50);

function Lists() {
  const [query, setQuery] = useState('');
  const { organization, memberships, membershipRequests, domains, invitations } = useOrganization({
    memberships: { pageSize, keepPreviousData: true, query },
    membershipRequests: true,
    domains: { infinite: true, enrollmentMode: 'manual_invitation' },
    invitations: true,
  });
  const admins = useOrganization({ memberships: { role: ['org:admin'], query: '' } });
  const user = useOrganizationList({ userMemberships: true, userInvitations: true, userSuggestions: true });
  const defaults = useOrganizationCreationDefaults();
  globalThis.lists = { memberships, membershipRequests, domains, invitations, admins: admins.memberships, ...user };
  Object.assign(globalThis, { organization, defaults, setQuery });
  globalThis.onRender?.(memberships);
  return (
    <>
      <p id="members">{organization?.membersCount}</p>
      <ul>{memberships?.data?.map(({ id, role, publicUserData }) => <li key={id}>{`${publicUserData.identifier} ${role}`}</li>)}</ul>
      <Show when={{ role: "org:admin" }}><p id="admin">admin</p></Show>
    </>
  );
}

Object.assign(globalThis, { clerk, emulator });
createRoot(document.getElementById('root')).render(
  <StrictMode>
    <ClerkProvider publishableKey={emulator.publishableKey} Clerk={clerk}>
      <Lists />
    </ClerkProvider>
  </StrictMode>,
);
