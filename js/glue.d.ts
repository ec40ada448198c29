// What the build makes of the script that wasm-bindgen writes (xtask/scripts/glue.mjs); src/js/mod.rs is the other side.
// Only js/wasm.ts imports it.

declare module 'clerk-organization/glue' {
  import type { Organization } from 'clerk-organization';

  /** Rejects when the caller no longer waits for the answer; the request is then aborted. */
  type Ended = Promise<never> | undefined;

  export interface Core {
    prepare(): Promise<undefined>;
    load(): Promise<undefined>;
    select(sessionId: string | undefined): void;
    send(request: string, ended: Ended): Promise<unknown>;
    organization(id: string): OrganizationHandle;
  }

  /** What wasm-bindgen makes of the Rust struct: a number that points into the module's memory. */
  export interface OrganizationHandle {
    __wbg_ptr: number;
    /** Returns the pointer, which is no longer freed when this object is collected. */
    __destroy_into_raw(): number;
    getInvitations(initialPage: number, pageSize: number, filters: string, ended: Ended): Promise<unknown>;
    inviteMember(request: string, ended: Ended): Promise<unknown>;
    inviteMembers(request: string, ended: Ended): Promise<unknown>;
    revokeInvitation(id: string, ended: Ended): Promise<unknown>;
  }

  /** Classes and imports of one module instance. */
  export interface Glue {
    Core: new (
      publishableKey: string,
      origin: string,
      hasDevBrowser: boolean,
      devBrowser: string | undefined,
      onClient: (client: unknown, sessionId: string | undefined) => void,
      onEvent: (event: string, details: unknown) => void,
    ) => Core;
    Organization: (abstract new (...args: never) => Organization) & { readonly prototype: OrganizationHandle };
    imports: WebAssembly.Imports;
    /** Hands the exports of the instance to the classes. */
    start(exports: WebAssembly.Exports): void;
  }

  export function createGlue(): Glue;
}
