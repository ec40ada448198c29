// The SDK's calls as the page makes them, each written down together with the source that makes it. The source is
// made from the very params of the call, so what the panel shows is what ran.

import { Clerk } from 'clerk-organization';

import { callSource, literal } from './source.js';

/** A client of the instance, loaded. */
export function loadedClerk(log, publishableKey, options) {
  const code = `const clerk = new Clerk('${publishableKey.slice(0, 14)}…', ${literal(options)});\nawait clerk.load();`;
  return log.call({ name: 'clerk.load', code }, async () => {
    const clerk = new Clerk(publishableKey, options);
    await clerk.load();
    return clerk;
  });
}

/** The four operations on an organization's invitations. An `aside` follows from another call. */
export function recordedOrganization(log, organization) {
  const call = (method) => (params, aside) => {
    const name = `organization.${method}`;
    return log.call({ name, code: callSource(`await ${name}`, params), aside }, () => organization[method](params));
  };
  return {
    getInvitations: call('getInvitations'),
    inviteMember: call('inviteMember'),
    inviteMembers: call('inviteMembers'),
    revoke: (invitation) =>
      log.call({ name: 'invitation.revoke', code: `// ${invitation.emailAddress}\nawait invitation.revoke()` }, () =>
        invitation.revoke(),
      ),
    /** Several pages at once, as one entry of the log; always an aside. */
    getAll: (all) => {
      const lines = all.map((params) => `  organization.getInvitations(${literal(params)}),`);
      const code = `await Promise.all([\n${lines.join('\n')}\n])`;
      const name = `organization.getInvitations × ${all.length}`;
      return log.call({ name, code, aside: true }, () => Promise.all(all.map(organization.getInvitations)));
    },
  };
}
