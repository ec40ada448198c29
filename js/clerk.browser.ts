// The package for a plain `<script async src>`: an instance at `window.Clerk`. Its key, proxy URL and domain are read from
// the script's own tag (`data-clerk-publishable-key`, `data-clerk-proxy-url`, `data-clerk-domain`) or from globals
// (`__clerk_publishable_key`, …), as Clerk's own script reads them.
//
// A classic script cannot import synchronously, and the page expects `Clerk` at once. So `window.Clerk` is a stand-in: it
// queues calls until the module is imported, and forwards to the real instance from then on.

import { checkProxyUrl, frontendApiOf } from './publishable-key.js';
import type { Clerk as ClerkInstance, ClerkOptions } from './types.js';

declare global {
  /** Exists as soon as the script has run. Call `await Clerk.load()` before anything else. */
  var Clerk: ClerkInstance;
  /** Read if the tag has no `data-clerk-publishable-key`. */
  var __clerk_publishable_key: string | undefined;
  /** Read if the tag has no `data-clerk-proxy-url`. */
  var __clerk_proxy_url: string | undefined;
  /** Read if the tag has no `data-clerk-domain`. */
  var __clerk_domain: string | undefined;
}

interface Module {
  Clerk: new (publishableKey: string, options: ClerkOptions) => ClerkInstance;
}

/**
 * Fetches a module, then imports it. Engines that follow the older HTML rules cache a failed import for the page's life
 * (whatwg/html issue 6768), and another URL does not help, because the chunks import this one.
 */
async function fetchFirst(url: string): Promise<Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: status ${response.status}`);
  // Reads the whole body, so that the import gets it from the cache.
  await response.arrayBuffer();
  return import(url);
}

/** The methods that return a Promise, and wait for the module. */
type AsyncMethod = 'setActive' | 'signOut' | 'createOrganization' | 'getOrganization' | 'acceptInvitation' | 'reload';

/** The methods that return at once, and are called again on the real instance. */
type QueuedMethod =
  | 'addListener'
  | 'on'
  | 'off'
  | 'mountSignIn'
  | 'unmountSignIn'
  | 'mountOrganizationSwitcher'
  | 'unmountOrganizationSwitcher';

function installStandIn() {
  const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : undefined;
  const attribute = (name: string) => script?.getAttribute(`data-clerk-${name}`) || undefined;
  const publishableKey = attribute('publishable-key') ?? globalThis.__clerk_publishable_key;
  const proxyUrl = attribute('proxy-url') ?? (globalThis.__clerk_proxy_url || undefined);
  const domain = attribute('domain') ?? (globalThis.__clerk_domain || undefined);
  // A script from another origin without `crossorigin` has no base URL, so './index.js' alone is not enough.
  const moduleUrl = new URL('./index.js', script?.src || document.baseURI).href;

  // The checks of the constructor, which is not loaded yet. An invalid key must throw at once.
  frontendApiOf(publishableKey ?? '');
  checkProxyUrl(proxyUrl);

  let real: ClerkInstance | undefined;
  let importing: Promise<ClerkInstance> | undefined;
  const queue: (() => void)[] = [];

  /** Imports the module and creates the real instance: once, and again after a failure. */
  function importModule(): Promise<ClerkInstance> {
    importing ??= fetchFirst(moduleUrl).then(
      (module: Module) => {
        const instance = new module.Clerk(publishableKey ?? '', { proxyUrl, domain });
        real = instance;
        forwardTo(instance);
        for (const call of queue.splice(0)) call();
        return instance;
      },
      (cause: unknown) => {
        importing = undefined;
        standIn.status = 'error';
        throw new ClerkRuntimeError(`Clerk: ${moduleUrl} could not be loaded.\n\n(code="network_error")`, { cause });
      },
    );
    return importing;
  }

  const call = (instance: ClerkInstance, name: AsyncMethod | QueuedMethod, args: unknown[]): unknown =>
    Reflect.apply(instance[name], instance, args);

  // Returns a function that undoes the call, also if the call has not been made yet.
  const queued =
    (name: QueuedMethod) =>
    (...args: unknown[]): unknown => {
      if (real) return call(real, name, args);
      let undo: unknown;
      const callLater = () => {
        if (real) undo = call(real, name, args);
      };
      queue.push(callLater);
      return () => {
        const at = queue.indexOf(callLater);
        if (at >= 0) queue.splice(at, 1);
        if (typeof undo === 'function') undo();
      };
    };

  const promised =
    (name: AsyncMethod) =>
    async (...args: unknown[]) =>
      call(await importModule(), name, args);

  class StandIn {
    // Tools that print the object show its class name. This is a property, because minifiers rename classes.
    static readonly name = 'Clerk';
    publishableKey = publishableKey;
    proxyUrl = proxyUrl;
    domain = domain;
    status: ClerkInstance['status'] = 'loading';
    loaded = false;
    isSignedIn = false;
    client: undefined;
    session: undefined;
    user: undefined;
    organization: undefined;
    load: ClerkInstance['load'] = async (options) => {
      const instance = await importModule();
      await instance.load(options);
      forwardTo(instance);
    };
    setActive = promised('setActive');
    signOut = promised('signOut');
    createOrganization = promised('createOrganization');
    getOrganization = promised('getOrganization');
    acceptInvitation = promised('acceptInvitation');
    reload = promised('reload');
    addListener = queued('addListener');
    on = queued('on');
    off = queued('off');
    mountSignIn = queued('mountSignIn');
    unmountSignIn = queued('unmountSignIn');
    mountOrganizationSwitcher = queued('mountOrganizationSwitcher');
    unmountOrganizationSwitcher = queued('unmountOrganizationSwitcher');
  }

  const standIn = new StandIn();

  /** Adds all properties of the real instance to the stand-in: fields as accessors, methods bound to the instance. */
  function forwardTo(instance: ClerkInstance) {
    const prototype: object = Object.getPrototypeOf(instance);
    for (const name of new Set([...Object.getOwnPropertyNames(instance), ...Object.getOwnPropertyNames(prototype)])) {
      if (name === 'load' || name === 'constructor') continue;
      const value: unknown = Reflect.get(instance, name);
      const property: PropertyDescriptor =
        typeof value === 'function'
          ? { value: value.bind(instance), writable: true }
          : {
              get: (): unknown => Reflect.get(instance, name),
              set: (value: unknown) => Reflect.set(instance, name, value),
              enumerable: true,
            };
      Object.defineProperty(standIn, name, { enumerable: false, ...property, configurable: true });
    }
    Object.setPrototypeOf(standIn, prototype);
  }

  Object.assign(window, { Clerk: standIn });
  // Imported now, so that `load()` does not wait for it. A failure rejects the calls that need the module.
  importModule().catch(() => {});
}

/** The error if the module could not be imported. It only has the shape of the package's class, which is in that module. */
class ClerkRuntimeError extends Error {
  static kind = 'ClerkRuntimeError';
  override name = 'ClerkRuntimeError';
  clerkError = true;
  clerkRuntimeError = true;
  code = 'network_error';
}

// As in Clerk's own script, an existing `Clerk` stays.
if (!window.Clerk) installStandIn();
