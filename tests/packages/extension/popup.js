// The popup of an extension. `storage` in its URL names the storage for cookies. The emulator comes from the URL too.

import { Clerk } from './clerk-organization/index.js';
import { keepCookiesIn } from './clerk-organization/cookies.js';

const { key: publishableKey, url, identifier, password, storage } = Object.fromEntries(new URLSearchParams(location.search));

async function run() {
  document.cookie = 'kept=yes';
  const isKept = document.cookie.includes('kept=yes');
  if (isKept) document.cookie = 'kept=; Max-Age=0';
  if (storage) keepCookiesIn(globalThis[storage]);
  const clerk = new Clerk(publishableKey, { proxyUrl: url });
  await clerk.load();
  const wasSignedIn = Boolean(clerk.user);
  if (!clerk.user) {
    const { createdSessionId } = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
    await clerk.setActive({ session: createdSessionId });
  }
  const { organization } = clerk;
  const { total_count: total } = await organization.getInvitations();
  const invitation = await organization.inviteMember({ emailAddress: 'popup@example.com', role: 'org:member' });
  await invitation.revoke();
  return { isKept, wasSignedIn, total, status: invitation.status };
}

globalThis.result = run().catch((error) => ({ error: String(error), errors: error.errors, cause: String(error.cause) }));
