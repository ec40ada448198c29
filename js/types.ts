// The public types of the package.

import type { ClerkAPIResponseError, ClerkRuntimeError } from './errors.js';
import type { OrganizationInvitation } from './objects/invitation.js';

export type { Clerk } from './clerk.js';
export type { ClerkAPIResponseError, ClerkRuntimeError, OrganizationInvitation };

/** What {@link Clerk.load} takes. */
export interface LoadOptions {
  /** Whether the session's token, and with it the cookie that the app's own server reads, is kept fresh. Default true. */
  polling?: boolean;
  /** Whether Clerk is told when the page gets the focus. Default true. */
  touchSession?: boolean;
  /** Whether this client writes the page's cookies. `false` leaves them to another client, such as clerk-js. Default true. */
  cookies?: boolean;
}

/** A page of a list. */
export interface ClerkPaginatedResponse<T> {
  /** How many rows there are on all pages together. */
  total_count: number;
  /** This page's rows. */
  data: T[];
  /** The same as `total_count`, under the name that Clerk's documents use. */
  totalCount: number;
}

/** A role's key, for example `org:member`. */
export type OrganizationCustomRoleKey = string;

/** The status of an invitation. A server may know more: an unknown one arrives as it was sent. */
export type OrganizationInvitationStatus = 'pending' | 'accepted' | 'revoked' | 'expired';

/** What {@link Organization.getInvitations} takes. */
export interface GetInvitationsParams {
  /** The page to fetch, counted from 1. Default 1. */
  initialPage?: number;
  /** The most rows a page holds. The server takes 1 to 500. Default 10. */
  pageSize?: number;
  /** Only invitations in this status, or in one of these. Default: all. */
  status?: OrganizationInvitationStatus | OrganizationInvitationStatus[];
}

/** What every call takes beside its params. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason. Calls that share a request go on without it. */
  signal?: AbortSignal;
  /** How long the call may take, in milliseconds. It rejects with a {@link ClerkRuntimeError} `timeout`. Default: no end. */
  timeoutMs?: number;
}

/** What {@link Organization.inviteMembers} takes beside its params. */
export interface InviteMembersOptions extends CallOptions {
  /** The most addresses that go into one request. Default 10. */
  chunkSize?: number;
}

/** What an invitation may say beside its address and role. */
export interface InvitationExtras {
  /** Whether the server sends the mail. Default true. */
  notify?: boolean;
  /** Where the mail's link leads. Needs {@link ClerkOptions.invitationRelay}: the Frontend API does not take it. */
  redirectUrl?: string;
  /** What the membership will carry. Needs {@link ClerkOptions.invitationRelay}. */
  publicMetadata?: PublicMetadata;
  /** Days until the link ends, 1 to 365. Needs {@link ClerkOptions.invitationRelay}. */
  expiresInDays?: number;
}

/** What {@link Organization.inviteMember} takes. */
export interface InviteMemberParams extends InvitationExtras {
  /** Whom to invite. */
  emailAddress: string;
  /** The role of the new member. */
  role: OrganizationCustomRoleKey;
}

/** What {@link Organization.inviteMembers} takes. */
export interface InviteMembersParams extends InvitationExtras {
  /** Whom to invite, one address at least. */
  emailAddresses: string[];
  /** The one role that all of them get. */
  role: OrganizationCustomRoleKey;
}

/**
 * What became of an address:
 *
 * - `invited`: `invitation` is the invitation that was made
 * - `already_invited`: there is a pending invitation of the address already; `error` is the server's refusal, or
 *   `invitation` is what was found when an `outcome_unknown` was looked up
 * - `already_member`, `invalid`: `error` is the server's refusal
 * - `refused`: the server refused the address for another reason, or was unreachable after all retries; see `error`
 * - `rate_limited`: the server asked for a longer wait than the caller allows; `error.retryAfter` has the seconds
 * - `outcome_unknown`: the request was sent, and whether the server applied it is not known; see `error`
 * - `not_attempted`: the address was not sent; `error` is there if an abort or a failure ended the call
 */
