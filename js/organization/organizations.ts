// The organization itself, and its roles. Each function is the method of its name.

import type { OrganizationContext } from '../account.js';
import { invalidResponse, runtimeError } from '../errors.js';
import type { Json } from '../json.js';
import { fieldsOf, readFields, withId } from './fields.js';
import { readOrganization } from '../objects/organization.js';
import type { OrganizationJson } from '../objects/organization.js';
import type { CallOptions, GetRolesResponse, Organization, PageParams, Permission, Role, UpdateOrganizationParams } from '../types.js';
import { change, informed, parsed, read } from './calls.js';

const ROLE = fieldsOf(
  'id path_root key name description permissions created_at updated_at',
  { path_root: '' },
);
const PERMISSION = fieldsOf(
  'id path_root key name description type created_at updated_at',
  { path_root: '' },
);

export async function update(
  context: OrganizationContext,
  organization: Organization,
  params: UpdateOrganizationParams,
  options?: CallOptions,
): Promise<Organization> {
  const { id } = organization;
  return updated(context, organization, await change(context, id, 'updateOrganization', [id], params, options));
}

export async function reload(
  context: OrganizationContext,
  organization: Organization,
  options?: CallOptions & { rotatingTokenNonce?: string },
): Promise<Organization> {
  if (options?.rotatingTokenNonce) throw runtimeError('not_supported', 'rotatingTokenNonce is not supported.');
  return updated(context, organization, await read(context, 'getOrganization', [organization.id], {}, options));
}

/** The same object with the fields of an answer; the listeners of `clerk.addListener` are called. */
function updated(context: OrganizationContext, organization: Organization, json: Json): Organization {
  if (json['id'] !== organization.id) throw invalidResponse('another organization');
  return informed(context, readOrganization(organization, json as Json & OrganizationJson, context.wasm));
}

export async function destroy(context: OrganizationContext, { id }: Organization, options?: CallOptions): Promise<void> {
  await change(context, id, 'deleteOrganization', [id], {}, options);
}

export async function getRoles(
  context: OrganizationContext,
  { id }: Organization,
  params?: PageParams,
  options?: CallOptions,
): Promise<GetRolesResponse> {
  const json = (await read(context, 'getRoles', [id], params, options)) as {
    data: Json[];
    total_count: number;
    has_role_set_migration?: boolean;
  };
  const { total_count: total, has_role_set_migration } = json;
  const data = parsed('a page of roles', () => json.data.map(toRole));
  // Clerk's client sends these in another order than the params of other lists.
  return { data, total_count: total, has_role_set_migration, totalCount: total };
}

function toRole(json: Json): Role {
  const role = readFields(withId(json), ROLE, {} as Role);
  const permissions = json['permissions'] as Json[];
  role.permissions = permissions.map((permission) => readFields(permission, PERMISSION, {} as Permission));
  return role;
}
