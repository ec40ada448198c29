// What the `Clerk` object takes and tells.

import type { Clerk } from '../clerk.js';
import type { CallOptions } from './call.js';
import type { Organization } from './organization.js';
import type { Client, Session } from './session.js';
import type { User } from './user.js';

/** What {@link Clerk.load} takes. */
export interface LoadOptions {
  /** Whether the session's token, and with it the cookie that the app's own server reads, is kept fresh. Default true. */
  polling?: boolean;
  /** Whether Clerk is told when the page gets the focus. Default true. */
  touchSession?: boolean;
  /** Whether this client writes the page's cookies. `false` leaves them to another client, such as clerk-js. Default true. */
  cookies?: boolean;
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
