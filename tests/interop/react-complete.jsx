// An app with Clerk's official React package and `clerkForReact`: supported and unsupported components and lists.

import { createRoot } from 'react-dom/client';
import { ClerkProvider, OrganizationSwitcher, SignIn, UserButton, useClerk, useOrganization, useOrganizationCreationDefaults, useUser } from '@clerk/react';
import { usePaymentMethods, usePlans } from '@clerk/react/experimental';
import { Clerk } from 'clerk-organization';
import { clerkForReact } from 'clerk-organization/clerk-react';

const emulator = JSON.parse(document.getElementById('emulator').textContent);
const query = new URLSearchParams(location.search);
const clerk = new Clerk(emulator.publishableKey, { proxyUrl: emulator.url });
if (query.has('loaded')) await clerk.load();

function Hooks() {
  const hooks = {
    clerk: useClerk(),
    user: useUser().user,
    organization: useOrganization({ memberships: true }),
    defaults: useOrganizationCreationDefaults(),
    plans: usePlans({ for: 'user' }),
    methods: usePaymentMethods({ for: 'organization' }),
  };
  Object.assign(globalThis, { hooks });
  return (
    <>
      <p id="role">{hooks.organization.membership?.role}</p>
      <div id="switcher"><OrganizationSwitcher hidePersonal /></div>
      {query.has('button') && <div id="button"><UserButton /></div>}
      {!hooks.user && <SignIn />}
    </>
  );
}

Object.assign(globalThis, { clerk, clerkForReact });
createRoot(document.getElementById('root')).render(
  // `clerkForReact` returns the same object on every render.
  <ClerkProvider publishableKey={emulator.publishableKey} Clerk={clerkForReact(clerk)}>
    <Hooks />
  </ClerkProvider>,
);
