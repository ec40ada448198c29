// The `Clerk` object: the key, the client and who listens to it.

import type { ClerkContext, WithAccount } from './context.js';
import { devBrowser, writeSessionCookies } from './cookies.js';
import { runtimeError } from './errors.js';
import { lazy } from './lazy.js';
import { notify, report } from './listeners.js';
import { ClientObjects } from './objects/client.js';
import { frontendApiOf, hasDevBrowser, originOf } from './publishable-key.js';
import type {
  CallOptions,
  ClerkEvents,
  ClerkOptions,
  ClerkStatus,
  Client,
  CreateOrganizationParams,
  LoadOptions,
  OrganizationSwitcherProps,
  Resources,
  Session,
  SetActiveParams,
  SignInProps,
  SignOutOptions,
  User,
} from './types.js';
import { WasmClient, init } from './wasm.js';
import type { Organization } from './wasm.js';

/** When a page that stays open renews its token for the first time; a token lives for a minute. */
const FIRST_POLL_MS = 30_000;

// clerk-js posts sign-outs to other tabs on this channel, and listens there; so do we.
const CHANNEL = 'clerk';

// What is not needed to load and to list is fetched at its first use.
const account = lazy('./chunks/account.js', () => import('./account.js'));

type Observer = (details: never) => void;

/** A browser's client of one Clerk instance. */
export class Clerk {
  /** Undefined before `load()`. */
  client: Client | undefined;
  /** Undefined before `load()`, null while signed out. */
  session: Session | null | undefined;
  /** Undefined before `load()`, null while signed out. */
  user: User | null | undefined;
  /** The active organization. Undefined before `load()`, null without one. */
  organization: Organization | null | undefined;
  /** `degraded`: everything but the environment could be fetched. */
  readonly status: ClerkStatus = 'loading';
  readonly publishableKey: string;
  /** The host that the key names. */
  readonly frontendApi: string;
  readonly instanceType: 'development' | 'production';
  readonly proxyUrl: string | undefined;
  readonly domain: string | undefined;
  readonly invitationRelay: string | undefined;
  /** @internal */
  declare __internal_lastEmittedResources: Partial<Resources> | undefined;
  #loading: Promise<void> | undefined;
  #origin: string;
  #wasm: WasmClient | undefined;
  #objects: ClientObjects | undefined;
  #tabs: BroadcastChannel | undefined;
  #clientJson: unknown;
  #loadOptions: LoadOptions | undefined;
  #listeners = new Set<(resources: Resources) => void>();
  #observers = new Map<string, Set<Observer>>();

  /** @throws {Error} for an invalid publishable key, and for a `proxyUrl` that is not an http(s) URL */
  constructor(publishableKey: string, { proxyUrl, domain, invitationRelay }: ClerkOptions = {}) {
    this.publishableKey = publishableKey;
    this.frontendApi = frontendApiOf(publishableKey);
    this.instanceType = publishableKey.startsWith('pk_test_') ? 'development' : 'production';
    this.proxyUrl = proxyUrl;
    this.domain = domain;
    this.invitationRelay = invitationRelay;
    this.#origin = originOf(this.frontendApi, this.instanceType === 'production', proxyUrl, domain);
  }

  /** True once there is a client to work with. */
  get loaded(): boolean {
    return this.status === 'ready' || this.status === 'degraded';
  }

  /** Whether a session is active. */
  get isSignedIn(): boolean {
    return this.session?.status === 'active';
  }

  // The methods are properties of their own, so that they work detached.

