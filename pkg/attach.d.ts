import type { Clerk, ClerkOptions } from './index.js';

/** What is needed of Clerk's official client. */
export interface OfficialClerk {
  readonly publishableKey: string;
  readonly proxyUrl?: string;
  readonly domain?: string;
  readonly loaded: boolean;
  load: () => Promise<unknown>;
  readonly session?: { id: string } | null;
  readonly organization?: { id: string } | null;
  addListener: (listener: () => void) => unknown;
}

/**
 * A `Clerk` on the session of Clerk's official client, without a second sign-in; it follows what that client does
 * afterwards.
 *
 * @throws {ClerkRuntimeError} as `clerk.load()`
 */
export declare function fromClerkJS(official: OfficialClerk, options?: ClerkOptions): Promise<Clerk>;
