// The `Clerk` object: the key, what is known of the client, who is told of it.

import { failed } from './errors.js';
import { ClientObjects } from './client.js';
import { report, tell } from './listeners.js';
import { ended } from './termination.js';
import { devBrowser, rememberSession } from '../transport/cookies.js';

/** What `pkg/index.js` brings: `start` and `Core` of the wasm side, and `account`, which fetches account.js. */
export const parts = {};

// The start of each module: another one when the one before has ended.
const started = {};

/**
 * Starts the wasm module, once however often it is called. `source` is for those who bring their own: a URL, a
 * Response, the bytes or a compiled module; without it the file beside the script is fetched.
 */
export function init(source = init.source?.()) {
  const now = ended;
  return (started[now] ??= Promise.resolve(source)
    .then(parts.start)
    .then(
      () => {},
      (cause) => {
        delete started[now];
        throw failed('wasm_load_failed', 'The wasm module could not be started.', cause);
      },
    ));
}

// The key is read here because the constructor must refuse a wrong one and the wasm module is not there yet.
function hostOf(publishableKey) {
  try {
    return /^([^$]*\.[^$]*)\$$/.exec(atob(/^pk_(?:test|live)_([^_]+)$/.exec(publishableKey)[1]))[1];
  } catch {
    throw new Error(`The publishableKey passed to Clerk is invalid: ${publishableKey}`);
  }
}

// Hosts of development instances, whose client is found by a dev browser rather than by a cookie (as in clerk-js 6.40).
const DEV_BROWSER_HOST =
  /(\.lcl\.dev|\.(lcl)?stg(stage)?\.dev|\.lclstage\.dev|\.(dev|stg|accounts)\.lclclerk\.com|accounts(stage)?\.dev)$/;

// An absolute URL, or a path on the page's own origin.
function proxied(proxyUrl) {
  try {
    const { protocol, origin, pathname } = new URL(proxyUrl, proxyUrl.startsWith('/') ? location.href : undefined);
    if (/^https?:$/.test(protocol)) return origin + pathname.replace(/\/+$/, '');
  } catch {
    // Refused below, like any other URL that is none.
  }
  throw new Error(`The proxyUrl passed to Clerk is invalid: ${proxyUrl}`);
}

/** Fetches a part of the package. One that cannot be fetched is a request without an answer, like any other. */
export async function part(load) {
  try {
    return await load();
  } catch (cause) {
    throw failed('network_error', 'A part of this package could not be fetched.', cause);
  }
}

// Clerk's React hooks take what is the same object for unchanged (seen in @clerk/react 6.18), so they are shown copies:
// another one whenever a field is another.
function rendered(now, last = {}) {
  for (const name in now) {
    const is = now[name];
    if (JSON.stringify(is) === JSON.stringify(last[name])) now[name] = last[name];
    else now[name] = is && Object.assign(Object.create(Object.getPrototypeOf(is)), is);
  }
  return now;
}

// When a page that stays open is seen to for the first time; its token lasts for a minute.
const TENDED_AFTER_MS = 30_000;

// clerk-js tells other tabs of a sign-out on this channel, and listens there; so do we, for it and for each other.
const CHANNEL = 'clerk';

/** A browser's client of one Clerk instance. */
export class Clerk {
  client;
  session;
  user;
  organization;
  status = 'loading';
  #loading;
  #origin;
  #core;
  #objects;
  #tabs;
  #json;
  #ended = ended;
  #options;
  #listeners = new Set();
  #observers = new Map();

  constructor(publishableKey, { proxyUrl, domain, invitationRelay } = {}) {
    this.publishableKey = publishableKey;
    this.frontendApi = hostOf(publishableKey);
    this.instanceType = publishableKey.startsWith('pk_test_') ? 'development' : 'production';
    this.proxyUrl = proxyUrl;
    this.domain = domain;
    this.invitationRelay = invitationRelay;
    // A domain replaces the host in production only.
    const host =
      domain && this.instanceType === 'production'
        ? `clerk.${domain.replace(/^https?:\/\/|\/+$/g, '').replace(/^clerk\./, '')}`
        : this.frontendApi;
    this.#origin = proxyUrl ? proxied(proxyUrl) : `https://${host}`;
    // What the functions of account.js do, and what they show. Own functions, so that they work detached.
    for (const act of ['setActive', 'signOut', 'createOrganization', 'getOrganization', 'reload']) {
      this[act] = (...said) => this.#account(act, ...said);
    }
    for (const component of ['SignIn', 'OrganizationSwitcher']) {
      this[`mount${component}`] = (...said) => this.#show(component, ...said);
      this[`unmount${component}`] = (node) => this.#show(undefined, node);
    }
  }

  /** True once there is a client to work with. */
  get loaded() {
    return this.status === 'ready' || this.status === 'degraded';
  }

  /** Whether a session is active. */
  get isSignedIn() {
    return this.session?.status === 'active';
  }

