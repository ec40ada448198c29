// What this browser is to Clerk: the client, its sessions, their users and organizations, as callers hold them.

import { plain } from './json.js';
import { organization, readOrganization } from './organization.js';
import { Tokens, checkAuthorization } from './session.js';

// What is done to an attempt to sign in or up; see account.js.
const ATTEMPTS = {
  signIn: ['create', 'prepareFirstFactor', 'attemptFirstFactor'],
  signUp: ['create', 'update', 'prepareEmailAddressVerification', 'attemptEmailAddressVerification'],
};

/**
 * The objects of one client. Sessions, users and organizations keep their identity while the server keeps theirs, and
 * their fields are current.
 *
 * @param act does by name what is fetched when it is first used: the functions of account.js
 */
export class ClientObjects {
  #core;
  #act;
  #organizations = new Map();
  #sessions = new Map();
  #attempts = {};

  tokens = new Tokens();

  constructor(act) {
    this.#act = act;
  }

  /** From now on these are the objects of that wasm side, which may be one that took the place of another. */
  enter(core) {
    this.#core = core;
    for (const [id, organization] of this.#organizations) {
      organization.__wbg_ptr = core.organization(id).__destroy_into_raw();
    }
  }

  /** Lets go of a wasm side that has ended: nothing of it is freed, because it is not there any more. */
  leave(core) {
    for (const one of [core, ...this.#organizations.values()]) one.__destroy_into_raw();
    this.tokens.clear();
  }

  /** The object for an organization of that id, if there is one. */
  known(organizationId) {
    return this.#organizations.get(organizationId);
  }

  /** What `clerk.client`, `clerk.session`, `clerk.user` and `clerk.organization` are after this answer. */
  read(json, sessionId) {
    const sessions = (json?.sessions ?? []).map((session) => this.#session(session));
    const client = plain({ ...json, sessions: [], sign_in: null, sign_up: null });
    client.sessions = sessions;
    client.lastActiveSessionId ??= null;
    client.signIn = this.attempt('signIn', json?.sign_in);
    client.signUp = this.attempt('signUp', json?.sign_up);
    Object.defineProperty(client, 'activeSessions', { get: () => sessions.filter(({ status }) => status === 'active') });
    Object.defineProperty(client, 'signedInSessions', {
      get: () => sessions.filter(({ status }) => status === 'active' || status === 'pending'),
    });
    const session = sessions.find(({ id }) => id === sessionId) ?? null;
    return { client, session, user: session?.user ?? null, organization: this.#active(session) };
  }

  #active(session) {
    const id = session?.lastActiveOrganizationId;
    const membership = id && session.user?.organizationMemberships.find(({ organization }) => organization.id === id);
    return membership?.organization ?? null;
  }

  #session(json) {
    const known = this.#sessions.get(json.id);
    // First what may fail, so that nothing is written by halves.
    const user = json.user ? this.#user(json.user, known?.user) : null;
    const { last_active_token: token, ...fields } = json;
    const session = plain({ ...fields, user: null }, known ?? {});
    session.user = user;
    const jwt = token?.jwt;
    if (jwt) this.tokens.take(session, jwt);
    // Its claims are what Clerk's React hooks know of a session. One that is on its way takes its place when it comes.
    session.lastActiveToken = this.tokens.at(session)?.resource ?? session.lastActiveToken ?? null;
    if (!known) {
      this.#sessions.set(json.id, session);
      session.getToken = (options) => this.#act('getToken', session, options ?? {});
      session.checkAuthorization = (params) => checkAuthorization(session, params);
    }
    return session;
  }

  #user(json, known) {
    const memberships = (json.organization_memberships ?? []).map((membership) => this.membership(membership));
    const same = known?.id === json.id;
    const user = plain({ ...json, organization_memberships: [] }, same ? known : {});
    user.fullName = [user.firstName, user.lastName].filter(Boolean).join(' ') || null;
    user.primaryEmailAddress = user.emailAddresses?.find(({ id }) => id === user.primaryEmailAddressId) ?? null;
    user.organizationMemberships = memberships;
    if (!same) {
      for (const act of ['getOrganizationMemberships', 'getOrganizationInvitations']) {
        user[act] = (...said) => this.#act(act, ...said);
      }
    }
    return user;
  }

  /** A membership; its organization is the object that there is. */
  membership(json) {
    return { ...plain({ ...json, organization: null }), organization: this.organization(json.organization) };
  }

  /** The object for an organization: one for each id. */
  organization(json) {
    const known = this.#organizations.get(json.id);
    if (known) return readOrganization(known, json);
    const created = organization(this.#core.organization(json.id), json, this.#act);
    this.#organizations.set(json.id, created);
    return created;
  }

  /** The attempt to sign in or up: one object for each of the two, whatever attempt it is about at the time. */
  attempt(name, json) {
    const attempt = (this.#attempts[name] ??= {});
    for (const field in attempt) if (typeof attempt[field] !== 'function') delete attempt[field];
    plain(json ?? { id: undefined, status: null }, attempt);
    attempt.createdSessionId ??= null;
    for (const act of ATTEMPTS[name]) attempt[act] ??= (...said) => this.#act('attempt', name, act, ...said);
    return attempt;
  }
}
