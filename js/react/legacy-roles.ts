// Clerk's roles were `admin` and `basic_member` until 2023, and are `org:admin` and `org:member` since. Code from that time
// invites with the old names.

import type { Organization } from 'clerk-organization';

const NEW_NAMES = new Map([
  ['admin', 'org:admin'],
  ['basic_member', 'org:member'],
]);

const warned = new Set<string>();
const accepting = new WeakSet<Organization>();

/**
 * Makes the inviting methods of an organization accept the old names. It replaces the methods on the object itself,
 * because callers compare the object with `clerk.organization`.
 *
 * @param role the user's own role; an old name there means that the instance still has the old roles
 */
export function acceptLegacyRoles(organization: Organization, role: string): void {
  if (accepting.has(organization) || !role.startsWith('org:')) return;
  accepting.add(organization);
  const { inviteMember, inviteMembers, inviteMembersSettled } = organization;
  organization.inviteMember = (params, options) => inviteMember(withNewName(params), options);
  organization.inviteMembers = (params, options) => inviteMembers(withNewName(params), options);
  organization.inviteMembersSettled = (params, options) => inviteMembersSettled(withNewName(params), options);
}

function withNewName<Params extends { role: string }>(params: Params): Params {
  // Untyped callers may pass no params at all, which the method itself refuses.
  const name = params?.role;
  const role = NEW_NAMES.get(name);
  if (!role) return params;
  if (!warned.has(name)) {
    warned.add(name);
    console.warn(`clerk-organization: the role \`${name}\` is called \`${role}\` now, and is sent as that.`);
  }
  return { ...params, role };
}
