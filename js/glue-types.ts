// The types of what the build makes of the script that wasm-bindgen writes (xtask/scripts/glue.mjs); src/js/mod.rs and
// src/host/javascript.rs are the other side. A file of its own, because the declarations of the package refer to it.

import type { Listener } from './host.js';
import type { Organization } from './types.js';

/** Functions of the module. */
export interface ModuleExports {
  answered(
    operation: number,
    status: number,
    statusText: string,
    retryAfter: number | undefined,
    date: number | undefined,
    devBrowser: string,
    isJson: boolean,
    body: unknown,
  ): void;
  notAnswered(operation: number, isTimeout: boolean, cause: unknown): void;
  waited(operation: number): void;
  cancel(call: number): void;
  mayNavigateTo(url: string): boolean;
  pollDelay(hasFocus: boolean, failures: number): number;
  addressesPerRequest(): number;
  claims(token: string): unknown;
}

/** The Rust side of one `Clerk`. An empty text stands for one that is missing. */
export interface Core {
  setWritesCookies(writesCookies: boolean): void;
  writeCookies(): void;
  prepare(): Promise<undefined>;
  load(): Promise<undefined>;
  /** Empty for none. */
  select(sessionId: string): void;
  call(operation: string, ids: string[], params: unknown): Promise<unknown>;
  relay(
    organizationId: string,
    url: string,
    token: string,
    emailAddresses: string[],
    role: string,
    body: string,
  ): Promise<unknown>;
  getToken(
    sessionId: string,
    template: string,
    organizationId: string,
    skipsCache: boolean,
  ): Promise<string>;
  checkAuthorization(sessionId: string, params: unknown): boolean;
  /** Throws if an operation would refuse these params. */
  checkParams(operation: string, ids: string[], params: unknown): void;
  beginPending(organizationId: string, emailAddresses: string[], revoked: number): number;
  endPending(change: number, isSuccess: boolean): void;
  countedPending(organizationId: string, count: number): void;
  pendingCount(organizationId: string): number;
  organization(id: string): OrganizationHandle;
}

/** What wasm-bindgen makes of the Rust struct: a number that points into the module's memory. */
export interface OrganizationHandle {
  __wbg_ptr: number;
  /** Returns the pointer, which is no longer freed when this object is collected. */
  __destroy_into_raw(): number;
  getInvitations(params: unknown): Promise<unknown>;
  inviteMember(params: unknown): Promise<unknown>;
  inviteMembers(params: unknown): Promise<unknown>;
  revokeInvitation(id: string): Promise<unknown>;
}

/** Classes, functions and imports of one module instance. */
export interface Glue extends ModuleExports {
  Core: new (
    publishableKey: string,
    proxyUrl: string,
    domain: string,
    pageOrigin: string,
    keyDigest: Uint8Array,
    devBrowser: string,
    listener: Listener,
  ) => Core;
  Organization: (abstract new (...args: never) => Organization) & { readonly prototype: OrganizationHandle };
  imports: WebAssembly.Imports;
  /** Hands the exports of the instance to the classes. */
  start(exports: WebAssembly.Exports): void;
}