  /** Starts wasm and fetches the client; once, however often it is called, and anew after a failure. */
  load(options) {
    this.#options = options;
    if (this.#ended !== ended) {
      this.#ended = ended;
      this.#loading = undefined;
      if (this.#core) this.#core = this.#objects.leave(this.#core);
    }
    this.#loading ??= this.#load().catch((error) => {
      this.#loading = undefined;
      this.#become('error');
      throw error;
    });
    return this.#loading;
  }

  async #load() {
    this.#become('loading');
    await init();
    if (!this.#core) await this.#start();
    await this.#core.prepare();
    // An environment that cannot be had stops nobody.
    const verb = this.instanceType === 'development' ? 'PATCH' : 'GET';
    const environment = () => this.#core.send(`${verb} /environment`).catch((error) => error);
    const first = environment();
    await this.#core.load();
    let had = await first;
    // The dev browser was forgotten by the server, and is a new one by now.
    if (had?.errors?.[0]?.code === 'dev_browser_unauthenticated') had = await environment();
    this.#become(had instanceof Error ? 'degraded' : 'ready');
    this.#listen();
  }

  async #start() {
    const has = this.instanceType === 'development' && DEV_BROWSER_HOST.test(this.frontendApi);
    const remembered = has ? await devBrowser(this.publishableKey) : undefined;
    this.#core = new parts.Core(
      this.publishableKey,
      this.#origin,
      has,
      remembered,
      (client, sessionId) => this.#changed(client, sessionId),
      (event, details) => this.#emit(event, details),
    );
    this.#objects ??= new ClientObjects((act, ...said) => this.#account(act, ...said));
    this.#objects.enter(this.#core);
  }

  #changed(client, sessionId) {
    Object.assign(this, this.#objects.read(client, sessionId));
    this.#json = client;
    this.#remember();
    this.#tell();
  }

  #tell(listeners = this.#listeners) {
    const { client, session, user, organization, __internal_lastEmittedResources: last } = this;
    const now = { client, session, user, organization };
    this.__internal_lastEmittedResources = { client, ...rendered({ session, user, organization }, last) };
    tell(listeners, now);
  }

  // Clerk's React hooks call it unasked (seen in @clerk/react 6.18); it offers to change the instance's settings.
  __internal_attemptToEnableEnvironmentSetting() {}

  // The app's own server finds the session in its cookies.
  #remember() {
    const { session, client } = this;
    rememberSession(this.publishableKey, {
      jwt: session ? this.#objects.tokens.at(session)?.jwt : undefined,
      context: session ? `${session.id}:${session.lastActiveOrganizationId ?? ''}` : undefined,
      updatedAt: Number(client.updatedAt ?? 0),
      development: this.instanceType === 'development',
    });
  }

  #listen() {
    if (this.#tabs || !globalThis.document || !globalThis.BroadcastChannel) return;
    this.#tabs = new BroadcastChannel(CHANNEL);
    // What it says is not believed but looked up.
    this.#tabs.onmessage = ({ data }) => data?.type === 'signout' && this.#core.load().catch(() => {});
    // What cannot be told now is told at the next occasion.
    const tend = (event) => this.#account('tend', event).catch(() => {});
    addEventListener('focus', tend);
    if (this.#options?.polling ?? true) setTimeout(tend, TENDED_AFTER_MS);
  }

  #become(status) {
    if (status === this.status) return;
    this.status = status;
    this.#emit('status', status);
  }

  #emit(event, details) {
    tell(this.#observers.get(event) ?? [], details);
  }

  /**
   * Calls `observer` at each `request`, `response`, `retry` and `error` of a request, and when the `status` changes;
   * with `{ notify: true }` the present status is told at once.
   */
  on(event, observer, options) {
    if (!this.#observers.has(event)) this.#observers.set(event, new Set());
    this.#observers.get(event).add(observer);
    if (event === 'status' && options?.notify) tell([observer], this.status);
    return () => this.off(event, observer);
  }

  /** Ends what `on` began. */
  off(event, observer) {
    this.#observers.get(event)?.delete(observer);
  }

  /** Calls `listener` with `{ client, session, user, organization }` now and after each change; ends with what it gives. */
  addListener(listener, options) {
    this.#listeners.add(listener);
    if (this.client && !options?.skipInitialEmit) this.#tell([listener]);
    return () => this.#listeners.delete(listener);
  }

  // What few pages do, and none to list invitations, is fetched when it is first done.
  async #account(act, ...said) {
    if (!this.client) throw failed('not_loaded', 'Call load() first.');
    return (await part(parts.account))[act](
      {
        clerk: this,
        core: this.#core,
        objects: this.#objects,
        options: this.#options,
        tabs: this.#tabs,
        select: this.#select,
        obtained: () => this.#remember(),
        changed: () => this.#tell(),
        act: (...said) => this.#account(...said),
      },
      ...said,
    );
  }

  // Nobody waits for it, so what goes wrong is reported like an error that nobody caught.
  #show(...said) {
    this.#account('show', ...said).catch(report);
  }

  // The client stays, the session that is looked at changes.
  #select = (sessionId) => {
    this.#core.select(sessionId);
    this.#changed(this.#json, sessionId);
  };
}
