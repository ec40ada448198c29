// The boundary to the wasm module: starting it, calling it, and what happens when it traps. Nothing else imports the glue.
//
// After a trap (a panic, memory that cannot grow) nothing in the module's memory can be relied on. So every call that waits
// rejects with `wasm_terminated`, and so does every later call, until `load()` starts another instance.

import { createGlue } from 'clerk-organization/glue';
import type { Core, Glue, OrganizationHandle } from 'clerk-organization/glue';

import { runtimeError } from './errors.js';
import type { Organization as OrganizationResource, WasmSource } from './types.js';
import { instantiate } from './wasm-source.js';

/** Rejects when the caller no longer waits for the answer; undefined when nothing can end the call. */
export type Ended = Promise<never> | undefined;

/** One instance of the module, with the classes that point into its memory. */
class WasmInstance {
  readonly glue: Glue = createGlue();
  terminated: Error | undefined;
  #started: Promise<void> | undefined;
  #waiting = new Set<(error: Error) => void>();

  /** Starts the instance once; again after a failure. */
  start(source: () => WasmSource | Promise<WasmSource>): Promise<void> {
    this.#started ??= instantiate(source, this.glue.imports).then(
      (exports) => this.glue.start(this.#guarded(exports)),
      (error: unknown) => {
        this.#started = undefined;
        throw error;
      },
    );
    return this.#started;
  }

  /** Runs a call into the module. */
  call<T>(run: () => T): T {
    if (this.terminated) throw this.terminated;
    return run();
  }

  /** Runs a call that returns a Promise of the module's, which a module that trapped would never settle. */
  callAsync<T>(run: () => Promise<T>): Promise<T> {
    const promise = this.call(run);
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      void promise.then(resolve, reject).then(() => this.#waiting.delete(reject));
    });
  }

  #guarded(exports: WebAssembly.Exports): WebAssembly.Exports {
    const guarded: WebAssembly.Exports = {};
    for (const [name, value] of Object.entries(exports)) {
      guarded[name] = typeof value === 'function' ? (...args: unknown[]) => this.#enter(value, args) : value;
    }
    return guarded;
  }

  // The browser enters the module too, when a Promise settles or an object is collected. After a trap that does nothing:
  // there is no caller who could be told.
  #enter(exported: Function, args: unknown[]): unknown {
    if (this.terminated) return undefined;
    try {
      return Reflect.apply(exported, undefined, args);
    } catch (cause) {
      // A trap, or a stack overflow. Anything else was thrown by JavaScript that the module called.
      if (!(cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError)) throw cause;
      this.terminated = runtimeError('wasm_terminated', 'The wasm module has ended; load() starts it anew.', cause);
      for (const reject of this.#waiting) reject(this.terminated);
      this.#waiting.clear();
      throw this.terminated;
    }
  }
}

let current = new WasmInstance();

// Bundlers find the module by this expression. It is relative to index.js of the built package.
let defaultSource = (): WasmSource | Promise<WasmSource> => new URL('./wasm/clerk_organization_bg.wasm', import.meta.url);

/** Replaces where the module comes from when `init` is called without a source. */
export const setDefaultSource = (source: () => WasmSource | Promise<WasmSource>): void => {
  defaultSource = source;
};

/**
 * Starts the wasm module; `clerk.load()` does it too. Call this only to load the module from a URL or bytes of your own.
 * Calls after the first return its Promise, until it rejects or the module traps.
 *
 * @throws {ClerkRuntimeError} `wasm_load_failed`
 */
export const init = (source?: WasmSource | Promise<WasmSource>): Promise<void> => {
  if (current.terminated) current = new WasmInstance();
  return current.start(source === undefined ? () => defaultSource() : () => source);
};

/** An organization that the signed-in user belongs to. */
export type Organization = OrganizationResource;
/** The class of organizations. Apps do not construct it. */
export const Organization: abstract new (...args: never) => Organization = current.glue.Organization;

/** What a {@link WasmClient} is made of. */
export interface WasmClientOptions {
  publishableKey: string;
  /** Where the Frontend API is. */
  origin: string;
  hasDevBrowser: boolean;
  devBrowser: string | undefined;
  /** Called with the client's JSON after every change of it; throws when it cannot be read. */
  onClient: (client: unknown, sessionId: string | undefined) => void;
  /** Called at each `request`, `response`, `retry` and `error`. */
  onEvent: (event: string, details: unknown) => void;
}

/** The Rust side of one `Clerk`. */
export class WasmClient {
  readonly #instance = current;
  readonly #core: Core;

  constructor({ publishableKey, origin, hasDevBrowser, devBrowser, onClient, onEvent }: WasmClientOptions) {
    this.#core = new this.#instance.glue.Core(publishableKey, origin, hasDevBrowser, devBrowser, onClient, onEvent);
  }

  /** Whether its instance has trapped: every call throws `wasm_terminated`. */
  get isTerminated(): boolean {
    return this.#instance.terminated !== undefined;
  }

  /** Makes sure that there is a dev browser when the instance needs one. */
  prepare(): Promise<undefined> {
    return this.#instance.callAsync(() => this.#core.prepare());
  }

  /** Fetches the client. */
  load(): Promise<undefined> {
    return this.#instance.callAsync(() => this.#core.load());
  }

  /** Makes another session the active one; undefined for none. */
  select(sessionId: string | undefined): void {
    this.#instance.call(() => this.#core.select(sessionId));
  }

  /** Sends a request below `/v1`: a line `VERB path?query`, then the form. Resolves to the answer's body. */
  send(request: string, ended?: Ended): Promise<unknown> {
    return this.#instance.callAsync(() => this.#core.send(request, ended));
  }

  /** Makes an organization without its fields. */
  createOrganization(id: string): Organization {
    const handle = this.#instance.call(() => this.#core.organization(id));
    // The pointer must stay, but callers should not see it.
    Object.defineProperty(handle, '__wbg_ptr', { enumerable: false });
    // Each instance of the module has a class of its own; callers know the first.
    return Object.setPrototypeOf(handle, Organization.prototype);
  }

  /** Points an organization of an instance that has trapped into this one. */
  adoptOrganization(organization: Organization): void {
    const { id } = organization;
    const pointer = this.#instance.call(() => this.#core.organization(id).__destroy_into_raw());
    Object.assign(organization, { __wbg_ptr: pointer });
  }

  getInvitations(organization: object, page: number, size: number, filters: string, ended: Ended): Promise<unknown> {
    return this.#method(organization, ({ getInvitations }) => getInvitations, page, size, filters, ended);
  }

  /** `request` is the form on one line, then what to look for when there is no answer: see `Sought` in src/operation.rs. */
  inviteMember(organization: object, request: string, ended: Ended): Promise<unknown> {
    return this.#method(organization, ({ inviteMember }) => inviteMember, request, ended);
  }

  inviteMembers(organization: object, request: string, ended: Ended): Promise<unknown> {
    return this.#method(organization, ({ inviteMembers }) => inviteMembers, request, ended);
  }

  revokeInvitation(organization: object, id: string, ended: Ended): Promise<unknown> {
    return this.#method(organization, ({ revokeInvitation }) => revokeInvitation, id, ended);
  }

  // The methods of the class: an organization has Clerk's of the same names as properties of its own.
  #method<Args extends unknown[]>(
    organization: object,
    method: (prototype: OrganizationHandle) => (...args: Args) => Promise<unknown>,
    ...args: Args
  ): Promise<unknown> {
    const { glue } = this.#instance;
    return this.#instance.callAsync(() => method(glue.Organization.prototype).apply(organization, args));
  }
}
