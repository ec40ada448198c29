// The rows of each kind of live list.

import type { CallOptions, Clerk, ClerkPaginatedResponse, Organization, ProvisionalInvitation, User } from '../types.js';

/** The method that fetches a page, by the kind of list. */
export const METHODS: { [kind: string]: string } = {
  invitations: 'getInvitations',
  memberships: 'getMemberships',
  membershipRequests: 'getMembershipRequests',
  domains: 'getDomains',
  userMemberships: 'getOrganizationMemberships',
  userInvitations: 'getOrganizationInvitations',
  userSuggestions: 'getOrganizationSuggestions',
};

export type Owner = Organization | User;
export type FetchPage<Row> = (params: object, options: CallOptions) => Promise<ClerkPaginatedResponse<Row>>;
/** The members by which an operation can identify a row, for all kinds of rows. */
export interface Row {
  id: string;
  organization?: { id: string };
  publicUserData?: { userId?: string };
}
/** Whether an operation with this target changes the row. */
export const isNamed = (row: Row, target: string): boolean =>
  row.id === target || row.publicUserData?.userId === target || row.organization?.id === target;

/** The user's organizations and the roles there. */
export const joinedBy = ({ user }: Clerk): string =>
  `${user?.organizationMemberships.map(({ id, role }) => [id, role])}`;

/** An invitation that the server has not confirmed. */
export function provisional(organizationId: string, emailAddress: string, role: string): ProvisionalInvitation {
  const now = new Date();
  return {
    id: undefined,
    emailAddress,
    role,
    roleName: undefined,
    status: 'pending',
    organizationId,
    publicMetadata: {},
    createdAt: now,
    updatedAt: now,
    expiresAt: null,
    url: null,
    isProvisional: true,
  };
}
