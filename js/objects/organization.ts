// Organizations and their invitations as callers hold them: objects that own their data, under Clerk's names and in
// Clerk's order, with nothing to free.
//
// Built here, in one call for each answer, because crossing the wasm boundary for each field costs more than the
// whole of a plain decode.

import { bounded } from './calls.js';
import { countPending } from './counts.js';
import { failed } from './errors.js';
import { date } from './json.js';
import { tell } from './listeners.js';
import { list } from './params.js';

/** An invitation to an organization. */
export class OrganizationInvitation {
  /** `request` is what the JSON answers, for an error over it. */
  constructor(json, revoke, request) {
    read(this, json, request);
    // An own function, so that it works detached.
    this.revoke = async (options) => {
      const revoked = await revoke(this, options);
      return readMore(read(this, revoked), revoked);
    };
    readMore(this, json);
  }
}

function read(invitation, json, request) {
  if (typeof json?.id !== 'string' || !json.id) throw misshapen('an invitation without an id', request);
  invitation.id = json.id;
  invitation.pathRoot = '';
  invitation.emailAddress = json.email_address;
  invitation.organizationId = json.organization_id;
  invitation.publicMetadata = json.public_metadata;
  invitation.status = json.status;
  invitation.role = json.role;
  invitation.roleName = json.role_name;
  invitation.createdAt = date(json.created_at);
  invitation.updatedAt = date(json.updated_at);
  return invitation;
}

// What the server tells and Clerk's client drops.
function readMore(invitation, json) {
  invitation.expiresAt = json.expires_at ? date(json.expires_at) : null;
  invitation.url = json.url ?? null;
  return invitation;
}

/** The error for an answer (to `VERB path`) that is not what was promised. */
export const misshapen = (what, request) =>
  failed('invalid_response', `The server answered with ${what}.`).of(request);

/**
 * Makes a bare instance of the exported class look like Clerk's: data and methods as its own properties, which work
 * detached. A call reads from left to right: the wasm method with the params as plain values, then the objects made
 * from its answer.
 *
 * @param act does by name what is fetched when it is first used: the functions of account.js and of what it names
 */
export function organization(bare, json, act) {
  // wasm-bindgen's pointer must stay, but nobody should see it.
  Object.defineProperty(bare, '__wbg_ptr', { enumerable: false });
  readOrganization(bare, json);
  const wasm = Object.getPrototypeOf(bare);
  const revoke = (...said) => act('revokeInvitation', bare, ...said);
  bare.getInvitations = async (params, options) => {
    const [page, size, filters] = list(params);
    const answer = await bounded(options, (ended) => wasm.getInvitations.call(bare, page, size, filters, ended));
    const { data, total_count: total } = answer;
    const request = `GET /v1/organizations/${bare.id}/invitations`;
    if (!Array.isArray(data) || typeof total !== 'number') throw misshapen('something that is no page', request);
    const made = (json) => new OrganizationInvitation(json, revoke, request);
    // `total_count` is Clerk's name, `totalCount` the one that its documents use.
    return { total_count: total, data: data.map(made), totalCount: total };
  };

  for (const change of ['inviteMember', 'inviteMembers', 'inviteMembersSettled', 'resendInvitation']) {
    bare[change] = (...said) => act(change, bare, ...said);
  }

  bare.invitations = async function* (params, options) {
    yield* await act('eachInvitation', bare, params, options);
  };

  bare.invitationList = (params) => {
    const listeners = new Set();
    const closing = new AbortController();
    const live = { data: [], totalCount: 0, isLoading: true, error: null, hasNextPage: false };
    live.subscribe = (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    live.close = async () => {
      listeners.clear();
      closing.abort();
    };
    // Replaced once what keeps the list is there.
    const kept = act('keepList', bare, live, listeners, params, closing.signal);
    for (const name of ['refresh', 'loadNextPage']) live[name] = () => kept.then(() => live[name]());
    kept.catch((error) => {
      Object.assign(live, { isLoading: false, error });
      tell(listeners);
    });
    return live;
  };

  return bare;
}

/** The fields of an organization, into the object that callers hold. */
export function readOrganization(organization, json) {
  organization.id = json.id;
  organization.pathRoot = '/organizations';
  organization.name = json.name;
  organization.slug = json.slug;
  organization.imageUrl = json.image_url || '';
  organization.hasImage = json.has_image || false;
  organization.publicMetadata = json.public_metadata || {};
  organization.adminDeleteEnabled = json.admin_delete_enabled || false;
  organization.createdAt = date(json.created_at);
  organization.updatedAt = date(json.updated_at);
  organization.membersCount = json.members_count || 0;
  countPending(organization, json.pending_invitations_count || 0);
  organization.maxAllowedMemberships = json.max_allowed_memberships || 0;
  organization.selfServeSSOEnabled = json.self_serve_sso_enabled || false;
  organization.exclusiveMembership = json.exclusive_membership || false;
  return organization;
}