  /**
   * Starts the wasm module and fetches the client; once, however often it is called, and anew after a failure.
   *
   * @throws {ClerkRuntimeError} `wasm_load_failed`, `network_error`, `timeout`, `invalid_response`
   * @throws {ClerkAPIResponseError} when the server refuses the client
   */
  load = (options?: LoadOptions): Promise<void> => {
    this.#loadOptions = options;
    if (this.#wasm?.isTerminated) this.#wasm = this.#loading = undefined;
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      this.#setStatus('error');
      throw error;
    });
    return this.#loading;
  };

  /**
   * Calls `listener` now, if there is a client already, and after each change. Objects keep their identity while the server
   * keeps theirs, with fields that are current. Returns a function that unsubscribes. A listener that throws does not keep
   * the others from being called.
   */
  addListener = (listener: (resources: Resources) => void, options?: { skipInitialEmit?: boolean }): (() => void) => {
    this.#listeners.add(listener);
    if (this.client && !options?.skipInitialEmit) this.#notifyListeners([listener]);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /**
   * Calls `observer` at each event: of every request that is sent, and when the `status` changes. With `notify` it is called
   * with the present status at once. Returns a function that unsubscribes.
   */
  on = <Event extends keyof ClerkEvents>(
    event: Event,
    observer: (details: ClerkEvents[Event]) => void,
    options?: { notify?: boolean },
  ): (() => void) => {
    const observers = this.#observers.get(event) ?? new Set();
    this.#observers.set(event, observers.add(observer));
    if (event === 'status' && options?.notify) notify([observer as Observer], this.status as never);
    return () => this.off(event, observer);
  };

  /** Unsubscribes what {@link on} subscribed. */
  off = <Event extends keyof ClerkEvents>(event: Event, observer: (details: ClerkEvents[Event]) => void): void => {
    this.#observers.get(event)?.delete(observer);
  };

  /**
   * Makes a session and an organization the active ones.
   *
   * @throws {ClerkRuntimeError} `not_loaded`, `invalid_params` for a session that the client does not have
   * @throws {ClerkAPIResponseError} when the server refuses, for example an organization that the user does not belong to
   */
  setActive = (params: SetActiveParams): Promise<void> =>
    this.#withAccount((account, context) => account.setActive(context, params));

  /** Ends a session, or all of them, here and in other tabs. A function instead of the options is called afterwards. */
  signOut = (options?: SignOutOptions | (() => void | Promise<unknown>)): Promise<void> =>
    this.#withAccount((account, context) => account.signOut(context, options));

  /** Creates an organization, whose admin the user becomes. It does not become the active one. */
  createOrganization = (params: CreateOrganizationParams, options?: CallOptions): Promise<Organization> =>
    this.#withAccount((account, context) => account.createOrganization(context, params, options));

  /** Fetches an organization by id. */
  getOrganization = (id: string, options?: CallOptions): Promise<Organization> =>
    this.#withAccount((account, context) => account.getOrganization(context, id, options));

  /** Fetches the client again. With `session`, that session becomes the active one. */
  reload = (options?: CallOptions & { session?: Pick<Session, 'id'> | string | null }): Promise<void> =>
    this.#withAccount((account, context) => account.reload(context, options));

  /**
   * Shows a form for signing in with an e-mail address and a password or a mailed code. Mounting again replaces what was
   * there. Errors (`not_loaded`, or `invalid_params` if `node` is not an element) are reported like uncaught ones.
   */
  mountSignIn = (node: Element, props?: SignInProps): void =>
    this.#show((account, context) => account.mount(context, 'SignIn', node, props));

  /** Removes what {@link mountSignIn} showed. */
  unmountSignIn = (node: Element): void => this.#show((account, context) => account.unmount(context, node));

  /** Shows the active organization, with a menu of the user's others and a form for a new one; nothing while signed out. */
  mountOrganizationSwitcher = (node: Element, props?: OrganizationSwitcherProps): void =>
    this.#show((account, context) => account.mount(context, 'OrganizationSwitcher', node, props));

  /** Removes what {@link mountOrganizationSwitcher} showed. */
  unmountOrganizationSwitcher = (node: Element): void => this.#show((account, context) => account.unmount(context, node));

  /**
   * Clerk's React hooks call it (seen in @clerk/react 6.18) to offer a change of the instance's settings.
   *
   * @internal
   */
  __internal_attemptToEnableEnvironmentSetting(): void {}

  async #load(): Promise<void> {
    this.#setStatus('loading');
    await init();
    const wasm = (this.#wasm ??= await this.#start());
    await wasm.prepare();
    // A client works without its environment.
    const verb = this.instanceType === 'development' ? 'PATCH' : 'GET';
    const fetchEnvironment = () => wasm.send(`${verb} /environment`).catch((error: unknown) => error);
    const pending = fetchEnvironment();
    await wasm.load();
    let environment = await pending;
    // The server had forgotten the dev browser; there is a new one by now.
    if (isDevBrowserError(environment)) environment = await fetchEnvironment();
    this.#setStatus(environment instanceof Error ? 'degraded' : 'ready');
    this.#listen();
  }

  async #start(): Promise<WasmClient> {
    const { publishableKey } = this;
    const isDevBrowserInstance = this.instanceType === 'development' && hasDevBrowser(this.frontendApi);
    const wasm = new WasmClient({
      publishableKey,
      origin: this.#origin,
      hasDevBrowser: isDevBrowserInstance,
      devBrowser: isDevBrowserInstance ? await devBrowser(publishableKey) : undefined,
      onClient: (client, sessionId) => this.#setClient(client, sessionId),
      onEvent: (event, details) => this.#emit(event, details),
    });
    if (this.#objects) this.#objects.moveTo(wasm);
    else this.#objects = new ClientObjects(wasm, this.#withAccount);
    return wasm;
  }

  #setClient(json: unknown, sessionId: string | undefined): void {
    Object.assign(this, this.#objects?.read(json, sessionId));
    this.#clientJson = json;
    this.#writeCookies();
    this.#notifyListeners(this.#listeners);
  }

  #notifyListeners(listeners: Iterable<(resources: Resources) => void>): void {
    const { client, session = null, user = null, organization = null } = this;
    if (!client) return;
    const last = this.__internal_lastEmittedResources;
    this.__internal_lastEmittedResources = { client, ...copiesOfChanged({ session, user, organization }, last) };
    notify(listeners, { client, session, user, organization });
  }

  // The app's own server finds the session in its cookies.
  #writeCookies(): void {
    const { session, client } = this;
    void writeSessionCookies(this.publishableKey, {
      jwt: session ? this.#objects?.tokens.of(session)?.jwt : undefined,
      context: session ? `${session.id}:${session.lastActiveOrganizationId ?? ''}` : undefined,
      updatedAt: Number((client as { updatedAt?: Date } | undefined)?.updatedAt ?? 0),
      isDevelopment: this.instanceType === 'development',
    });
  }

  #listen(): void {
    if (this.#tabs || !globalThis.document || !globalThis.BroadcastChannel) return;
    this.#tabs = new BroadcastChannel(CHANNEL);
    // A message is not trusted: the client is fetched.
    this.#tabs.onmessage = ({ data }: MessageEvent<{ type?: unknown } | undefined>) => {
      if (data?.type === 'signout') this.#wasm?.load().catch(() => {});
    };
    // What fails now is tried at the next occasion.
    const poll = (event?: Event) => {
      this.#withAccount((account, context) => account.startPolling(context, event)).catch(() => {});
    };
    addEventListener('focus', poll);
    if (this.#loadOptions?.polling ?? true) setTimeout(poll, FIRST_POLL_MS);
  }

  #setStatus(status: ClerkStatus): void {
    if (status === this.status) return;
    Object.assign(this, { status });
    this.#emit('status', status);
  }

  #emit(event: string, details: unknown): void {
    notify(this.#observers.get(event) ?? [], details as never);
  }

  #withAccount: WithAccount = async (run) => {
    const [wasm, objects] = [this.#wasm, this.#objects];
    if (!this.client || !wasm || !objects) throw runtimeError('not_loaded', 'Call load() first.');
    const context: ClerkContext = {
      clerk: this,
      wasm,
      objects,
      loadOptions: this.#loadOptions,
      tabs: this.#tabs,
      selectSession: this.#selectSession,
      writeSessionCookies: () => this.#writeCookies(),
      notifyListeners: () => this.#notifyListeners(this.#listeners),
      withAccount: this.#withAccount,
    };
    return run(await account(), context);
  };

  #show(run: Parameters<WithAccount>[0]): void {
    this.#withAccount(run).catch(report);
  }

  // The client stays, another of its sessions becomes the active one.
  #selectSession = (sessionId: string | undefined): void => {
    this.#wasm?.select(sessionId);
    this.#setClient(this.#clientJson, sessionId);
  };
}

const isDevBrowserError = (error: unknown): boolean =>
  (error as { errors?: { code?: string }[] } | null | undefined)?.errors?.[0]?.code === 'dev_browser_unauthenticated';

// Clerk's React hooks take the same object for an unchanged one (seen in @clerk/react 6.18). So they get copies: another one
// when a field has changed.
function copiesOfChanged<T extends Record<string, object | null>>(resources: T, last: Partial<Resources> = {}): T {
  const copies: Record<string, object | null> = {};
  for (const [name, resource] of Object.entries(resources)) {
    const previous = last[name as keyof Resources];
    const isSame = previous !== undefined && JSON.stringify(resource) === JSON.stringify(previous);
    copies[name] = isSame ? previous : resource && Object.assign(Object.create(Object.getPrototypeOf(resource)), resource);
  }
  return copies as T;
}
