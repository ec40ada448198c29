// An app with Clerk's official React package, in the version that the test chooses.

import { createRoot } from 'react-dom/client';
import { ClerkProvider, useAuth, useOrganization } from '@clerk/react';

const { publishableKey, url } = globalThis.emulator;
const PENDING = { invitations: { status: ['pending'], pageSize: 5 } };

function Team() {
  const { isSignedIn, userId } = useAuth();
  const { organization, invitations } = useOrganization(PENDING);
  return (
    <>
      <p id="organization">{organization?.name}</p>
      {isSignedIn && <p id="signed-in">{userId}</p>}
      <ul id="pending">{invitations?.data?.map(({ id, emailAddress }) => <li key={id}>{emailAddress}</li>)}</ul>
    </>
  );
}

createRoot(document.getElementById('root')).render(
  <ClerkProvider publishableKey={publishableKey} proxyUrl={url} Clerk={window.Clerk} telemetry={false}>
    <Team />
  </ClerkProvider>,
);
