// Organizations and their invitations as callers hold them: objects that own their data, under Clerk's names and in
// Clerk's order, with nothing to free.
//
// Built here, in one call for each answer, because crossing the wasm boundary for each field costs more than the
// whole of a plain decode.

import { Sharing, bounded } from './calls.js';
import { countPending } from './changes.js';
import { failed, invalid } from './errors.js';
import { date, form } from './json.js';
import { list, member, members } from './params.js';

/** An invitation to an organization. */
export class OrganizationInvitation {
  constructor(json, organization) {
    read(this, json);
    // An own function, so that it works detached.
    this.revoke = async (options) => {
      const revoked = await organization.revoke(this, options);
      if (revoked.id !== this.id) throw misshapen('another invitation than the one that was meant');
      return readMore(read(this, revoked), revoked);
    };
    readMore(this, json);
  }
}

function read(invitation, json) {
  if (typeof json?.id !== 'string' || !json.id) throw misshapen('an invitation without an id');
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

const misshapen = (what) => failed('invalid_response', `The server answered with ${what}.`);

/** How many addresses go into one bulk request: the most that Clerk's Backend API takes. */
const CHUNK_SIZE = 10;

/**
 * Makes a bare instance of the exported class look like Clerk's: data and methods as its own properties, which work
 * detached. A call reads from left to right: the wasm method with the params as plain values, then the objects made
 * from its answer.
 *
 * @param changes where changes are run, see changes.js
 * @param act does by name what is fetched when it is first used: the functions of account.js
 */
export function organization(bare, json, changes, act) {
  // wasm-bindgen's pointer must stay, but nobody should see it.
  Object.defineProperty(bare, '__wbg_ptr', { enumerable: false });
  readOrganization(bare, json);
  const wasm = Object.getPrototypeOf(bare);
  const raw = {
    revoke: ({ id, status }, options) =>
      changes.run(bare, { organizationId: bare.id, revoked: id }, status === 'pending' ? -1 : 0, () =>
        bounded(options, (ended) => wasm.revokeInvitation.call(bare, id, ended)),
      ),
  };
  const made = (json) => new OrganizationInvitation(json, raw);

  bare.getInvitations = async (params, options) => {
    const [page, size, filters] = list(params);
    const answer = await bounded(options, (ended) => wasm.getInvitations.call(bare, page, size, filters, ended));
    const { data, total_count: total } = answer;
    if (!Array.isArray(data) || typeof total !== 'number') throw misshapen('something that is no page');
    // `total_count` is Clerk's name, `totalCount` the one that its documents use.
    return { total_count: total, data: data.map(made), totalCount: total };
  };

  const invitations = new Sharing();
  bare.inviteMember = async (params, options) => {
    const [emailAddress, role, notify, beyond] = member(params);
    if (beyond) return act('inviteThroughRelay', bare, params, options);
    const change = { organizationId: bare.id, emailAddresses: [emailAddress], role };
    // A double click is one invitation.
    const fields = form({ emailAddress, role, notify });
    return invitations.call(fields, options, (ended) =>
      changes.run(bare, change, 1, async () =>
        made(await wasm.inviteMember.call(bare, said(fields, role, [emailAddress]), ended)),
      ),
    );
  };

  bare.inviteMembers = async (params, options) => {
    const [emailAddresses, role, notify, beyond] = members(params);
    if (beyond) return act('inviteThroughRelay', bare, params, options);
    const size = chunkSize(options);
    const invited = [];
    return bounded(options, async (ended) => {
      for (let at = 0; at < emailAddresses.length; at += size) {
        const part = emailAddresses.slice(at, at + size);
        const change = { organizationId: bare.id, emailAddresses: part, role };
        try {
          invited.push(...(await changes.run(bare, change, part.length, () => bulk(part, role, notify, ended))));
        } catch (error) {
          if (part.length === emailAddresses.length || Object.isFrozen(error)) throw error;
          throw Object.assign(error, { invited, remaining: emailAddresses.slice(at) });
        }
      }
      return invited;
    });
  };

  async function bulk(emailAddresses, role, notify, ended) {
    const fields = form({ emailAddress: emailAddresses, role, notify });
    const answer = await wasm.inviteMembers.call(bare, said(fields, role, emailAddresses), ended);
    const items = [answer, answer.data].find(Array.isArray);
    // One invitation at least for each address, however often that was named.
    const expected = new Set(emailAddresses.map((address) => address.trim().toLowerCase())).size;
    if (!(items?.length >= expected)) throw misshapen('fewer invitations than addresses');
    return items.map(made);
  }

  for (const more of ['inviteMembersSettled', 'resendInvitation']) bare[more] = (...said) => act(more, bare, ...said);

  bare.invitations = async function* (params, options) {
    yield* await act('eachInvitation', bare, params, options);
  };

  bare.invitationList = (params) => {
    const listeners = new Set();
    const live = { data: [], totalCount: 0, isLoading: true, error: null, hasNextPage: false };
    live.subscribe = (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    // Replaced once what keeps the list is there.
    const kept = act('keepList', bare, live, listeners, params);
    for (const name of ['refresh', 'loadNextPage']) live[name] = () => kept.then(() => live[name]());
    live.close = () => kept.then(() => live.close());
    kept.catch((error) => {
      Object.assign(live, { isLoading: false, error });
      for (const listener of listeners) listener();
    });
    return live;
  };

  return bare;
}

// What the wasm side is told of an invitation: the form, and the rows that are there when it has happened.
const said = (fields, role, emailAddresses) => [fields, 'email_address', role, ...emailAddresses].join('\n');

function chunkSize(options) {
  const size = options?.chunkSize ?? CHUNK_SIZE;
  if (Number.isInteger(size) && size > 0) return size;
  throw invalid('chunkSize', 'must be a whole number from 1 up');
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
