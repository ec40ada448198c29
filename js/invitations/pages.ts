// All invitations of an organization, page by page.

import type { InvitationsContext } from '../account.js';
import type { CallOptions, InvitationsParams, Organization, OrganizationInvitation } from '../types.js';

/** The most rows that Clerk's Frontend API description lets a page have. */
export const LARGEST_PAGE = 500;

/** `organization.invitations`: yields every invitation in `status`, the newest first, each once. */
export async function* eachInvitation(
  _: InvitationsContext,
  organization: Organization,
  params?: InvitationsParams,
  options?: CallOptions,
): AsyncGenerator<OrganizationInvitation, void, undefined> {
  const { pageSize = 100 } = params ?? {};
  const seen = new Set<string>();
  for (let initialPage = 1; ; initialPage += 1) {
    const { data } = await organization.getInvitations({ ...params, pageSize, initialPage }, options);
    for (const row of data) if (!seen.has(row.id) && seen.add(row.id)) yield row;
    if (data.length < pageSize) return;
  }
}
