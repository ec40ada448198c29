// Sessions, their tokens, and the client.

import type { CallOptions } from './call.js';
import type { OrganizationCustomRoleKey } from './membership.js';
import type { SignIn, SignUp } from './sign-in.js';
import type { User } from './user.js';

/** The options of {@link Session.getToken}. */
export interface GetTokenOptions extends CallOptions {
  /** The name of a JWT template. Default: the session token itself. */
  template?: string | undefined;
  /** The organization of the token; null for the personal account. Default: the active one. */
  organizationId?: string | null | undefined;
  /** Whether to request a new token although the cached one is still valid. */
  skipCache?: boolean | undefined;
}

/** A session token. */
export interface Token {
  jwt: {
    /** The claims; undefined if the token is not a JWT. */
    claims: { [claim: string]: unknown } | undefined;
  };
  /** The token itself. */
  getRawString: () => string;
}

/**
 * Returns whether the user has a role or a permission in the active organization, with or without the prefix `org:`. If the
 * params have both, the user must have both. If they have neither, the result is false.
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
  /** The last token for the active organization; null before the first one. */
  lastActiveToken: Token | null;
  user: User | null;
  /** The person who impersonates the user; null or absent without impersonation. */
  actor?: { sub: string; [claim: string]: unknown } | null;
  createdAt: Date;
  updatedAt: Date;
  /** Resolves to a session token (a JWT), which is cached until five seconds before it expires. */
  getToken: (options?: GetTokenOptions) => Promise<string>;
  checkAuthorization: CheckAuthorization;
}

/** This browser's client: its sessions, and its attempts to sign in and up. */
export interface Client {
  /** Absent until the first sign-in. */
  id?: string;
  sessions: Session[];
  /** The active sessions. */
  readonly activeSessions: Session[];
  /** The active sessions, and those whose user still has a task to complete. */
  readonly signedInSessions: Session[];
  lastActiveSessionId: string | null;
  signIn: SignIn;
  signUp: SignUp;
}
