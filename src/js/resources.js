// What callers hold: objects that own their data, under Clerk's names and in Clerk's order, with nothing to free.
//
// Built here, in one call for each answer, because crossing the wasm boundary for each field costs more than the
// whole of a plain decode.

import { camel, failed } from './errors.js';

// Clerk reads what is no time as "now".
function date(ms) {
  const read = new Date(ms || NaN);
  return isNaN(read) ? new Date() : read;
}

/** An invitation to an organization. */
export class OrganizationInvitation {
  constructor(json, revoke) {
    read(this, json);
    // An own function, so that it works detached.
    this.revoke = () => revoke(this);
    this.expiresAt = null;
    this.url = null;
    readMore(this, json);
  }
}

function read(invitation, json) {
  if (typeof json?.id !== 'string' || !json.id) throw new TypeError('An invitation without an id.');
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
}

// What the server tells and Clerk's client drops.
function readMore(invitation, json) {
  invitation.expiresAt = json.expires_at ? date(json.expires_at) : null;
  invitation.url = json.url ?? null;
}

// What each kind of answer becomes.
const builders = {
  // Clerk's page: `total_count` is its name, `totalCount` the one that its documents use.
  page({ data, total_count: total }, revoke) {
    if (!Array.isArray(data) || typeof total !== 'number') throw new TypeError('Not a page of invitations.');
    return { total_count: total, data: data.map((item) => new OrganizationInvitation(item, revoke)), totalCount: total };
  },

  invitation: (json, revoke) => new OrganizationInvitation(json, revoke),

  // One invitation at least for each address, however often that was named.
  invitations(json, revoke, { emailAddresses }) {
    const items = Array.isArray(json) ? json : json.data;
    const expected = new Set(emailAddresses.map((address) => address.trim().toLowerCase())).size;
    if (!Array.isArray(items) || items.length < expected) throw new TypeError('Fewer invitations than addresses.');
    return items.map((item) => new OrganizationInvitation(item, revoke));
  },

  // The server's new word on an invitation goes into the object that the caller holds.
  revoked(json, revoke, invitation) {
    if (json.id !== invitation.id) throw new TypeError('Another invitation than the one that was meant.');
    read(invitation, json);
    readMore(invitation, json);
    return invitation;
  },
};

/**
 * Makes the resource of an answer.
 *
 * @param revoke what the invitations call with themselves
 * @param subject what the call was about: its params, or the invitation itself
 */
export const build = (kind, json, revoke, subject) => builders[kind](json, revoke, subject);

const ORGANIZATION_METHODS = ['getInvitations', 'inviteMember', 'inviteMembers'];

/** Makes a bare instance of the exported class look like Clerk's: data and bound methods as its own properties. */
export function organization(bare, json) {
  // wasm-bindgen's pointer must stay, but nobody should see it.
  Object.defineProperty(bare, '__wbg_ptr', { enumerable: false });
  readOrganization(bare, json);
  for (const name of ORGANIZATION_METHODS) {
    const method = bare[name];
    // Async, so that a param whose getter throws rejects as everything else does.
    bare[name] = async (params) => method.call(bare, params);
  }
  return bare;
}

function readOrganization(organization, json) {
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
  organization.pendingInvitationsCount = json.pending_invitations_count || 0;
  organization.maxAllowedMemberships = json.max_allowed_memberships || 0;
  organization.selfServeSSOEnabled = json.self_serve_sso_enabled || false;
  organization.exclusiveMembership = json.exclusive_membership || false;
}

