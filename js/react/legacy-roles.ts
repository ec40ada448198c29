// Clerk's roles were `admin` and `basic_member` until 2023, and are `org:admin` and `org:member` since. Code of that time
// invites with the old names.

const NEW_NAMES = { admin: 'org:admin', basic_member: 'org:member' };

const warned = new Set();
const taking = new WeakSet();

/**
 * Lets an organization's inviting methods take the old names. The methods are replaced on the object itself, because
 * callers compare it with `clerk.organization`.
 *
 * @param role the user's own role: where that has an old name, the instance has kept them, and they are right
 */
export function takeOldRoles(organization, role) {
  if (taking.has(organization) || !role?.startsWith('org:')) return;
  taking.add(organization);
  for (const name of ['inviteMember', 'inviteMembers', 'inviteMembersSettled']) {
    const invite = organization[name];
    organization[name] = (params, ...more) => invite(withNewName(params), ...more);
  }
}

function withNewName(params) {
  const role = params?.role;
  if (!Object.hasOwn(NEW_NAMES, role)) return params;
  if (!warned.has(role)) {
    warned.add(role);
    console.warn(`clerk-organization: the role \`${role}\` is called \`${NEW_NAMES[role]}\` now, and is sent as that.`);
  }
  return { ...params, role: NEW_NAMES[role] };
}
