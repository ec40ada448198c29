// An app on Clerk's official React package, with this package's client as the provider's `Clerk`.

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ClerkProvider, Show, useAuth, useOrganization, useOrganizationList, useUser } from '@clerk/react';
import { Clerk } from 'clerk-organization';
import { clerkForReact } from 'clerk-organization/clerk-react';

const emulator = JSON.parse(document.getElementById('emulator').textContent);
const clerk = new Clerk(emulator.publishableKey, { proxyUrl: emulator.url });
// An app may load the client before it renders.
if (new URLSearchParams(location.search).has('loaded')) await clerk.load();

const STATUS = { status: ['pending'], pageSize: 5 };

function Hooks() {
  const hooks = {
    auth: useAuth(),
    user: useUser(),
    paged: useOrganization({ invitations: STATUS }),
    infinite: useOrganization({ invitations: { ...STATUS, infinite: true } }),
    list: useOrganizationList({ userMemberships: true, userInvitations: true }),
  };
  Object.assign(globalThis, { hooks });
  const { paged, infinite, auth } = hooks;
  return (
    <>
      <p id="auth">{`${auth.isLoaded} ${auth.isSignedIn} ${auth.orgId}`}</p>
      <p id="organization">{paged.organization?.name}</p>
      <p id="pending">{paged.organization?.pendingInvitationsCount}</p>
      <ul id="paged">{paged.invitations?.data?.map(({ id, emailAddress }) => <li key={id}>{emailAddress}</li>)}</ul>
      <ul id="infinite">{infinite.invitations?.data?.map(({ id, emailAddress }) => <li key={id}>{emailAddress}</li>)}</ul>
      <Show when="signed-in"><p id="in">in</p></Show>
      <Show when="signed-out"><p id="out">out</p></Show>
      <Show when={{ role: 'org:admin' }} fallback={<p id="no-admin">no admin</p>}><p id="admin">admin</p></Show>
      <Show when={{ permission: 'org:sys_memberships:manage' }}><p id="manager">manager</p></Show>
    </>
  );
}

globalThis.clerk = clerk;
globalThis.emulator = emulator;
createRoot(document.getElementById('root')).render(
  <StrictMode>
    <ClerkProvider publishableKey={emulator.publishableKey} Clerk={clerkForReact(clerk)}>
      <Hooks />
    </ClerkProvider>
  </StrictMode>,
);
