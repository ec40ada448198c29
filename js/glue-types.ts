// The types of the glue, which the build makes from wasm-bindgen's script (xtask/scripts/glue.mjs). src/js/mod.rs and
// src/host/javascript.rs are the other side. This is a separate file, because the declarations of the package refer to it.

import type { Listener } from './host.js';
import type { Organization } from './types.js';

/** Functions of the module. */
export interface ModuleExports {
  answered(
    operation: number,
    status: number,
    statusText: string | null,
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

/** The params of a client, described at `create_client` in src/js/mod.rs. */
export interface CoreOptions {
  frontendApi: string;
  proxyUrl: string | undefined;
  domain: string | undefined;
  pageOrigin: string | undefined;
  keyDigest: string | undefined;
  devBrowser: string | undefined;
}

/** The key of a token. */
export interface TokenKey {
  sessionId: string;
  template: string | undefined;
  organizationId: string | null | undefined;
}

/** An invitation for the app's relay. */
export interface RelayRequest {
  organizationId: string;
  url: string;
  token: string;
  emailAddresses: string[];
  role: string;
  /** JSON. */
  body: string;
}

/** The Rust side of one `Clerk`. The module's functions take the client's number before these arguments. */
export interface Core {
  setWritesCookies(writesCookies: boolean): void;
  takeOverCookies(): void;
  prepare(): Promise<undefined>;
  load(): Promise<undefined>;
  select(sessionId: string | undefined): void;
  call(operation: string, ids: string[], params: unknown): Promise<unknown>;
  relay(request: RelayRequest): Promise<unknown>;
  getToken(key: TokenKey, skipsCache: boolean): Promise<string>;
  checkAuthorization(sessionId: string, params: unknown): boolean;
  /** Throws if these params of an operation are invalid. */
  checkParams(operation: string, ids: string[], params: unknown): void;
  beginChange(organizationId: string, operation: string | undefined, emailAddresses: string[], revoked: number): number;
  endChange(change: number, isSuccess: boolean): void;
  counted(organizationId: string, isMembers: boolean, count: number): void;
  count(organizationId: string, isMembers: boolean): number;
  organization(id: string): OrganizationHandle;
}

/** wasm-bindgen's class for the Rust struct: a pointer into the module's memory. */
export interface OrganizationHandle {
  __wbg_ptr: number;
  /** Returns the pointer. The browser then no longer frees it when this object is collected. */
  __destroy_into_raw(): number;
  getInvitations(params: unknown): Promise<unknown>;
  /** `inviteMember` or `inviteMembers` with its params, or `revokeInvitation` with an id. Throws for invalid params. */
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
  createClient(options: CoreOptions, isDevelopment: boolean, writesCookies: boolean, listener: Listener): number;
  Organization: (abstract new (...args: never) => Organization) & { readonly prototype: OrganizationHandle };
  imports: WebAssembly.Imports;
  /** Connects the classes to the exports of the instance. */
  start(exports: WebAssembly.Exports): void;
}
