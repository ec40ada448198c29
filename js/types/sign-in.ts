// Attempts to sign in and up.

import type { Clerk } from '../clerk.js';
import type { CallOptions } from './call.js';
import type { Organization } from './organization.js';

/** A way to verify a person who signs in, by the names of Clerk's API. */
export interface Factor {
  strategy: string;
  emailAddressId?: string;
  safeIdentifier?: string;
  [name: string]: unknown;
}

/** The current attempt to sign in. There is one object, which its methods update. */
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
  /** The session that a complete attempt has created, for {@link Clerk.setActive}. */
  createdSessionId: string | null;
  /** Starts an attempt with an identifier, with an identifier and a password, or with the `ticket` of an invitation's link. */
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

/** The params of {@link SignUp.create} and `update`. */
export interface SignUpParams {
  emailAddress?: string | undefined;
  password?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  username?: string | undefined;
  /** `ticket` for the link of an invitation. */
  strategy?: string | undefined;
  /** The `__clerk_ticket` of an invitation's link. */
  ticket?: string | undefined;
}

/** The params of {@link Clerk.acceptInvitation}: the form fields for a new person, and the link. */
export interface AcceptInvitationParams extends CallOptions, Omit<SignUpParams, 'emailAddress' | 'strategy' | 'ticket'> {
  /** The link's URL, with `__clerk_ticket` and `__clerk_status`. Default: the page's own URL, from which both are removed. */
  url?: string | undefined;
}

/** The result of {@link Clerk.acceptInvitation}. */
export type AcceptedInvitation =
  /** The user is signed in and a member of `organization`. Call `setActive` to make it the active one. */
  | { status: 'complete'; organization: Organization | null; missingFields: [] }
  /**
   * The invited person has no account, and `missingFields` (by their names on the wire, for example `first_name`) are
   * required. Call again with these fields, or call `signUp.update()`.
   */
  | { status: 'missing_requirements'; organization: null; signUp: SignUp; missingFields: string[] };

/** The current attempt to sign up. There is one object, which its methods update. */
export interface SignUp {
  /** Absent while there is no attempt. */
  id?: string;
  status: 'missing_requirements' | 'complete' | 'abandoned' | null;
  emailAddress?: string | null;
  missingFields?: string[];
  unverifiedFields?: string[];
  /** The session that a complete attempt has created, for {@link Clerk.setActive}. */
  createdSessionId: string | null;
  create: (params: SignUpParams, options?: CallOptions) => Promise<SignUp>;
  update: (params: SignUpParams, options?: CallOptions) => Promise<SignUp>;
  /** Sends a code to the address. */
  prepareEmailAddressVerification: (params?: { strategy: 'email_code' }, options?: CallOptions) => Promise<SignUp>;
  attemptEmailAddressVerification: (params: { code: string }, options?: CallOptions) => Promise<SignUp>;
}
