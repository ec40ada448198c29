// The members of an organization.

import type { OrganizationContext } from '../account.js';
import type { Json } from '../json.js';
import type { MembershipJson } from '../objects/client.js';
import type {
  AddMemberParams,
  CallOptions,
  ClerkPaginatedResponse,
  GetMembersParams,
  Organization,
  OrganizationMembership,
  UpdateMembershipParams,
  UpdateOrganizationMembershipParams,
} from '../types.js';
import { change, informed, page } from './calls.js';
import { withId } from './fields.js';

/** A membership of the server's JSON. An existing object, `known`, is updated. */
export function toMembership({ objects }: OrganizationContext, json: Json, known?: OrganizationMembership): OrganizationMembership {
  withId(withId(json)['organization'] as Json | null | undefined);
  return objects.membership(json as MembershipJson, known);
}

/** A removed membership. The answer also has old data of the organization, whose object is newer. */
const toRemoved = (
  { objects }: OrganizationContext,
  json: Json,
  organization: Organization,
  known?: OrganizationMembership,
): OrganizationMembership => objects.membership(withId(json) as MembershipJson, known, organization);

/** The methods of an organization. */
export const ofOrganization = {
  getMemberships: (
    context: OrganizationContext,
    { id }: Organization,
    params?: GetMembersParams,
    options?: CallOptions,
  ): Promise<ClerkPaginatedResponse<OrganizationMembership>> =>
    page(context, 'getMemberships', [id], params, (row) => toMembership(context, row), options),

  addMember: async (
    context: OrganizationContext,
    { id }: Organization,
    params: AddMemberParams,
    options?: CallOptions,
  ): Promise<OrganizationMembership> =>
    informed(context, toMembership(context, await change(context, id, 'addMember', [id], params, options))),

  updateMember: async (
    context: OrganizationContext,
    { id }: Organization,
    params: UpdateMembershipParams,
    options?: CallOptions,
  ): Promise<OrganizationMembership> => {
    const changed = await change(context, id, 'updateMember', [id, params?.userId], { role: params?.role }, options);
    return informed(context, toMembership(context, changed));
  },

  removeMember: async (
    context: OrganizationContext,
    organization: Organization,
    userId: string,
    options?: CallOptions,
  ): Promise<OrganizationMembership> => {
    const { id } = organization;
    return toRemoved(context, await change(context, id, 'removeMember', [id, userId], {}, options), organization);
  },
};

/** The methods of a membership. */
export const ofMembership = {
  update: async (
    context: OrganizationContext,
    membership: OrganizationMembership,
    params: UpdateOrganizationMembershipParams,
    options?: CallOptions,
  ): Promise<OrganizationMembership> => {
    const [id, userId] = idsOf(membership);
    const changed = await change(context, id, 'updateMember', [id, userId], { role: params?.role }, options);
    return informed(context, toMembership(context, changed, membership));
  },

  destroy: async (
    context: OrganizationContext,
    membership: OrganizationMembership,
    options?: CallOptions,
  ): Promise<OrganizationMembership> => {
    const [id, userId] = idsOf(membership);
    const removed = await change(context, id, 'removeMember', [id, userId], {}, options);
    return toRemoved(context, removed, membership.organization, membership);
  },
};

const idsOf = ({ organization, publicUserData }: OrganizationMembership): [organizationId: string, userId: string] => [
  organization.id,
  publicUserData?.userId ?? '',
];
