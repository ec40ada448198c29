// The signed-in user's methods: memberships, received invitations and suggestions, and leaving. Each exported function is the
// method of its name.

import type { OrganizationContext } from '../account.js';
import { toDate } from '../json.js';
import type { Json } from '../json.js';
import { fieldsOf, readFields, withId } from './fields.js';
import type {
  CallOptions,
  ClerkPaginatedResponse,
  DeletedObject,
  GetUserOrganizationInvitationsParams,
  GetUserOrganizationSuggestionsParams,
  OrganizationCreationDefaults,
  OrganizationMembership,
  OrganizationSuggestion,
  PageParams,
  PublicOrganizationData,
  User,
  UserOrganizationInvitation,
} from '../types.js';
import { change, page, read } from './calls.js';
import { toMembership } from './memberships.js';

const INVITATION = fieldsOf(
  'id path_root email_address public_organization_data public_metadata status role created_at updated_at',
  { path_root: '' },
);
const SUGGESTION = fieldsOf(
  'id path_root public_organization_data status created_at updated_at',
  { path_root: '' },
);
const PUBLIC_ORGANIZATION_DATA = fieldsOf('has_image image_url name id slug');
const DELETED = fieldsOf('object id slug deleted');

export const getOrganizationMemberships = (
  context: OrganizationContext,
  _user: User,
  params?: PageParams,
  options?: CallOptions,
): Promise<ClerkPaginatedResponse<OrganizationMembership>> =>
  page(context, 'getUserMemberships', [], params, (row) => toMembership(context, row), options);

export const getOrganizationInvitations = (
  context: OrganizationContext,
  _user: User,
  params?: GetUserOrganizationInvitationsParams,
  options?: CallOptions,
): Promise<ClerkPaginatedResponse<UserOrganizationInvitation>> =>
  page(context, 'getUserInvitations', [], params, (row) => toInvitation(context, row), options);

export const getOrganizationSuggestions = (
  context: OrganizationContext,
  _user: User,
  params?: GetUserOrganizationSuggestionsParams,
  options?: CallOptions,
): Promise<ClerkPaginatedResponse<OrganizationSuggestion>> =>
  page(context, 'getUserSuggestions', [], params, (row) => toSuggestion(context, row), options);

function toInvitation(context: OrganizationContext, json: Json): UserOrganizationInvitation {
  const invitation = readReceived(json, INVITATION, {} as UserOrganizationInvitation);
  invitation.accept = async (options) => {
    const { id, publicOrganizationData } = invitation;
    const accepted = await change(context, publicOrganizationData.id, 'acceptUserInvitation', [id], {}, options);
    return readReceived(accepted, INVITATION, invitation);
  };
  const expiresAt = json['expires_at'];
  invitation.expiresAt = expiresAt ? toDate(expiresAt) : null;
  return invitation;
}

function toSuggestion(context: OrganizationContext, json: Json): OrganizationSuggestion {
  const suggestion = readReceived(json, SUGGESTION, {} as OrganizationSuggestion);
  suggestion.accept = async (options) => {
    const { id, publicOrganizationData } = suggestion;
    const accepted = await change(context, publicOrganizationData.id, 'acceptUserSuggestion', [id], {}, options);
    return readReceived(accepted, SUGGESTION, suggestion);
  };
  return suggestion;
}

function readReceived<T extends UserOrganizationInvitation | OrganizationSuggestion>(
  json: Json,
  fields: ReturnType<typeof fieldsOf>,
  resource: T,
): T {
  const organization = withId(withId(json)['public_organization_data'] as Json | null | undefined);
  readFields(json, fields, resource);
  resource.publicOrganizationData = readFields(organization, PUBLIC_ORGANIZATION_DATA, {} as PublicOrganizationData);
  return resource;
}

export async function leaveOrganization(
  context: OrganizationContext,
  _user: User,
  organizationId: string,
  options?: CallOptions,
): Promise<DeletedObject> {
  const left = await change(context, organizationId, 'leaveOrganization', [organizationId], {}, options);
  return readFields(left, DELETED, {} as DeletedObject);
}

export async function getOrganizationCreationDefaults(
  context: OrganizationContext,
  _user: User,
  options?: CallOptions,
): Promise<OrganizationCreationDefaults> {
  type Defaults = Pick<OrganizationCreationDefaults, 'advisory'> & {
    form?: { name?: string; slug?: string; logo?: string; blur_hash?: string } | null;
  };
  const { advisory = null, form } = (await read(context, 'getCreationDefaults', [], {}, options)) as Defaults & Json;
  const { name, slug, logo, blur_hash: blurHash } = form ?? {};
  return {
    pathRoot: '',
    advisory,
    form: { name: name ?? '', slug: slug ?? '', logo: logo ?? null, blurHash: blurHash ?? null },
  };
}
