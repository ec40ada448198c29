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
    retryAfter: number,
    date: number,
    devBrowser: string | null,
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

/** What a client is made of: `create_client` in src/js/mod.rs says what each is. */
export interface CoreOptions {
  frontendApi: string;
  proxyUrl: string | undefined;
  domain: string | undefined;
  pageOrigin: string | undefined;
  keyDigest: string | undefined;
  devBrowser: string | undefined;
}

/** What a token is for. */
export interface TokenKey {
  sessionId: string;
  template: string | undefined;
  organizationId: string | null | undefined;
}

/** An invitation that the app's relay is asked for. */
export interface RelayRequest {
  organizationId: string;
  url: string;
  token: string;
  emailAddresses: string[];
  role: string;
  /** JSON. */
  body: string;
}

/** What the Rust side of one `Clerk` does. Functions of the module, which take the client's number before these arguments. */
export interface Core {
  setWritesCookies(writesCookies: boolean): void;
  writeCookies(): void;
  prepare(): Promise<undefined>;
  load(): Promise<undefined>;
  select(sessionId: string | undefined): void;
  call(operation: string, ids: string[], params: unknown): Promise<unknown>;
  relay(request: RelayRequest): Promise<unknown>;
  getToken(key: TokenKey, skipsCache: boolean): Promise<string>;
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
  /** `inviteMember` or `inviteMembers` with its params, or `revokeInvitation` with an id. */
  change(operation: string, subject: unknown): Promise<unknown>;
}

/** Methods as functions that take a client's number first. */
type Numbered<Methods> = {
  [Name in keyof Methods]: Methods[Name] extends (...args: infer Args) => infer Result ?
    (client: number, ...args: Args) => Result
  : never;
};

/** Classes, functions and imports of one module instance. */
export interface Glue extends ModuleExports, Numbered<Core> {
  /** Returns the client's number. */
  createClient(options: CoreOptions, isDevelopment: boolean, listener: Listener): number;
  Organization: (abstract new (...args: never) => Organization) & { readonly prototype: OrganizationHandle };
  imports: WebAssembly.Imports;
  /** Hands the exports of the instance to the classes. */
  start(exports: WebAssembly.Exports): void;
}
