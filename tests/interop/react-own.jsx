// An app with this package's own React entry.

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import {
  ClerkProvider,
  Protect,
  Show,
  useAuth,
  useClerk,
  useOrganization,
  useOrganizationList,
  useSession,
  useUser,
} from 'clerk-organization/react';

const emulator = JSON.parse(document.getElementById('emulator').textContent);
const PENDING = { status: ['pending'], pageSize: 5 };

function List({ id, infinite }) {
  const { organization, invitations } = useOrganization({ invitations: { ...PENDING, infinite } });
  globalThis.lists = { ...globalThis.lists, [id]: invitations };
  return (
    <section id={id}>
      <p>{`${invitations?.count} of ${organization?.name}`}</p>
      <ul>{invitations?.data?.map((invitation) => <li key={invitation.id}>{invitation.emailAddress}</li>)}</ul>
    </section>
  );
}

function App() {
  const hooks = {
    clerk: useClerk(),
    auth: useAuth(),
    user: useUser(),
    session: useSession(),
    organization: useOrganization(),
    list: useOrganizationList({ userMemberships: true }),
  };
  Object.assign(globalThis, { hooks });
  const { auth, user, organization, list } = hooks;
  return (
    <>
      <p id="auth">{`${auth.isLoaded} ${auth.isSignedIn} ${auth.orgId}`}</p>
      <p id="who">{`${user.user?.firstName} of ${organization.organization?.name}`}</p>
      <p id="pending">{organization.organization?.pendingInvitationsCount}</p>
      <p id="memberships">{`${list.userMemberships.count}`}</p>
      <Show when="signed-in"><p id="in">in</p></Show>
      <Show when="signed-out"><p id="out">out</p></Show>
      <Show when={{ role: 'org:viewer' }} fallback={<p id="no-viewer">no viewer</p>}><p id="viewer">viewer</p></Show>
      <Protect permission="org:sys_memberships:manage"><p id="manager">manager</p></Protect>
      <List id="one" />
      <List id="two" />
      <List id="three" infinite />
    </>
  );
}

Object.assign(globalThis, { emulator });
createRoot(document.getElementById('root')).render(
  <StrictMode>
    <ClerkProvider publishableKey={emulator.publishableKey} proxyUrl={emulator.url}>
      <App />
    </ClerkProvider>
  </StrictMode>,
);
