// The client, its sessions, their users and organizations, as callers hold them.

import type { WithAccount } from '../context.js';
import { fromJson } from '../json.js';
import type { Json } from '../json.js';
import type { Client, Organization, OrganizationMembership, Resources, Session, SignIn, SignUp, User } from '../types.js';
import type { WasmClient } from '../wasm.js';
import { createOrganization, readOrganization } from './organization.js';
import type { OrganizationJson } from './organization.js';
import { addSessionMethods, toToken } from './session.js';

// What the server promises. An answer that breaks the promise makes `read` throw.
interface ClientJson extends Json {
  sessions?: SessionJson[];
  sign_in?: Json | null;
  sign_up?: Json | null;
}
interface SessionJson extends Json {
  id: string;
  user?: UserJson | null;
  last_active_token?: { jwt?: string } | null;
}
interface UserJson extends Json {
  id: string;
  organization_memberships?: MembershipJson[];
}
/** A membership of the server's JSON. */
export interface MembershipJson extends Json {
  organization: OrganizationJson;
}

type Attempts = { signIn: SignIn; signUp: SignUp };

/**
 * The objects of one client. Sessions, users and organizations keep their identity while the server keeps theirs, and their
 * fields are current.
 */
export class ClientObjects {
  readonly #withAccount: WithAccount;
  #wasm: WasmClient;
  #organizations = new Map<string, Organization>();
  #sessions = new Map<string, Session>();
  #attempts: Partial<Attempts> = {};
  #client: Client | undefined;

  constructor(wasm: WasmClient, withAccount: WithAccount) {
    this.#wasm = wasm;
    this.#withAccount = withAccount;
  }

  /** Moves the objects to another Rust side, after the first has trapped. */
  moveTo(wasm: WasmClient): void {
    this.#wasm = wasm;
    for (const organization of this.#organizations.values()) wasm.adoptOrganization(organization);
  }

  /** The object for an organization, if there is one. */
  organizationById(id: string): Organization | undefined {
    return this.#organizations.get(id);
  }

  /** Reads the server's JSON of the client. Throws if it is not what the server promises. */
  read(given: unknown): void {
    const json = given as ClientJson | null | undefined;
    const sessions = (json?.sessions ?? []).map((session) => this.#session(session));
    const fields = fromJson({ ...json, sessions: [], sign_in: null, sign_up: null }, {} as Partial<Client>);
    const client: Client = Object.assign(fields, {
      sessions,
      lastActiveSessionId: fields.lastActiveSessionId ?? null,
      signIn: this.attempt('signIn', json?.sign_in),
      signUp: this.attempt('signUp', json?.sign_up),
    }) as Client;
    Object.defineProperty(client, 'activeSessions', { get: () => sessions.filter(({ status }) => status === 'active') });
    Object.defineProperty(client, 'signedInSessions', {
      get: () => sessions.filter(({ status }) => status === 'active' || status === 'pending'),
    });
    this.#client = client;
  }

  /** What `clerk.client`, `clerk.session`, `clerk.user` and `clerk.organization` are while this session is the active one. */
  resources(sessionId: string | undefined): Partial<Resources> {
    const session = this.#client?.sessions.find(({ id }) => id === sessionId) ?? null;
    return { client: this.#client, session, user: session?.user ?? null, organization: activeOrganization(session) };
  }

  #session(json: SessionJson): Session {
    const known = this.#sessions.get(json.id);
    // First what may throw, so that no object is updated by halves.
    const user = json.user ? this.#user(json.user, known?.user) : null;
    const { last_active_token: token, ...fields } = json;
    const session = fromJson({ ...fields, user: null }, known ?? ({} as Session));
    session.user = user;
    // Clerk's React hooks read its claims.
    const jwt = token?.jwt;
    if (jwt && session.lastActiveToken?.getRawString() !== jwt) session.lastActiveToken = toToken(jwt);
    session.lastActiveToken ??= null;
    if (!known) {
      this.#sessions.set(json.id, session);
      addSessionMethods(session, () => this.#wasm);
    }
    return session;
  }

  #user(json: UserJson, known: User | null | undefined): User {
    const memberships = (json.organization_memberships ?? []).map((membership) => this.membership(membership));
    const isSame = known?.id === json.id;
    const user = fromJson({ ...json, organization_memberships: [] }, known && isSame ? known : ({} as User));
    user.fullName = [user.firstName, user.lastName].filter(Boolean).join(' ') || null;
    user.primaryEmailAddress = user.emailAddresses?.find(({ id }) => id === user.primaryEmailAddressId) ?? null;
    user.organizationMemberships = memberships;
    if (!isSame) {
      user.getOrganizationMemberships = (...args) =>
        this.#withAccount((account, context) => account.getOrganizationMemberships(context, ...args));
      user.getOrganizationInvitations = (...args) =>
        this.#withAccount((account, context) => account.getOrganizationInvitations(context, ...args));
    }
    return user;
  }

  /** A membership with the one object of its organization. */
  membership(json: MembershipJson): OrganizationMembership {
    const membership = fromJson({ ...json, organization: null }, {} as OrganizationMembership);
    return { ...membership, organization: this.organization(json.organization) };
  }

  /** The one object of an organization. */
  organization(json: OrganizationJson): Organization {
    const known = this.#organizations.get(json.id);
    if (known) return readOrganization(known, json, this.#wasm);
    const created = createOrganization(json, () => this.#wasm, this.#withAccount);
    this.#organizations.set(json.id, created);
    return created;
  }

  /** The one object for attempts to sign in or up, now about this attempt. */
  attempt<Name extends keyof Attempts>(name: Name, json: object | null | undefined): Attempts[Name] {
    const attempt = (this.#attempts[name] ??= this.#newAttempt(name));
    for (const [field, value] of Object.entries(attempt)) {
      if (typeof value !== 'function') Reflect.deleteProperty(attempt, field);
    }
    fromJson(json ?? { id: undefined, status: null }, attempt);
    attempt.createdSessionId ??= null;
    return attempt;
  }

  #newAttempt<Name extends keyof Attempts>(name: Name): Attempts[Name] {
    const methods = name === 'signIn' ? SIGN_IN_METHODS : SIGN_UP_METHODS;
    const attempt: object = Object.fromEntries(
      methods.map((method) => [
        method,
        (...args: [params?: object, options?: object]) =>
          this.#withAccount((account, context) => account.advanceAttempt(context, name, method, ...args)),
      ]),
    );
    return attempt as Attempts[Name];
  }
}

const SIGN_IN_METHODS = ['create', 'prepareFirstFactor', 'attemptFirstFactor'] as const;
const SIGN_UP_METHODS = ['create', 'update', 'prepareEmailAddressVerification', 'attemptEmailAddressVerification'] as const;

/** What is done to an attempt. */
export type AttemptMethod = (typeof SIGN_IN_METHODS | typeof SIGN_UP_METHODS)[number];

function activeOrganization(session: Session | null): Organization | null {
  const id = session?.lastActiveOrganizationId;
  const membership = id && session?.user?.organizationMemberships.find(({ organization }) => organization.id === id);
  return membership ? membership.organization : null;
}
