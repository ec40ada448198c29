// The boundary to the wasm module that every page fetches: starting it, calling it, and handling its traps. No other file
// imports its glue. invitations/lazy-wasm.ts is the boundary to the other module.
//
// After a trap (a panic, memory that cannot grow) the module's memory may be inconsistent. So every pending call
// rejects with `wasm_terminated`, and so does every later call, until `load()` starts another instance.

import { createGlue } from 'clerk-organization/glue';

import { runtimeError } from './errors.js';
import type { Core, CoreOptions, Glue } from './glue-types.js';
import { cancel, connect, disconnect } from './host.js';
import type { Listener } from './host.js';
import { guardTraps } from './trap.js';
import type { Organization as OrganizationResource, WasmSource } from './types.js';
import { embedded, instantiate, setLazySource } from './wasm-source.js';

/** One instance of the module, with the classes that point into its memory. */
class WasmInstance {
  readonly glue: Glue = createGlue();
  terminated: Error | undefined;
  #started: Promise<void> | undefined;

  /** Starts the instance once; again after a failure. */
  start(source: () => WasmSource | Promise<WasmSource>): Promise<void> {
    this.#started ??= instantiate(source, this.glue.imports, MODULE).then(
      (exports) => {
        this.glue.start(this.#guarded(exports));
        connect(this.glue);
      },
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

  #guarded(exports: WebAssembly.Exports): WebAssembly.Exports {
    const onTrap = (cause: unknown) => {
      this.terminated = runtimeError('wasm_terminated', 'The wasm module crashed; load() restarts it.', cause);
      disconnect(this.terminated);
      return this.terminated;
    };
    // The browser also calls the module, when a Promise settles or an object is collected. After a trap such a call does
    // nothing, because there is no caller to reject. The glue reads an empty list as a call without an error.
    return guardTraps(exports, onTrap, () => []);
  }
}

let current = new WasmInstance();

/** The hint for developers if the module cannot be started. */
const MODULE = { file: 'clerk_organization_bg.wasm', argument: 'init(source)' };

// Bundlers find the module by this expression. It is relative to index.js of the built package.
const defaultSource = (): WasmSource => {
  if (!import.meta.url) throw new Error('this bundle has no import.meta.url');
  return new URL('./wasm/clerk_organization_bg.wasm', import.meta.url);
};

/**
 * Starts the wasm module, like `clerk.load()`. Call this only to load the modules from URLs or bytes of your own.
 * Calls after the first return its Promise, until it rejects or the module traps.
 *
 * @param lazySource the source of `clerk_organization_lazy_bg.wasm`, which is loaded at its first use
 * @throws {ClerkRuntimeError} `wasm_load_failed`
 */
export const init = (source?: WasmSource | Promise<WasmSource>, lazySource?: WasmSource | Promise<WasmSource>): Promise<void> => {
  if (current.terminated) current = new WasmInstance();
  if (lazySource !== undefined) setLazySource(lazySource);
  return current.start(source === undefined ? (embedded?.eager ?? defaultSource) : () => source);
};

/**
 * An organization that the signed-in user belongs to.
 *
 * @interface
 */
export type Organization = OrganizationResource;
/** The class of organizations. Apps do not construct it. */
export const Organization: abstract new (...args: never) => Organization = current.glue.Organization;

/** Whether `redirectUrl` may be navigated to. */
export const mayNavigateTo = (url: string): boolean => current.call(() => current.glue.mayNavigateTo(url));

/** The milliseconds until an open page checks its token again. */
export const pollDelay = (hasFocus: boolean, failures: number): number =>
  current.call(() => current.glue.pollDelay(hasFocus, failures));

/** The number of addresses that `inviteMembers` sends in one request. */
export const addressesPerRequest = (): number => current.call(() => current.glue.addressesPerRequest());

/** The claims of a token; undefined if they are invalid. */
export const claimsOf = (token: string): unknown => current.call(() => current.glue.claims(token));

/** The calls that have a Promise. */
type AsyncName = { [Name in keyof Core]: Core[Name] extends (...args: never) => Promise<unknown> ? Name : never }[keyof Core];

/** The Rust side of one `Clerk`. Each call takes a signal that aborts it. */
export class WasmClient {
  readonly #instance = current;
  /** The client's number in the module. */
  readonly #number: number;

  constructor(options: CoreOptions, isDevelopment: boolean, writesCookies: boolean, listener: Listener) {
    this.#number = this.#instance.glue.createClient(options, isDevelopment, writesCookies, listener);
  }

  /** Whether its instance has trapped. Then every call throws `wasm_terminated`. */
  get isTerminated(): boolean {
    return this.#instance.terminated !== undefined;
  }

  /** Calls the module without waiting for an answer. */
  now<Name extends keyof Core>(name: Name, ...args: Parameters<Core[Name]>): ReturnType<Core[Name]> {
    const { glue } = this.#instance;
    return this.#instance.call(() => Reflect.apply(glue[name], undefined, [this.#number, ...args]) as ReturnType<Core[Name]>);
  }

  /** Starts a call of the module. When `signal` aborts, the call ends and rejects with its reason. */
  async run<Name extends AsyncName>(
    signal: AbortSignal | undefined,
    name: Name,
    ...args: Parameters<Core[Name]>
  ): Promise<Awaited<ReturnType<Core[Name]>>> {
    return this.#abortable(signal, this.now(name, ...args) as Promise<Awaited<ReturnType<Core[Name]>>>);
  }

  #abortable<T>(signal: AbortSignal | undefined, promise: Promise<T>): Promise<T> {
    return signal ? this.#abortedBy(signal, promise) : promise;
  }

  async #abortedBy<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
    const abort = () => this.#instance.call(() => cancel(promise, signal.reason));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Sends the request of an operation of core/src/operations.rs. Resolves to the JSON of its resource. */
  call(operation: string, ids: string[], params: unknown, signal?: AbortSignal): Promise<unknown> {
    return this.run(signal, 'call', operation, ids, params);
  }

  /** Calls a method of the exported class. An organization may have an own property of the same name. */
  organizationCall(
    organization: object,
    method: 'getInvitations' | 'change',
    args: unknown[],
    signal?: AbortSignal,
  ): Promise<unknown> {
    const { prototype } = this.#instance.glue.Organization;
    const call = () => Reflect.apply(prototype[method], organization, args) as Promise<unknown>;
    return this.#abortable(signal, this.#instance.call(call));
  }

  /** Creates an organization without its fields. */
  createOrganization(id: string): Organization {
    const handle = this.now('organization', id);
    // The pointer must stay, hidden from callers.
    Object.defineProperty(handle, '__wbg_ptr', { enumerable: false });
    // Each instance of the module has its own class; callers see the class of the first one.
    return Object.setPrototypeOf(handle, Organization.prototype);
  }

  /** Moves an organization of an instance that has trapped to this instance. */
  adoptOrganization(organization: Organization): void {
    const pointer = this.now('organization', organization.id).__destroy_into_raw();
    Object.assign(organization, { __wbg_ptr: pointer });
  }
}
