// The component from Clerk's older documentation in a page. The bundler replaces the package that it imports its hook
// from.

import { createRoot } from 'react-dom/client';
import { Clerk } from 'clerk-organization';
import { ClerkProvider } from 'clerk-organization/react';

import InvitationList from '../documents/invite-users.jsx';

const emulator = JSON.parse(document.getElementById('emulator').textContent);
const clerk = new Clerk(emulator.publishableKey, { proxyUrl: emulator.url });

createRoot(document.getElementById('root')).render(
  <ClerkProvider Clerk={clerk}>
    <InvitationList />
  </ClerkProvider>,
);
