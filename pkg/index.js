// The `Clerk` object: what an app imports. Importing does nothing; `await clerk.load()` starts the wasm module.

import start, { ClerkRuntimeError, ClientObjects, Core } from './wasm/clerk_organization.js';

export {
  ClerkAPIResponseError,
  ClerkRuntimeError,
  Organization,
  OrganizationInvitation,
} from './wasm/clerk_organization.js';

let started;

/**
 * Starts the wasm module, once however often it is called. `source` is for those who bring their own: a URL, a
 * Response, the bytes or a compiled module; without it the file beside this one is fetched.
 */
export function init(source = init.source?.()) {
  started ??= Promise.resolve(source)
    .then((source) => start(source === undefined ? undefined : { module_or_path: source }))
    .then(
      () => {},
      (cause) => {
        started = undefined;
        throw new ClerkRuntimeError('The wasm module could not be started.', { code: 'wasm_load_failed', cause });
      },
    );
  return started;
}

const hasKind = (kind) => (error) => error?.constructor?.kind === kind;
/** Whether an error is the server's refusal; true for Clerk's own class as well. */
export const isClerkAPIResponseError = hasKind('ClerkAPIResponseError');
/** Whether an error is a call without an answer; true for Clerk's own class as well. */
export const isClerkRuntimeError = hasKind('ClerkRuntimeError');

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

  constructor(publishableKey, { proxyUrl, domain } = {}) {
    this.publishableKey = publishableKey;
    this.frontendApi = hostOf(publishableKey);
    this.instanceType = publishableKey.startsWith('pk_test_') ? 'development' : 'production';
    this.proxyUrl = proxyUrl;
    this.domain = domain;
    // A domain replaces the host in production only.
    const host =
      domain && this.instanceType === 'production'
        ? `clerk.${domain.replace(/^https?:\/\/|\/+$/g, '').replace(/^clerk\./, '')}`
        : this.frontendApi;
    this.#origin = proxyUrl ? proxied(proxyUrl) : `https://${host}`;
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
  load() {
    this.#loading ??= this.#load().catch((error) => {
      this.#loading = undefined;
      this.status = 'error';
      throw error;
    });
    return this.#loading;
  }

  async #load() {
    this.status = 'loading';
    await init();
    if (!this.#core) {
      const development = this.instanceType === 'development';
      this.#core = new Core(
        this.publishableKey,
        this.#origin,
        development,
        development && DEV_BROWSER_HOST.test(this.frontendApi),
        (client, sessionId) => Object.assign(this, this.#objects.read(client, sessionId)),
      );
      this.#objects = new ClientObjects(this.#core);
    }
    const environment = await this.#core.load();
    this.status = environment ? 'ready' : 'degraded';
  }
}

export default Clerk;
