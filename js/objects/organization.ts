// The callers' object for an organization. Data and methods are own properties, under Clerk's names and in Clerk's order, so
// methods work detached and there is nothing to free.
//
// A page of invitations becomes objects here, in one call. Crossing the wasm boundary for each field would cost more than
// decoding the page in plain JavaScript.

import { withCallOptions } from '../call-options.js';
import type { WithAccount } from '../context.js';
import { toDate } from '../json.js';
import type { Organization, PublicMetadata } from '../types.js';
import type { WasmClient } from '../wasm.js';
import { OrganizationInvitation, invitationOwner } from './invitation.js';
import type { InvitationJson } from './invitation.js';
import { createList } from './live-list.js';
import { addMethods } from './methods.js';

/** A page of invitations of the server's JSON, checked by the core. */
interface PageJson {
  data: InvitationJson[];
  total_count: number;
}

/** An organization of the server's JSON. */
export interface OrganizationJson {
  id: string;
  name: string;
  slug: string | null;
  image_url?: string;
  has_image?: boolean;
  public_metadata?: PublicMetadata;
  admin_delete_enabled?: boolean;
  created_at: unknown;
  updated_at: unknown;
  members_count?: number;
  pending_invitations_count?: number;
  max_allowed_memberships?: number;
  self_serve_sso_enabled?: boolean;
  exclusive_membership?: boolean;
}

/** Copies the server's JSON into the caller's object. */
export function readOrganization(organization: Organization, json: OrganizationJson, wasm: WasmClient): Organization {
  organization.name = json.name;
  organization.slug = json.slug;
  organization.imageUrl = json.image_url || '';
  organization.hasImage = json.has_image || false;
  organization.publicMetadata = json.public_metadata || {};
  organization.adminDeleteEnabled = json.admin_delete_enabled || false;
  organization.createdAt = toDate(json.created_at);
  organization.updatedAt = toDate(json.updated_at);
  const count = (isMembers: boolean, counted: number) => {
    wasm.now('counted', json.id, isMembers, counted);
    return wasm.now('count', json.id, isMembers);
  };
  organization.membersCount = count(true, json.members_count || 0);
  organization.pendingInvitationsCount = count(false, json.pending_invitations_count || 0);
  organization.maxAllowedMemberships = json.max_allowed_memberships || 0;
  organization.selfServeSSOEnabled = json.self_serve_sso_enabled || false;
  organization.exclusiveMembership = json.exclusive_membership || false;
  return organization;
}

// In Clerk's order, then two of this package's own. `getInvitations` has its place here, and its code below.
const METHODS =
  'update getRoles getDomains getDomain getEnterpriseConnections createEnterpriseConnection updateEnterpriseConnection ' +
  'deleteEnterpriseConnection createEnterpriseConnectionTestRun getEnterpriseConnectionTestRuns getDirectorySync ' +
  'createDirectorySync getMembershipRequests createDomain prepareOwnershipVerification attemptOwnershipVerification ' +
  'getMemberships getInvitations addMember inviteMember inviteMembers updateMember removeMember destroy setLogo ' +
  'initializePaymentMethod addPaymentMethod getPaymentMethods reload inviteMembersSettled resendInvitation';

/**
 * Creates an organization from the server's JSON.
 *
 * @param wasm the Rust side, which is replaced after a trap
 */
export function createOrganization(json: OrganizationJson, wasm: () => WasmClient, withAccount: WithAccount): Organization {
  const organization = wasm().createOrganization(json.id);
  const add = (resource: object, names: string) => addMethods(resource, 'organization', names, withAccount);
  const ssoBypassAllowlist = add({}, 'getUsers addUser addUsers removeUser');
  Object.assign(organization, { id: json.id, pathRoot: '/organizations', ssoBypassAllowlist });
  add(readOrganization(organization, json, wasm()), METHODS);
  const owner = invitationOwner(organization.id, (invitation, options) =>
    withAccount((account, context) => account.revokeInvitation(context, organization, invitation, options)),
  );

  organization.getInvitations = async (params, options) => {
    const { data, total_count: total } = (await withCallOptions(options, (signal) =>
      wasm().organizationCall(organization, 'getInvitations', [params], signal),
    )) as PageJson;
    const rows = data.map((row) => OrganizationInvitation.fromJson(row, owner));
    // `total_count` is Clerk's name, `totalCount` the one that its documents use.
    return { total_count: total, data: rows, totalCount: total };
  };
  organization.invitations = async function* (params, options) {
    yield* await withAccount((account, context) => account.eachInvitation(context, organization, params, options));
  };
  organization.liveList = (kind, params) => createList(organization, kind, params, withAccount);
  organization.invitationList = (params) => organization.liveList('invitations', params);
  return organization;
}
