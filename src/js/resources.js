// What callers hold: objects that own their data, under Clerk's names and in Clerk's order, with nothing to free.
//
// Built here, in one call for each answer, because crossing the wasm boundary for each field costs more than the
// whole of a plain decode.

import { camel, failed } from './errors.js';
import { list, member, members } from './params.js';

// Clerk reads what is no time as "now".
function date(ms) {
  const read = new Date(ms || NaN);
  return isNaN(read) ? new Date() : read;
}

/** An invitation to an organization. */
export class OrganizationInvitation {
  constructor(json, organization) {
    read(this, json);
    // An own function, so that it works detached.
    this.revoke = async () => {
      const revoked = await organization.revokeInvitation(this.id);
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

/**
 * Makes a bare instance of the exported class look like Clerk's: data and methods as its own properties, which work
 * detached. A call reads from left to right: the wasm method with the params as plain values, then the objects made
 * from its answer.
 */
function organization(bare, json) {
  // wasm-bindgen's pointer must stay, but nobody should see it.
  Object.defineProperty(bare, '__wbg_ptr', { enumerable: false });
  readOrganization(bare, json);
  const wasm = Object.getPrototypeOf(bare);
  const raw = { revokeInvitation: (id) => wasm.revokeInvitation.call(bare, id) };

  bare.getInvitations = async (params) => {
    const { data, total_count: total } = await wasm.getInvitations.call(bare, ...list(params));
    if (!Array.isArray(data) || typeof total !== 'number') throw misshapen('something that is no page');
    // `total_count` is Clerk's name, `totalCount` the one that its documents use.
    return { total_count: total, data: data.map((item) => new OrganizationInvitation(item, raw)), totalCount: total };
  };

  bare.inviteMember = async (params) =>
    new OrganizationInvitation(await wasm.inviteMember.call(bare, ...member(params)), raw);

  bare.inviteMembers = async (params) => {
    const made = await wasm.inviteMembers.call(bare, ...members(params));
    const items = [made, made.data].find(Array.isArray);
    // One invitation at least for each address, however often that was named.
    const expected = new Set(params.emailAddresses.map((address) => address.trim().toLowerCase())).size;
    if (!(items?.length >= expected)) throw misshapen('fewer invitations than addresses');
    return items.map((item) => new OrganizationInvitation(item, raw));
  };

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
 * @param core the wasm side: `organization(id)` gives a bare instance, `post` sends.
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
    // First what may fail, so that nothing is written by halves.
    const user = json.user ? this.#user(json.user, known?.user) : null;
    const session = plain({ ...json, user: null }, known ?? {});
    session.user = user;
    // The token that came along may be older than the answer: what this clock too calls alive is kept, but no longer
    // than a token lives, because this clock may be slow.
    const key = JSON.stringify([session.id, undefined, session.lastActiveOrganizationId ?? '']);
    const jwt = json.last_active_token?.jwt;
    if (jwt && !this.#tokens.has(key)) {
      this.#tokens.set(key, token(jwt, ({ exp, iat }) => Math.min(exp - Date.now() / 1000, exp - iat)));
    }
    if (!known) {
      this.#sessions.set(json.id, session);
      session.getToken = (options) => this.#getToken(session, options ?? {});
    }
    return session;
  }

  #user(json, known) {
    const memberships = (json.organization_memberships ?? []).map((membership) => ({
      ...plain({ ...membership, organization: null }),
      organization: this.#organization(membership.organization),
    }));
    const user = plain({ ...json, organization_memberships: [] }, known?.id === json.id ? known : {});
    user.fullName = [user.firstName, user.lastName].filter(Boolean).join(' ') || null;
    user.primaryEmailAddress = user.emailAddresses?.find(({ id }) => id === user.primaryEmailAddressId) ?? null;
    user.organizationMemberships = memberships;
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
    const held = this.#tokens.get(key);
    if (!skipCache && (held instanceof Promise || held?.until > Date.now())) return (await held).jwt;
    const asked = this.#core
      .post(...tokenRequest(session.id, template, organizationId, skipCache))
      .then((answer) => token(answer?.jwt, ({ exp, iat }) => exp - iat));
    this.#tokens.set(key, asked);
    let got;
    try {
      got = await asked;
      return got.jwt;
    } finally {
      // Unless a later call asked anew meanwhile.
      if (this.#tokens.get(key) === asked) got ? this.#tokens.set(key, got) : this.#tokens.delete(key);
    }
  }
}

// Path, query and form, as clerk-js sends them: a template takes no form.
function tokenRequest(sessionId, template, organizationId, skipCache) {
  const path = `/client/sessions/${encodeURIComponent(sessionId)}/tokens`;
  if (template) return [`${path}/${encodeURIComponent(template)}`, '', ''];
  const form = new URLSearchParams({ organization_id: organizationId ?? '' });
  if (globalThis.document) {
    form.set('tab_state', document.hasFocus() ? 'focused' : document.visibilityState === 'visible' ? 'visible' : 'hidden');
  }
  return [path, skipCache ? 'debug=skip_cache' : '', `${form}`];
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
