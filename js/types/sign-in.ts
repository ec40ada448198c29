// Attempts to sign in and up.

import type { Clerk } from '../clerk.js';
import type { CallOptions } from './call.js';
import type { Organization } from './organization.js';

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

/** What {@link Clerk.acceptInvitation} takes: the fields of the form for a new person, and the link. */
export interface AcceptInvitationParams extends CallOptions, Omit<SignUpParams, 'emailAddress' | 'strategy' | 'ticket'> {
  /** The link's URL, with `__clerk_ticket` and `__clerk_status`. Default: the page's own, which then loses both. */
  url?: string;
}

/** What {@link Clerk.acceptInvitation} resolves to. */
export type AcceptedInvitation =
  /** The user, who is signed in, is a member of `organization`; it does not become the active one by itself. */
  | { status: 'complete'; organization: Organization | null; missingFields: [] }
  /**
   * The invited person is new, and `missingFields` (by their names on the wire, `first_name` for example) are needed: call
   * again with them, or `signUp.update()`.
   */
  | { status: 'missing_requirements'; organization: null; signUp: SignUp; missingFields: string[] };

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
