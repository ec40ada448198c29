// The options of `createInvitationRelay`.

/** The body of a request to the relay. Types are checked; the Backend API refuses missing fields. */
export interface RelayedInvitation {
  organizationId: string;
  /** The address to invite, if `emailAddresses` is not given. */
  emailAddress?: string | undefined;
  emailAddresses?: string[] | undefined;
  role?: string | undefined;
  notify?: boolean | undefined;
  redirectUrl?: string | undefined;
  publicMetadata?: Record<string, unknown> | undefined;
  expiresInDays?: number | undefined;
}

/** The session of the caller, as `@clerk/backend` reads it from the token. */
export interface RelayAuth {
  userId: string;
  sessionId: string;
  orgId?: string | null | undefined;
}

/**
 * The part of `@clerk/backend`'s client that the relay uses; `createClerkClient({ secretKey, publishableKey })` returns one.
 */
export interface RelayClerkClient<Options> {
  authenticateRequest: (request: Request, options?: Options) => Promise<AuthenticationState>;
  organizations: RelayOrganizations;
}

/** The result of `authenticateRequest`. */
export interface AuthenticationState {
  isAuthenticated: boolean;
  reason?: string | null | undefined;
  /** Returns the session of a session token, and another value for other tokens. */
  toAuth: () => unknown;
}

/** The calls to the Backend API. */
export interface RelayOrganizations {
  getOrganizationMembershipList(params: { organizationId: string; userId: string[] }): Promise<{ data: BackendMembership[] }>;
  createOrganizationInvitation(params: BackendInvitationParams & { organizationId: string }): Promise<BackendInvitation>;
  createOrganizationInvitationBulk(
    organizationId: string,
    params: BackendInvitationParams[],
  ): Promise<{ data: BackendInvitation[] }>;
}

export interface BackendMembership {
  permissions: string[];
  publicUserData?: { userId: string } | null | undefined;
}

export interface BackendInvitationParams {
  emailAddress?: string | undefined;
  role?: string | undefined;
  inviterUserId?: string | undefined;
  notify?: boolean | undefined;
  redirectUrl?: string | undefined;
  publicMetadata?: Record<string, unknown> | undefined;
  expiresInDays?: number | undefined;
}

export interface BackendInvitation {
  id: string;
  emailAddress: string;
  organizationId: string;
  role: string;
  roleName: string;
  publicMetadata: object;
  status?: string | undefined;
  expiresAt: number;
  createdAt: number;
  updatedAt: number;
}

export interface InvitationRelayOptions<Options> {
  clerkClient: RelayClerkClient<Options>;
  /** Passed to `authenticateRequest`: `{ authorizedParties }`, for example. */
  authenticate?: Options | undefined;
  /**
   * Returns the params to send. Here an app decides which redirect URLs and which public metadata the admins of its
   * organizations may set. An error with a `status` from 400 to 499 and `errors`, in the shape of Clerk's errors, refuses the
   * call. Default: accepts all params.
   */
  prepare?: ((params: RelayedInvitation, auth: RelayAuth) => RelayedInvitation | Promise<RelayedInvitation>) | undefined;
  /**
   * The time limit of one call, in milliseconds. After it the relay answers 504. Default 25,000, because the page waits 30 s.
   */
  timeLimitMs?: number | undefined;
}
