/** The server's end of `new Clerk(key, { invitationRelay })`. */

/** What the page asks for. */
export interface RelayedInvitation {
  organizationId: string;
  /** Of this and `emailAddresses` there is one. */
  emailAddress?: string;
  emailAddresses?: string[];
  role: string;
  notify?: boolean;
  redirectUrl?: string;
  publicMetadata?: Record<string, unknown>;
  expiresInDays?: number;
}

/** Who asks: what `@clerk/backend` tells of a session. */
export interface RelayAuth {
  userId: string;
  sessionId: string;
  orgId?: string | null;
}

/** What is used of `@clerk/backend`'s client: `createClerkClient({ secretKey, publishableKey })` is one. */
export interface RelayClerkClient<Options> {
  authenticateRequest: (request: Request, options?: Options) => Promise<{ isAuthenticated: boolean }>;
  organizations: object;
}

export interface InvitationRelayOptions<Options> {
  clerkClient: RelayClerkClient<Options>;
  /** Handed to `authenticateRequest`: `{ authorizedParties }`, for example. */
  authenticate?: Options;
  /**
   * Gives the params as they are to be sent. There an app says which redirect URLs and which public metadata its
   * organizations' admins may give. What it throws with a `status` and `errors`, as Clerk's errors have them, refuses
   * the call. Default: all are taken.
   */
  prepare?: (params: RelayedInvitation, auth: RelayAuth) => RelayedInvitation | Promise<RelayedInvitation>;
}

/**
 * Makes the handler of such a relay. It wants a session token as `Authorization: Bearer …`, lets those invite who may
 * manage the named organization's members (`org:sys_memberships:manage`), and answers in the Frontend API's shapes.
 */
export declare function createInvitationRelay<Options>(
  options: InvitationRelayOptions<Options>,
): (request: Request) => Promise<Response>;
