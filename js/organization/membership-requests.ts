// Requests to join. Each exported function is the method of its name.

import type { OrganizationContext } from '../account.js';
import type { Json } from '../json.js';
import { toPublicUserData } from '../objects/client.js';
import { fieldsOf, readFields, withId } from './fields.js';
import type {
  CallOptions,
  ClerkPaginatedResponse,
  GetMembershipRequestParams,
  Organization,
  OrganizationMembershipRequest,
} from '../types.js';
import { change, page } from './calls.js';

const REQUEST = fieldsOf(
  'id path_root organization_id status public_user_data created_at updated_at',
  { path_root: '' },
);

export const getMembershipRequests = (
  context: OrganizationContext,
  { id }: Organization,
  params?: GetMembershipRequestParams,
  options?: CallOptions,
): Promise<ClerkPaginatedResponse<OrganizationMembershipRequest>> =>
  page(context, 'getMembershipRequests', [id], params, (row) => toRequest(context, row), options);

function toRequest(context: OrganizationContext, json: Json): OrganizationMembershipRequest {
  const request = readRequest(json, {} as OrganizationMembershipRequest);
  const settle = (operation: string) => async (options?: CallOptions) => {
    const { id, organizationId } = request;
    return readRequest(await change(context, organizationId, operation, [organizationId, id], {}, options), request);
  };
  request.accept = settle('acceptMembershipRequest');
  request.reject = settle('rejectMembershipRequest');
  return request;
}

function readRequest(json: Json, request: OrganizationMembershipRequest): OrganizationMembershipRequest {
  const publicUserData = toPublicUserData(json?.['public_user_data'] as Json | null | undefined) ?? request.publicUserData;
  return Object.assign(readFields(withId(json), REQUEST, request), { publicUserData });
}
