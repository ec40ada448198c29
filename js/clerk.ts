// The `Clerk` object: the key, the client and its listeners.

import { accountChunk, invitationsChunk } from './chunks.js';
import type { Background, ClerkContext, WithAccount } from './context.js';
import { takeDevBrowser, sha1 } from './dev-browser.js';
import { runtimeError } from './errors.js';
import type { Listener } from './host.js';
import { notify, report } from './listeners.js';
import { ClientObjects } from './objects/client.js';
import type { OpenList } from './objects/live-list.js';
import { addMethods } from './objects/methods.js';
import { checkProxyUrl, frontendApiOf } from './publishable-key.js';
import type {
  AcceptedInvitation,
  AcceptInvitationParams,
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

// clerk-js posts sign-outs to other tabs on this channel, and listens there. So does this package.
const CLERK_CHANNEL = 'clerk';
// Tabs with this package post changes of an organization on this channel.
const CHANGES_CHANNEL = 'clerk-organization';

/** How long a closed client can still send messages. */
const CLOSE_MS = 100;

type Observer = (details: never) => void;

/** A browser's client of one Clerk instance. */
export class Clerk {
  /** Undefined before `load()`. */
  client: Client | undefined;
  /** Undefined before `load()`, null while signed out. */
  session: Session | null | undefined;
  /** Undefined before `load()`, null while signed out. */
  user: User | null | undefined;
  /** The active organization. Undefined before `load()`, null if there is none. */
  organization: Organization | null | undefined;
  /** `degraded`: everything but the environment could be fetched. */
  readonly status: ClerkStatus = 'loading';
  readonly publishableKey: string;
  /** The host of the Frontend API in the key. */
  readonly frontendApi: string;
  readonly instanceType: 'development' | 'production';
  readonly proxyUrl: string | undefined;
  readonly domain: string | undefined;
  readonly invitationRelay: string | undefined;
  /**
   * Set by the React entry: invitations may have the role names that Clerk used until 2023.
   *
   * @internal
   */
  declare __internal_legacyRoles?: boolean;
  /**
   * The lists that are kept current, for devtools. Set with the first of them.
   *
   * @internal
   */
  declare __internal_openLists?: Set<OpenList>;
  /**
   * The instance's settings, for `clerkForReact`. The error if they could not be fetched.
   *
   * @internal
   */
  declare __internal_environmentJson?: unknown;
  #loading: Promise<void> | undefined;
  #wasm: WasmClient | undefined;
  #objects: ClientObjects | undefined;
  #background: Background | undefined;
  #loadOptions: LoadOptions = {};
  /** Undefined until the listeners are called for the first time. */
  #emitted: Emitted | undefined;
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
    checkProxyUrl(proxyUrl);
    addMethods(this, 'clerk', 'setActive signOut createOrganization getOrganization acceptInvitation reload', this.#withAccount);
  }

  /** Whether the client was fetched. */
  get loaded(): boolean {
    return this.status === 'ready' || this.status === 'degraded';
  }

  /** Whether a session is active. */
  get isSignedIn(): boolean {
    return this.session?.status === 'active';
  }

  // The methods are own properties, so that they work detached.

  /**
   * Starts the wasm module and fetches the client. Later calls share the result of the first one; after a failure the next
   * call starts again. The options of later calls are added to those of earlier ones.
   *
   * @throws {ClerkRuntimeError} `wasm_load_failed`, `network_error`, `timeout`, `invalid_response`
   * @throws {ClerkAPIResponseError} when the server refuses the client
   */
  load = (options?: LoadOptions): Promise<void> => {
    Object.assign(this.#loadOptions, options);
    if (this.#wasm?.isTerminated) this.#wasm = this.#loading = undefined;
    const wasm = this.#wasm;
    wasm?.now('setWritesCookies', this.#loadOptions.cookies ?? true);
    if (options?.polling && this.#background) {
      this.#background.closing.abort();
      this.#background = this.#startBackground();
    }
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = undefined;
      this.#setStatus('error');
      throw error;
    });
    // Not earlier, because the session may have ended in another tab while the client was closed.
    return wasm ? this.#loading.then(() => wasm.now('takeOverCookies')) : this.#loading;
  };

  /**
   * Calls `listener` now, if the client is loaded, and after each change. Objects keep their identity as long as they have the
   * same id, and their fields are current. Returns a function that unsubscribes. If a listener throws, the others are still
   * called.
   */
  addListener = (listener: (resources: Resources) => void, options?: { skipInitialEmit?: boolean }): (() => void) => {
    this.#listeners.add(listener);
    if (this.client && !options?.skipInitialEmit) this.#notifyListeners([listener]);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /**
   * Calls `observer` at each event of a request, or when the `status` changes. With `notify` it is called at once with the
   * current status. Returns a function that unsubscribes.
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

  /** Unsubscribes an observer of {@link on}. */
  off = <Event extends keyof ClerkEvents>(event: Event, observer: (details: ClerkEvents[Event]) => void): void => {
    this.#observers.get(event)?.delete(observer);
  };

  /**
   * Makes a session and an organization the active ones.
   *
   * @throws {ClerkRuntimeError} `not_loaded`, `invalid_params` for a session that the client does not have, `signed_out`
   * without a session
   * @throws {ClerkAPIResponseError} when the server refuses, for example an organization that the user does not belong to
   */
  declare setActive: (params: SetActiveParams) => Promise<void>;

  /**
   * Ends one session or all of them, here and in other tabs. A function before the options is called afterwards, instead of a
   * navigation.
   */
  declare signOut: (
    optionsOrCallback?: SignOutOptions | (() => void | Promise<unknown>),
    options?: SignOutOptions,
  ) => Promise<void>;

  /** Creates an organization with the user as its admin. It does not become the active one. */
  declare createOrganization: (params: CreateOrganizationParams, options?: CallOptions) => Promise<Organization>;

  /** Fetches an organization by id. */
  declare getOrganization: (id: string, options?: CallOptions) => Promise<Organization>;

  /**
   * Accepts the invitation in the page's URL, to which its link has added `__clerk_ticket` and `__clerk_status`. If
   * the invited person is signed in, they join. If they are signed out, the link signs them in. A new person is signed up once
   * no field is missing. Calls that overlap share one acceptance. An invitation that was accepted before is `complete`.
   *
   * @throws {ClerkRuntimeError} `invitation_for_another_user` if another user (`signedInAs`) is signed in; nothing is
   * accepted. `invalid_params` for a URL without a ticket and, while a user is signed in, for a ticket that is cut off
   * @throws {ClerkAPIResponseError} for an invitation that was revoked or has expired
   */
  declare acceptInvitation: (params?: AcceptInvitationParams) => Promise<AcceptedInvitation>;

  /** Fetches the client again. With `session`, that session becomes the active one. */
  declare reload: (options?: CallOptions & { session?: Pick<Session, 'id'> | string | null }) => Promise<void>;

  /**
   * Shows a form for signing in with an e-mail address and a password or a mailed code. Mounting again replaces the former
   * component. Errors (`not_loaded`, or `invalid_params` if `node` is not an element) are reported as uncaught.
   */
  mountSignIn = (node: Element, props?: SignInProps): void =>
    this.#show((account, context) => account.mount(context, 'SignIn', node, props));

  /** Removes the form of {@link mountSignIn}. */
  unmountSignIn = (node: Element): void => this.#show((account, context) => account.unmount(context, node));

  /**
   * Shows the active organization, a menu of the user's other ones, and a form for a new one. Shows nothing while signed out.
   */
  mountOrganizationSwitcher = (node: Element, props?: OrganizationSwitcherProps): void =>
    this.#show((account, context) => account.mount(context, 'OrganizationSwitcher', node, props));

  /** Removes the switcher of {@link mountOrganizationSwitcher}. */
  unmountOrganizationSwitcher = (node: Element): void => this.#show((account, context) => account.unmount(context, node));

  /**
   * Ends the background work: polling, and the listeners for other tabs and for the page's focus. Pending requests are
   * completed. `load()` starts the background work again.
   */
  close = (): void => {
    this.#background?.closing.abort();
    this.#background = this.#loading = undefined;
  };

  /**
   * Clerk's React hooks (@clerk/react 6.18) call this to offer a change of the instance's settings.
   *
   * @internal
   */
  __internal_attemptToEnableEnvironmentSetting(): void {}

  async #load(): Promise<void> {
    this.#setStatus('loading');
    await init();
    const wasm = this.#wasm ?? (await this.#start());
    await wasm.run(undefined, 'prepare');
    // A client works without its environment.
    const operation = this.instanceType === 'development' ? 'touchEnvironment' : 'getEnvironment';
    const fetchEnvironment = () => wasm.call(operation, [], {}).catch((error: unknown) => error);
    const pending = fetchEnvironment();
    await wasm.run(undefined, 'load');
    let environment = await pending;
    // The server had lost the dev browser, which was replaced meanwhile.
    if (isDevBrowserError(environment)) environment = await fetchEnvironment();
    this.__internal_environmentJson = environment;
    this.#setStatus(environment instanceof Error ? 'degraded' : 'ready');
    this.#background ??= this.#startBackground();
  }

  async #start(): Promise<WasmClient> {
    const { frontendApi, proxyUrl, domain } = this;
    const isDevelopment = this.instanceType === 'development';
    const keyDigest = await sha1(this.publishableKey);
    const devBrowser = isDevelopment ? takeDevBrowser() : undefined;
    const pageOrigin = globalThis.location?.origin;
    const options = { frontendApi, proxyUrl, domain, pageOrigin, keyDigest, devBrowser };
    // All calls of `load()` share one client, also if it was closed in between.
    const wasm = (this.#wasm ??= new WasmClient(options, isDevelopment, this.#loadOptions.cookies ?? true, this.#listener));
    if (this.#objects) this.#objects.moveTo(wasm);
    else this.#objects = new ClientObjects(wasm, this.#withAccount);
    return wasm;
  }

  #listener: Listener = {
    adopt: (client, sessionId) => {
      try {
        this.#objects?.read(client);
        Object.assign(this, this.#objects?.resources(sessionId));
        return true;
      } catch {
        // The client is invalid, so nothing changes.
        return false;
      }
    },
    adopted: () => this.#notifyListeners(this.#listeners),
    emit: (event, details) => this.#emit(event, details),
  };

  #notifyListeners(listeners: Iterable<(resources: Resources) => void>): void {
    const { client, session = null, user = null, organization = null } = this;
    if (!client) return;
    this.#emitted = { isCopied: false, copies: this.#emitted?.copies };
    notify(listeners, { client, session, user, organization });
  }

  /**
   * Copies of the resources for Clerk's React hooks (@clerk/react 6.18). The hooks compare objects by identity, so a changed
   * resource is a new copy. Copies are made when they are read, because most pages have no such hooks.
   *
   * @internal
   */
  get __internal_lastEmittedResources(): Partial<Resources> | undefined {
    const emitted = this.#emitted;
    if (emitted && !emitted.isCopied) {
      const { client, session = null, user = null, organization = null } = this;
      emitted.copies = { client, ...copiesOfChanged({ session, user, organization }, emitted.copies) };
      emitted.isCopied = true;
    }
    return emitted?.copies;
  }

  #startBackground(): Background | undefined {
    // There is no page, or the client was closed while it loaded.
    if (!(globalThis.document && this.#loading)) return undefined;
    const closing = new AbortController();
    const { signal } = closing;
    // A failure is retried at the next occasion.
    const run = (start: Parameters<WithAccount>[0]) => void this.#withAccount(start).catch(() => {});
    const onFocus = () => run((account, context) => account.onFocus(context));
    addEventListener('focus', onFocus);
    // Not with the option `signal`, because jsdom refuses signals other than its own.
    signal.addEventListener('abort', () => removeEventListener('focus', onFocus));
    if (this.#loadOptions.polling ?? true) {
      // Polling starts much later, but its chunk is then already loaded for the page's first change.
      (globalThis.requestIdleCallback ?? setTimeout)(() => run((account, context) => account.startPolling(context)));
    }
    // Messages are not trusted: the data is fetched from the server.
    const tabs = openChannel(CLERK_CHANNEL, signal, (data) => {
      if (data['type'] === 'signout') this.#wasm?.run(undefined, 'load').catch(() => {});
    });
    const changes = openChannel(CHANGES_CHANNEL, signal, ({ frontendApi, organizationId, operation }) => {
      if (frontendApi !== this.frontendApi || typeof organizationId !== 'string') return;
      run((account, context) => account.onChangeElsewhere(context, organizationId, operation));
    });
    return { closing, tabs, changes };
  }

  #setStatus(status: ClerkStatus): void {
    if (status === this.status) return;
    Object.assign(this, { status });
    this.#emit('status', () => status);
  }

  #emit(event: string, details: () => unknown): void {
    const observers = this.#observers.get(event);
    if (observers) notify(observers, details() as never);
  }

  #withAccount: WithAccount = async (run) => {
    if (!this.client || !this.#wasm || !this.#objects) throw runtimeError('not_loaded', 'Call load() first.');
    return run(await accountChunk(), this.#context);
  };

  #show(run: Parameters<WithAccount>[0]): void {
    this.#withAccount(run).catch(report);
  }

  // Makes another session of the same client the active one.
  #selectSession = (sessionId: string | undefined): void => {
    Object.assign(this, this.#objects?.resources(sessionId));
    this.#wasm?.now('select', sessionId);
    this.#notifyListeners(this.#listeners);
  };

  /** One object for all calls. Its getters return the current module and channels, also to code that keeps the object. */
  #context: ClerkContext = this.#newContext();

  #newContext(): ClerkContext {
    const clerk = this;
    return {
      clerk,
      get wasm() {
        return clerk.#wasm as WasmClient;
      },
      get objects() {
        return clerk.#objects as ClientObjects;
      },
      loadOptions: this.#loadOptions,
      get background() {
        return clerk.#background;
      },
      selectSession: this.#selectSession,
      notifyListeners: () => this.#notifyListeners(this.#listeners),
      withAccount: this.#withAccount,
      invitationsChunk,
    };
  }
}