// Everything else that a client carries is data: names in camel case, times as dates, metadata untouched.
function plain(json, resource = {}) {
  for (const name in json) {
    const value = json[name];
    if (name === 'object') continue;
    resource[camel(name)] =
      name.endsWith('_metadata') ? value
      : name.endsWith('_at') && typeof value === 'number' ? date(value)
      : Array.isArray(value) ? value.map((item) => (isObject(item) ? plain(item) : item))
      : isObject(value) ? plain(value)
      : value;
  }
  return resource;
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The objects of one client. Sessions and organizations keep their identity while the server keeps theirs, and their
 * fields are current.
 *
 * @param core the wasm side: `organization(id)` gives a bare instance, `getToken(sessionId, …)` a session token.
 */
export class ClientObjects {
  #core;
  #organizations = new Map();
  #sessions = new Map();

  constructor(core) {
    this.#core = core;
  }

  /** What `clerk.client`, `clerk.session`, `clerk.user` and `clerk.organization` are after this answer. */
  read(json, sessionId) {
    const sessions = (json?.sessions ?? []).map((session) => this.#session(session));
    const client = plain({ ...json, sessions: [] });
    client.sessions = sessions;
    client.lastActiveSessionId ??= null;
    const session = sessions.find(({ id }) => id === sessionId) ?? null;
    const user = session?.user ?? null;
    const active = session?.lastActiveOrganizationId;
    const membership = active && user?.organizationMemberships.find(({ organization }) => organization.id === active);
    return { client, session, user, organization: membership?.organization ?? null };
  }

  #session(json) {
    const known = this.#sessions.get(json.id);
    const session = plain({ ...json, user: null }, known ?? {});
    session.user = json.user ? this.#user(json.user, known?.user) : null;
    // The token that came along may be older than the answer: what this clock too calls alive is kept.
    const key = JSON.stringify([session.id, undefined, session.lastActiveOrganizationId ?? '']);
    const jwt = json.last_active_token?.jwt;
    if (jwt && !this.#tokens.has(key)) this.#tokens.set(key, token(jwt, (claims) => claims.exp - Date.now() / 1000));
    if (!known) {
      this.#sessions.set(json.id, session);
      session.getToken = (options) => this.#getToken(session, options ?? {});
    }
    return session;
  }

  #user(json, known) {
    const user = plain({ ...json, organization_memberships: [] }, known?.id === json.id ? known : {});
    user.fullName = [user.firstName, user.lastName].filter(Boolean).join(' ') || null;
    user.primaryEmailAddress = user.emailAddresses?.find(({ id }) => id === user.primaryEmailAddressId) ?? null;
    user.organizationMemberships = (json.organization_memberships ?? []).map((membership) => ({
      ...plain({ ...membership, organization: null }),
      organization: this.#organization(membership.organization),
    }));
    return user;
  }

  #organization(json) {
    const known = this.#organizations.get(json.id);
    if (known) {
      readOrganization(known, json);
      return known;
    }
    const created = organization(this.#core.organization(json.id), json);
    this.#organizations.set(json.id, created);
    return created;
  }

  // A session's tokens by what they are for: `{ jwt, until }`, or the Promise of one that is on its way, so that equal
  // calls that overlap share one request.
  #tokens = new Map();

  async #getToken(session, { template, organizationId = session.lastActiveOrganizationId, skipCache = false }) {
    const key = JSON.stringify([session.id, template, organizationId ?? '']);
    const held = await this.#tokens.get(key);
    if (held && !skipCache && held.until > Date.now()) return held.jwt;
    const asked = this.#core
      .createToken(session.id, template, organizationId ?? undefined, tabState(), skipCache)
      .then((answer) => token(answer.jwt, (claims) => claims.exp - claims.iat));
    this.#tokens.set(key, asked);
    try {
      return (await asked).jwt;
    } catch (error) {
      this.#tokens.delete(key);
      throw error;
    }
  }
}

// Kept until five seconds before its end (as clerk-js does), counted from now, because the two clocks may differ.
function token(jwt, secondsLeft) {
  if (typeof jwt !== 'string' || !jwt) throw failed('invalid_response', 'The server answered without a token.');
  const claims = decode(jwt.split('.')[1]);
  return { jwt, until: claims ? Date.now() + (secondsLeft(claims) - 5) * 1000 : 0 };
}

function decode(payload) {
  try {
    return JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')));
  } catch {
    return undefined;
  }
}

// As clerk-js reports it.
const tabState = () =>
  globalThis.document && (document.hasFocus() ? 'focused' : document.visibilityState === 'visible' ? 'visible' : 'hidden');
