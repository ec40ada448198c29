// A Cloudflare worker. It imports the wasm module, because workerd does not compile bytes.

import { Clerk, init } from 'clerk-organization';
import wasm from './clerk_organization_bg.wasm';

export default {
  async fetch(request, { KEY, URL, CLIENT }) {
    // A server forwards the browser's cookie.
    const real = globalThis.fetch;
    globalThis.fetch = (url, { credentials, ...init } = {}) =>
      real(url, { ...init, headers: { ...init.headers, cookie: `__client=${CLIENT}` } });
    await init(wasm);
    const clerk = new Clerk(KEY, { proxyUrl: URL });
    await clerk.load();
    const { total_count: total } = await clerk.organization.getInvitations();
    const invitation = await clerk.organization.inviteMember({ emailAddress: 'worker@example.com', role: 'org:member' });
    await invitation.revoke();
    return Response.json({ total, status: invitation.status });
  },
};
