// Sessions, their tokens, and the client that holds them.

import type { CallOptions } from './call.js';
import type { OrganizationCustomRoleKey } from './membership.js';
import type { SignIn, SignUp } from './sign-in.js';
import type { User } from './user.js';

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
