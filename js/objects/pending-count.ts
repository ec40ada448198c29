// How many invitations of an organization are pending: what the server told last, and what changes under way make of it.

/** What the changes under way add, by organization. */
export const underWay = new WeakMap();
/** What the server told last of an organization: `{ pending }`, another object each time. */
export const told = new WeakMap();

/** Takes the server's count. */
export function countPending(organization, pending) {
  told.set(organization, { pending });
  organization.pendingInvitationsCount = pending + (underWay.get(organization) ?? 0);
}