function openChannel(
  name: string,
  signal: AbortSignal,
  onMessage: (data: { [name: string]: unknown }) => void,
): BroadcastChannel | undefined {
  let channel: BroadcastChannel;
  try {
    channel = new BroadcastChannel(name);
  } catch {
    // The engine has none, or Firefox throws because the person blocks cookies (mozilla/fxa issue 2347).
    return undefined;
  }
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'object' && data !== null) onMessage(data as { [name: string]: unknown });
  };
  signal.addEventListener('abort', () => {
    channel.onmessage = null;
    // Later than the messages of changes that have just ended (js/pending-changes.ts). Node must not wait for the channel,
    // because a test in jsdom, and its timers, may end before.
    (channel as BroadcastChannel & { unref?(): void }).unref?.();
    setTimeout(() => channel.close(), CLOSE_MS);
  });
  return channel;
}

const isDevBrowserError = (error: unknown): boolean =>
  (error as { errors?: { code?: string }[] } | null | undefined)?.errors?.[0]?.code === 'dev_browser_unauthenticated';

/** The copies that Clerk's React hooks have read, and whether they belong to the last notification. */
interface Emitted {
  isCopied: boolean;
  copies: Partial<Resources> | undefined;
}

/** Copies of the resources that have changed since `last`; those of `last` that have not. */
function copiesOfChanged<T extends Record<string, object | null>>(resources: T, last: Partial<Resources> = {}): T {
  const copies: Record<string, object | null> = {};
  for (const [name, resource] of Object.entries(resources)) {
    const previous = last[name as keyof Resources];
    const isSame = previous !== undefined && JSON.stringify(resource) === JSON.stringify(previous);
    copies[name] = isSame ? previous : resource && Object.assign(Object.create(Object.getPrototypeOf(resource)), resource);
  }
  return copies as T;
}
