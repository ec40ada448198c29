// Clerk's roles were `admin` and `basic_member` until 2023, and have been `org:admin` and `org:member` since. Code from that
// time invites with the old names, which the React entry accepts.

import type { Clerk, Organization } from '../types.js';

const NEW_NAMES = new Map([
  ['admin', 'org:admin'],
  ['basic_member', 'org:member'],
]);

const warned = new Set<string>();

/** The params of an invitation with the role's new name, unless the user's own role shows that the instance uses old names. */
export function withNewRole(clerk: Clerk, organization: Organization, params: { role?: string } | undefined): unknown {
  const name = params?.role ?? '';
  const role = NEW_NAMES.get(name);
  const own = clerk.user?.organizationMemberships.find((one) => one.organization.id === organization.id);
  if (!role || !own?.role.startsWith('org:')) return params;
  if (!warned.has(name)) {
    warned.add(name);
    console.warn(`clerk-organization: the role \`${name}\` is called \`${role}\` now, and is sent as that.`);
  }
  return { ...params, role };
}
