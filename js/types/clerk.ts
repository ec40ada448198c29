// The params and events of the `Clerk` object.

import type { Clerk } from '../clerk.js';
import type { CallOptions } from './call.js';
import type { Organization } from './organization.js';
import type { Client, Session } from './session.js';
import type { User } from './user.js';

/** The options of {@link Clerk.load}. */
export interface LoadOptions {
  /**
   * Whether the session's token, and the cookie that the app's own server reads, is renewed in the background. Default true.
   */
  polling?: boolean | undefined;
  /** Whether a request reports to Clerk that the page got the focus. Default true. */
  touchSession?: boolean | undefined;
  /** Whether this client writes the page's cookies. `false` if another client, such as clerk-js, writes them. Default true. */
  cookies?: boolean | undefined;
}

/** The options of the constructor of {@link Clerk}. */
export interface ClerkOptions {
  /**
   * The URL of the Frontend API instead of the key's own host: an absolute http(s) URL, or a path on the page's
   * origin. For a local emulator it is the emulator's URL.
   */
  proxyUrl?: string | undefined;
  /** The domain of a satellite app, in production. */
  domain?: string | undefined;
  /**
   * The URL of the app's own endpoint, `clerk-organization/relay`, for invitations with params that the Frontend API
   * refuses: `redirectUrl`, `publicMetadata`, `expiresInDays`. Requests to it carry the session's token.
   */
  invitationRelay?: string | undefined;
}

/** The state of a `Clerk`. */
export interface Resources {
  client: Client;
  session: Session | null;
  user: User | null;
  organization: Organization | null;
}

/** The params of {@link Clerk.setActive}. A missing param changes nothing. */
export interface SetActiveParams extends CallOptions {
  /** One of the client's sessions or its id; null for none. Default: the current one. */
  session?: Pick<Session, 'id'> | string | null | undefined;
  /** An organization, its id or its slug; null for the personal account. */
  organization?: Pick<Organization, 'id'> | string | null | undefined;
  /** Where the page navigates afterwards. */
  redirectUrl?: string | undefined;
  /** Called instead of a navigation, for example to use an app's router. `decorateUrl` returns its URL unchanged. */
  navigate?: ((params: { session: Session; decorateUrl: (url: string) => string }) => void | Promise<unknown>) | undefined;
}

/** The options of {@link Clerk.signOut}. */
export interface SignOutOptions extends CallOptions {
  /** The session to end. Default: all sessions of the client. */
  sessionId?: string | undefined;
  /** Where the page navigates afterwards. */
  redirectUrl?: string | undefined;
}

/** The params of {@link Clerk.createOrganization}. */
export interface CreateOrganizationParams {
  name: string;
  /** The name in URLs. Default: the server makes it from the name. */
  slug?: string | undefined;
}

/** The loading state of a `Clerk`. `degraded`: only the environment could not be fetched. */
export type ClerkStatus = 'loading' | 'ready' | 'degraded' | 'error';

/** One attempt of a request. Events contain no secrets, no query and no form. */
export interface RequestDetails {
  /** The request's id, the same in all events of its attempts. Counted from 1. */
  requestId: number;
  method: string;
  /** The path, starting with `/v1/`. */
  path: string;
  /** The number of the attempt, counted from 1. */
  attempt: number;
}

/** The events of {@link Clerk.on}, by name. */
export interface ClerkEvents {
  status: ClerkStatus;
  request: RequestDetails;
  response: RequestDetails & { status: number; durationMs: number };
  retry: RequestDetails & { waitMs: number };
  error: RequestDetails & { error: unknown; durationMs: number };
}

/** The sources from which a wasm module can be started. */
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;