export type InviteStatus =
  | 'invited'
  | 'already_invited'
  | 'already_member'
  | 'invalid'
  | 'refused'
  | 'rate_limited'
  | 'outcome_unknown'
  | 'not_attempted';

/** An address and what became of it. */
export interface InviteOutcome {
  /** As it was given. */
  emailAddress: string;
  status: InviteStatus;
  /** With `invited`, and with `already_invited` if it was found. */
  invitation?: OrganizationInvitation;
  /** Why the address is not invited. Addresses of one request share one error. */
  error?: Error;
}

/** A former outcome, as it was or after a way through JSON. */
export type FormerOutcome = Pick<InviteOutcome, 'emailAddress' | 'status'> & { invitation?: unknown; error?: unknown };

/** What {@link Organization.inviteMembersSettled} takes to go on with what it left. */
export interface ResumeInvitingParams extends InvitationExtras {
  /**
   * What it resolved to, or the same after a way through JSON. Outcomes that are final (`invited`, `already_invited`,
   * `already_member`, `invalid`) are returned as they are here.
   */
  formerResult: readonly FormerOutcome[];
  /** The role, as before. */
  role: OrganizationCustomRoleKey;
}

/** How far {@link Organization.inviteMembersSettled} is. */
export interface InviteProgress {
  /** How many of the given addresses have an outcome. */
  done: number;
  total: number;
  /** The wait that begins now, in milliseconds; 0 where there is none. */
  waitingMs: number;
}

/** What {@link Organization.inviteMembersSettled} takes beside its params. */
export interface InviteMembersSettledOptions extends InviteMembersOptions {
  /** Called at the start, after each part and when a wait begins or ends. */
  onProgress?: (progress: InviteProgress) => void;
  /** The longest that the call waits for the server, all waits together, in milliseconds. Default ten minutes. */
  maxWaitMs?: number;
}

/** What {@link Organization.invitations} takes. */
export interface InvitationsParams {
  /** Only invitations in this status, or in one of these. Default: all. */
  status?: OrganizationInvitationStatus | OrganizationInvitationStatus[];
  /** How many are fetched at a time, 1 to 500. Default 100. */
  pageSize?: number;
}

/** Data that an app keeps with a resource; readable here, written through the Backend API. */
export interface PublicMetadata {
  [name: string]: unknown;
}

