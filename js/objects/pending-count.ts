// How many invitations of an organization are pending: the server's last count, and what changes in flight do to it.

import type { Organization } from '../types.js';

/** What the changes in flight add, by organization. */
export const inFlight = new WeakMap<Organization, number>();
/** The server's last count, by organization: another object each time. */
export const serverCount = new WeakMap<Organization, { readonly pending: number }>();

/** Takes the server's count. */
export function setServerCount(organization: Organization, pending: number): void {
  serverCount.set(organization, { pending });
  organization.pendingInvitationsCount = pending + (inFlight.get(organization) ?? 0);
}
