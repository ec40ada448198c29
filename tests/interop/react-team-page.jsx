// A team page with this package's own React entry. It waits for every list before it shows anything.

import { useRef } from 'react';
import { createRoot } from 'react-dom/client';

import { ClerkProvider, useOrganization, useOrganizationList } from 'clerk-organization/react';

const emulator = JSON.parse(document.getElementById('emulator').textContent);

function TeamPage() {
  const renders = useRef(0);
  renders.current += 1;
  const { isLoaded, organization, ...lists } = useOrganization({
    memberships: { infinite: true, pageSize: 50, keepPreviousData: true },
    membershipRequests: true,
    domains: true,
    invitations: { infinite: true, pageSize: 50, keepPreviousData: true },
  });
  const { userSuggestions } = useOrganizationList({ userSuggestions: true });
  const all = Object.entries({ ...lists, userSuggestions }).filter(([name]) => name !== 'membership');
  Object.assign(globalThis, { lists: Object.fromEntries(all), renders: renders.current });
  if (!isLoaded || !organization || all.some(([, list]) => !list?.data || list.isLoading)) return <p id="skeleton">…</p>;
  return (
    <ul>
      {all.map(([name, list]) => (
        <li key={name}>
          {name}: {list.isError ? `${list.error.code} ${list.error.message}` : list.data.length}
        </li>
      ))}
    </ul>
  );
}

createRoot(document.getElementById('root')).render(
  <ClerkProvider publishableKey={emulator.publishableKey} proxyUrl={emulator.url}>
    <TeamPage />
  </ClerkProvider>,
);