/** An organization that the signed-in user belongs to. */
export interface Organization {
  /** The organization's id, `org_…`. */
  id: string;
  pathRoot: string;
  name: string;
  slug: string | null;
  imageUrl: string;
  hasImage: boolean;
  publicMetadata: PublicMetadata;
  adminDeleteEnabled: boolean;
  createdAt: Date;
  updatedAt: Date;
  membersCount: number;
  pendingInvitationsCount: number;
  /** 0 stands for no limit. */
  maxAllowedMemberships: number;
  selfServeSSOEnabled: boolean;
  exclusiveMembership: boolean;
  /**
   * A page of the organization's invitations, the newest first.
   *
   * @throws {ClerkRuntimeError} `invalid_params` for a page or size that is no whole number from 1 up, before anything
   * is sent
   * @throws {ClerkAPIResponseError} 403 `missing_organization_permission` for who may not manage members
   */
  getInvitations: (
    params?: GetInvitationsParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<OrganizationInvitation>>;
  /**
   * Invites one address; the server sends the mail.
   *
   * @throws {ClerkAPIResponseError} for example 422 `form_param_format_invalid` for what is no address, 400
   * `already_a_member_in_organization`
   */
  inviteMember: (params: InviteMemberParams, options?: CallOptions) => Promise<OrganizationInvitation>;
  /**
   * Invites many addresses with one role. Up to `chunkSize` addresses are one request, and the server invites all of them
   * or none. More are sent in parts, one after the other, up to the first part that fails. Resolves to the invitations in
   * the order of the addresses.
   *
   * @throws the error of the part that failed. If there is more than one part, its `invited` has the invitations made
   * before and its `remaining` the other addresses. A caller's own abort reason is the `cause` of a
   * {@link ClerkRuntimeError} `aborted` then.
   */
  inviteMembers: (params: InviteMembersParams, options?: InviteMembersOptions) => Promise<OrganizationInvitation[]>;
  /**
   * Invites any number of addresses. Resolves to one outcome for each, in the order in which they were given: an address
   * that the server refuses does not stop the others. Addresses that differ only in case are sent once.
   *
   * The call waits as long as the server says. A refusal that would meet every address (the role, a permission, no seats
   * left) ends it, and so do five failures in a row: what is left is `not_attempted`. Passing `{ formerResult, role }` goes
   * on with every outcome that is not final. An `outcome_unknown` is looked up first: an address with a pending invitation
   * of that role is `already_invited`, and any other address is sent.
   *
   * An abort or a time limit resolves the call with the outcomes so far. It rejects only if nothing was sent.
   *
   * @throws {ClerkRuntimeError} `invalid_params`, `not_on_frontend_api`, before anything is sent
   */
  inviteMembersSettled: (
    params: InviteMembersParams | ResumeInvitingParams,
    options?: InviteMembersSettledOptions,
  ) => Promise<InviteOutcome[]>;
  /**
   * Yields all invitations, the newest first, and reads a page ahead (`timeoutMs` is for each page). While others add and
   * revoke invitations, none is yielded twice, and none that is there throughout is left out. Added ones are not yielded.
   */
  invitations: (params?: InvitationsParams, options?: CallOptions) => AsyncGenerator<OrganizationInvitation, void, undefined>;
  /**
   * Sends an invitation again. Clerk has no such call, so the old invitation is revoked if it is pending, and a new one of
   * the same address and role is made. Resolves to the new one. The options are for the revocation: an abort does not stop
   * the invitation that follows it.
   *
   * @throws {ClerkRuntimeError} `invitation_not_resent` if the old invitation is revoked and the new one was not made, or
   * is not known to be made (`cause.code` is `outcome_unknown` then): `revoked` is the old one, `cause` the error of the
   * new one. `not_on_frontend_api` for an invitation with public
   * metadata while there is no {@link ClerkOptions.invitationRelay}; nothing is revoked then.
   * @throws {ClerkAPIResponseError} 404 `organization_invitation_not_pending` when it was accepted or revoked meanwhile
   */
  resendInvitation: (invitation: OrganizationInvitation, options?: CallOptions) => Promise<OrganizationInvitation>;
  /**
   * A list of invitations that stays fresh: what is done to them through this package shows at once, and is taken back when
   * the server refuses; what another tab does shows as soon as it is told. Fetched when this is called.
   */
  invitationList: (params?: GetInvitationsParams) => InvitationList;
}

/** An invitation in a list, not confirmed by the server yet: without an id, and nothing can be done to it. */
export interface ProvisionalInvitation
  extends Omit<OrganizationInvitation, 'id' | 'pathRoot' | 'roleName' | 'revoke' | 'status'> {
  id: undefined;
  roleName: undefined;
  status: 'pending';
  isProvisional: true;
}

/** What {@link Organization.invitationList} gives. Each change replaces `data` and calls the listeners. */
export interface InvitationList {
  /** The rows from `initialPage` up to the last page fetched, the newest first. */
  readonly data: (OrganizationInvitation | ProvisionalInvitation)[];
  /** How many rows there are on all pages together. */
  readonly totalCount: number;
  /** Whether rows are being fetched. */
  readonly isLoading: boolean;
  /** Why rows could not be fetched the last time; those at hand stay. */
  readonly error: ClerkAPIResponseError | ClerkRuntimeError | null;
  readonly hasNextPage: boolean;
  /** Calls `listener` after each change; ends with what it gives. */
  subscribe: (listener: () => void) => () => void;
  /** Fetches the next page too; nothing where there is none. Rejects with what is then in `error`. */
  loadNextPage: () => Promise<void>;
  /** Fetches all rows anew. Rejects with what is then in `error`. */
  refresh: () => Promise<void>;
  /** Ends it: nothing is fetched and nobody is called any more. */
  close: () => Promise<void>;
}

/** One of a user's addresses. */
export interface EmailAddress {
  id: string;
  emailAddress: string;
}

/** Somebody's belonging to an organization. */
export interface OrganizationMembership {
  id: string;
  organization: Organization;
  role: OrganizationCustomRoleKey;
  roleName: string;
  /** Keys such as `org:sys_memberships:manage`. */
  permissions: string[];
  publicMetadata: PublicMetadata;
  createdAt: Date;
  updatedAt: Date;
}

/** The signed-in user. */
export interface User {
  /** `user_…` */
  id: string;
  firstName: string | null;
  lastName: string | null;
  fullName: string | null;
  username: string | null;
  imageUrl: string;
  hasImage: boolean;
  emailAddresses: EmailAddress[];
  primaryEmailAddressId: string | null;
  primaryEmailAddress: EmailAddress | null;
  organizationMemberships: OrganizationMembership[];
  /** Whether the user may create organizations. */
  createOrganizationEnabled: boolean;
  publicMetadata: PublicMetadata;
  createdAt: Date;
  updatedAt: Date;
  /** A page of the user's memberships. */
  getOrganizationMemberships: (
    params?: PageParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<OrganizationMembership>>;
  /** A page of the invitations that the user has received. */
  getOrganizationInvitations: (
    params?: GetUserOrganizationInvitationsParams,
    options?: CallOptions,
  ) => Promise<ClerkPaginatedResponse<UserOrganizationInvitation>>;
}

/** Which page of a list. */
export interface PageParams {
  /** Counted from 1. Default 1. */
  initialPage?: number;
  /** The most rows a page holds. Default 10. */
  pageSize?: number;
}

/** What {@link User.getOrganizationInvitations} takes. */
export interface GetUserOrganizationInvitationsParams extends PageParams {
  /** Only invitations in this status, or in one of these. Default: all. */
  status?: OrganizationInvitationStatus | OrganizationInvitationStatus[];
}

/** An invitation that the user has received. */
export interface UserOrganizationInvitation {
  id: string;
  emailAddress: string;
  publicOrganizationData: { id: string; name: string; slug: string | null; imageUrl: string; hasImage: boolean };
  publicMetadata: PublicMetadata;
  role: OrganizationCustomRoleKey;
  status: OrganizationInvitationStatus;
  createdAt: Date;
  updatedAt: Date;
  /** Accepts the invitation. Updates this very object and resolves to it. */
  accept: (options?: CallOptions) => Promise<UserOrganizationInvitation>;
}

/** What {@link Session.getToken} takes. */
export interface GetTokenOptions extends CallOptions {
  /** The name of a JWT template. Default: the session token itself. */
  template?: string;
  /** The organization that the token speaks for; null for the personal account. Default: the active one. */
  organizationId?: string | null;
  /** Asks the server for a new token even when the one at hand is still good. */
  skipCache?: boolean;
}

/** A session token. */
export interface Token {
  jwt: {
    /** What it says; undefined where it is no JWT. */
    claims: { [claim: string]: unknown } | undefined;
  };
  /** The token itself. */
  getRawString: () => string;
}

/**
 * Whether the user has a role or a permission in the active organization; with or without the prefix `org:`. Where both are
 * asked for, both must be had; where neither is, the answer is no.
 */
export type CheckAuthorization = (params: { role?: OrganizationCustomRoleKey; permission?: string }) => boolean;

/** A session of this client. */
export interface Session {
  /** `sess_…` */
  id: string;
  status: 'active' | 'pending' | 'ended' | 'expired' | 'removed' | 'replaced' | 'revoked' | 'abandoned';
  expireAt: Date;
  abandonAt: Date;
  lastActiveAt: Date;
  lastActiveOrganizationId: string | null;
  /** The last token for the active organization that was had; null before the first. */
  lastActiveToken: Token | null;
  user: User | null;
  /** The person who impersonates the user; null or absent if nobody does. */
  actor?: { sub: string; [claim: string]: unknown } | null;
  createdAt: Date;
  updatedAt: Date;
  /** A session token (a JWT); from the cache until five seconds before its end. */
  getToken: (options?: GetTokenOptions) => Promise<string>;
  checkAuthorization: CheckAuthorization;
}

/** What stands in the way of an attempt, by the names of Clerk's API. */
export interface Factor {
  strategy: string;
  emailAddressId?: string;
  safeIdentifier?: string;
  [name: string]: unknown;
}

/** An attempt to sign in: one object for whatever attempt there is at the time, which its methods update. */
export interface SignIn {
  /** Absent while there is no attempt. */
  id?: string;
  status:
    | 'needs_identifier'
    | 'needs_first_factor'
    | 'needs_second_factor'
    | 'needs_new_password'
    | 'needs_client_trust'
    | 'complete'
    | null;
  identifier?: string | null;
  supportedFirstFactors?: Factor[] | null;
  /** What {@link Clerk.setActive} takes once the attempt is complete. */
  createdSessionId: string | null;
  /** Begins an attempt: with an identifier, also with a password, or with the `ticket` of an invitation's link. */
  create: (
    params:
      | { identifier: string; strategy?: string; password?: string }
      | { strategy: 'ticket'; ticket: string },
    options?: CallOptions,
  ) => Promise<SignIn>;
  /** Sends a code to an address. */
  prepareFirstFactor: (
    params: { strategy: 'email_code'; emailAddressId: string },
    options?: CallOptions,
  ) => Promise<SignIn>;
  attemptFirstFactor: (
    params: { strategy: 'password'; password: string } | { strategy: 'email_code'; code: string },
    options?: CallOptions,
  ) => Promise<SignIn>;
}

/** What {@link SignUp} is created or updated with. */
export interface SignUpParams {
  emailAddress?: string;
  password?: string;
  firstName?: string;
  lastName?: string;
  username?: string;
  /** `ticket` for the link of an invitation. */
  strategy?: string;
  /** The `__clerk_ticket` of an invitation's link. */
  ticket?: string;
}

/** An attempt to sign up: one object for whatever attempt there is at the time, which its methods update. */
export interface SignUp {
  /** Absent while there is no attempt. */
  id?: string;
  status: 'missing_requirements' | 'complete' | 'abandoned' | null;
  emailAddress?: string | null;
  missingFields?: string[];
  unverifiedFields?: string[];
  /** What {@link Clerk.setActive} takes once the attempt is complete. */
  createdSessionId: string | null;
  create: (params: SignUpParams, options?: CallOptions) => Promise<SignUp>;
  update: (params: SignUpParams, options?: CallOptions) => Promise<SignUp>;
  /** Sends a code to the address. */
  prepareEmailAddressVerification: (params?: { strategy: 'email_code' }, options?: CallOptions) => Promise<SignUp>;
  attemptEmailAddressVerification: (params: { code: string }, options?: CallOptions) => Promise<SignUp>;
}

/** This browser, as Clerk knows it. */
export interface Client {
  /** Absent while nobody ever signed in. */
  id?: string;
  sessions: Session[];
  /** Those that are active. */
  readonly activeSessions: Session[];
  /** Those that are active, or would be but for a task that is left. */
  readonly signedInSessions: Session[];
  lastActiveSessionId: string | null;
  signIn: SignIn;
  signUp: SignUp;
}

/** What {@link Clerk} takes beside the key. */
export interface ClerkOptions {
  /**
   * Where the Frontend API is reached instead of the key's own host: an absolute http(s) URL, or a path on the page's
   * origin. A local emulator is reached this way.
   */
  proxyUrl?: string;
  /** A satellite's domain, in production. */
  domain?: string;
  /**
   * The URL of the app's own endpoint, `clerk-organization/relay`, for invitations with what the Frontend API refuses:
   * `redirectUrl`, `publicMetadata`, `expiresInDays`. It is sent the session's token.
   */
  invitationRelay?: string;
}

/**
 * What {@link Clerk.mountSignIn} takes. Of the URLs, the first one that is given and is http(s) or relative is gone to
 * after signing in; without one the page stays and its listeners are told.
 */
export interface SignInProps {
  forceRedirectUrl?: string | null;
  fallbackRedirectUrl?: string | null;
  /** Clerk's older name. */
  afterSignInUrl?: string | null;
  /** What stands in the form at first. */
  initialValues?: { emailAddress?: string };
}

/**
 * What {@link Clerk.mountOrganizationSwitcher} takes. URLs are gone to when they are http(s) or relative; `:id` and
 * `:slug` in one stand for the organization's.
 */
export interface OrganizationSwitcherProps {
  /** Leaves the personal account out of the menu. */
  hidePersonal?: boolean;
  afterSelectOrganizationUrl?: string | ((organization: Organization) => string);
  afterCreateOrganizationUrl?: string | ((organization: Organization) => string);
  afterSelectPersonalUrl?: string | ((user: User) => string);
}

/** What a `Clerk` knows. */
export interface Resources {
  client: Client;
  session: Session | null;
  user: User | null;
  organization: Organization | null;
}

/** What {@link Clerk.setActive} takes. What is left out stays as it is. */
export interface SetActiveParams extends CallOptions {
  /** One of the client's sessions, by id or itself; null for none. Default: the present one. */
  session?: Pick<Session, 'id'> | string | null;
  /** An organization, by id or slug or itself; null for the personal account. */
  organization?: Pick<Organization, 'id'> | string | null;
  /** Where to go then. */
  redirectUrl?: string;
  /** Goes there instead, for example by an app's router, once all is set; `decorateUrl` gives a URL as it is. */
  navigate?: (params: { session: Session; decorateUrl: (url: string) => string }) => void | Promise<unknown>;
}

/** What {@link Clerk.signOut} takes. */
export interface SignOutOptions extends CallOptions {
  /** The session to end. Default: all of the client's. */
  sessionId?: string;
  /** Where to go then. */
  redirectUrl?: string;
}

/** What {@link Clerk.createOrganization} takes. */
export interface CreateOrganizationParams {
  name: string;
  /** Default: made of the name by the server. */
  slug?: string;
}

/** How far a `Clerk` is. `degraded`: everything but the environment could be fetched. */
export type ClerkStatus = 'loading' | 'ready' | 'degraded' | 'error';

/** One sending of a request. What is secret, the query and the form, is not told. */
export interface RequestDetails {
  /** The same for all that is told of a request, however often it is sent. Counted from 1. */
  requestId: number;
  method: string;
  /** From `/v1/` on. */
  path: string;
  /** Counted from 1. */
  attempt: number;
}

/** What {@link Clerk.on} tells, by event. */
export interface ClerkEvents {
  status: ClerkStatus;
  request: RequestDetails;
  response: RequestDetails & { status: number; durationMs: number };
  retry: RequestDetails & { waitMs: number };
  error: RequestDetails & { error: unknown; durationMs: number };
}

/** What a wasm module can be started from. */
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/** One of the errors in a refusal. */
export interface ClerkAPIError {
  /** For example `form_param_format_invalid`. */
  code: string;
  message: string;
  longMessage?: string;
  /** What the error is about. */
  meta: {
    /** The parameter that is meant, by its name on the wire. */
    paramName?: string;
    /** The addresses that are meant. */
    emailAddresses?: string[];
    [name: string]: unknown;
  };
}

/** Why there is no answer. */
export type ClerkRuntimeErrorCode =
  | 'aborted'
  | 'invalid_params'
  | 'network_error'
  | 'timeout'
  | 'outcome_unknown'
  | 'invalid_publishable_key'
  | 'invalid_proxy_url'
  | 'invalid_response'
  | 'not_loaded'
  | 'not_on_frontend_api'
  | 'not_supported'
  | 'invitation_not_resent'
  | 'signed_out'
  | 'wasm_load_failed'
  | 'wasm_terminated';
