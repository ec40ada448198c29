// The objects of callers for the client, its sessions, their users and organizations.

import type { WithAccount } from '../context.js';
import { fromJson } from '../json.js';
import type { Json } from '../json.js';
import type { Client, Organization, OrganizationMembership, PublicUserData, Resources, Session, SignIn, SignUp, User } from '../types.js';
import type { WasmClient } from '../wasm.js';
import { createList } from './live-list.js';
import { addMethods } from './methods.js';
import { createOrganization, readOrganization } from './organization.js';
import type { OrganizationJson } from './organization.js';
import { addSessionMethods, toToken } from './session.js';

// The required fields. `read` throws for an answer without them.
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
  permissions?: string[] | null;
  public_user_data?: Json | null;
}

// In Clerk's order; the server sends more fields.
const MEMBERSHIP: Json = { id: '', path_root: '', public_metadata: {}, public_user_data: undefined, organization: null, permissions: [] };
const PUBLIC_USER_DATA: Json = { first_name: null, last_name: null, image_url: '', has_image: false, identifier: '' };
const USER_METHODS =
  'getOrganizationInvitations getOrganizationSuggestions getOrganizationMemberships getOrganizationCreationDefaults leaveOrganization';

type Attempts = { signIn: SignIn; signUp: SignUp };

/**
 * The objects of one client. Sessions, users and organizations keep their identity as long as they have the same id, and their
 * fields are current.
 */
export class ClientObjects {
  readonly #withAccount: WithAccount;
  #wasm: WasmClient;
  // Organizations by id. A further object of the same organization has a separate key.
  #organizations = new Map<unknown, Organization>();
  #sessions = new Map<string, Session>();
  #attempts: Partial<Attempts> = {};
  #client: Client | undefined;

  constructor(wasm: WasmClient, withAccount: WithAccount) {
    this.#wasm = wasm;
    this.#withAccount = withAccount;
  }

  /** Connects the objects to another instance of the module, after the first one has trapped. */
  moveTo(wasm: WasmClient): void {
    this.#wasm = wasm;
    for (const organization of this.#organizations.values()) wasm.adoptOrganization(organization);
  }

  /** The object for an organization, if there is one. */
  organizationById(id: string): Organization | undefined {
    return this.#organizations.get(id);
  }

  /** Reads the server's JSON of the client. Throws if a required field is missing. */
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

  /** The values of `clerk.client`, `clerk.session`, `clerk.user` and `clerk.organization` for this active session. */
  resources(sessionId: string | undefined): Partial<Resources> {
    const session = this.#client?.sessions.find(({ id }) => id === sessionId) ?? null;
    return { client: this.#client, session, user: session?.user ?? null, organization: activeOrganization(session) };
  }

  #session(json: SessionJson): Session {
    const known = this.#sessions.get(json.id);
    // Code that may throw comes first, so that no object is partly updated.
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
      addMethods(user, 'user', USER_METHODS, this.#withAccount);
      user.liveList = (kind, params) => createList(user, kind, params, this.#withAccount);
    }
    return user;
  }

  /** A membership with the shared object of its organization: a new membership, or `known` with the fields of the JSON. */
  membership(
    json: MembershipJson,
    known?: OrganizationMembership,
    organization: Organization = this.organization(json.organization),
  ): OrganizationMembership {
    const { public_user_data: user, permissions } = json;
    const fields = { ...MEMBERSHIP, ...json, organization: null, permissions: permissions ?? [] };
    const membership = fromJson(fields, known ?? ({} as OrganizationMembership));
    const publicUserData = toPublicUserData(user) ?? known?.publicUserData;
    Object.assign(membership, { publicUserData, organization });
    return known ?? addMethods(membership, 'membership', 'destroy update', this.#withAccount);
  }

  /** The object of an organization, one for each id. A separate `key` makes another object with its own fields. */
  organization(json: OrganizationJson, key: unknown = json.id): Organization {
    const known = this.#organizations.get(key);
    if (known) return readOrganization(known, json, this.#wasm);
    const created = createOrganization(json, () => this.#wasm, this.#withAccount);
    this.#organizations.set(key, created);
    return created;
  }

  /** Updates the object for attempts to sign in or up from the JSON of an attempt. */
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
    const attempt: object = addMethods({}, name, ATTEMPT_METHODS[name], this.#withAccount);
    return attempt as Attempts[Name];
  }
}

const ATTEMPT_METHODS = {
  signIn: 'create prepareFirstFactor attemptFirstFactor',
  signUp: 'create update prepareEmailAddressVerification attemptEmailAddressVerification',
};

/** The data of a user that other members can see. */
export const toPublicUserData = (json: Json | null | undefined): PublicUserData | undefined =>
  json ? fromJson({ ...PUBLIC_USER_DATA, ...json }, {} as PublicUserData) : undefined;

function activeOrganization(session: Session | null): Organization | null {
  const id = session?.lastActiveOrganizationId;
  const membership = id && session?.user?.organizationMemberships.find(({ organization }) => organization.id === id);
  return membership ? membership.organization : null;
}
