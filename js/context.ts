// The internals of a `Clerk`, for account.ts and the chunks that it fetches.

import type { Clerk } from './clerk.js';
import type { ClientObjects } from './objects/client.js';
import type { LoadOptions } from './types.js';
import type { WasmClient } from './wasm.js';

/** The functions that are fetched at their first use. */
export type Account = typeof import('./account.js');

/** The functions that are fetched when many invitations or an address list is first used. */
export type InvitationsChunk = typeof import('./invitations/all.js');

/** Runs a function of account.ts, which is fetched at its first use. Rejects with `not_loaded` before `load()`. */
export type WithAccount = <T>(run: (account: Account, context: ClerkContext) => T | Promise<T>) => Promise<T>;

/** The background work of an open page. */
export interface Background {
  /** Aborted by `clerk.close()`. */
  readonly closing: AbortController;
  /** Clerk's channel to other tabs. */
  readonly tabs: BroadcastChannel | undefined;
  /** Our channel to other tabs. */
  readonly changes: BroadcastChannel | undefined;
}

/** The internals of a `Clerk`. */
export interface ClerkContext {
  readonly clerk: Clerk;
  readonly wasm: WasmClient;
  readonly objects: ClientObjects;
  /** The options of `load()`. */
  readonly loadOptions: LoadOptions;
  /** Undefined without a document, and after `close()`. */
  readonly background: Background | undefined;
  /** Makes a session of the client the active one, or none of them if it is undefined. */
  selectSession(sessionId: string | undefined): void;
  /** Calls the listeners of `clerk.addListener`. */
  notifyListeners(): void;
  withAccount: WithAccount;
  /** Fetches the chunk for many invitations. */
  invitationsChunk(): Promise<InvitationsChunk>;
}
