// The package for a plain `<script async src>`: a Clerk instance at `window.Clerk`, under the key, proxy URL and domain
// of the script's own tag (`data-clerk-publishable-key`, `data-clerk-proxy-url`, `data-clerk-domain`) or of the page's
// globals (`__clerk_publishable_key`, …), as Clerk's own script takes them.
//
// A classic script cannot import at once, and the page expects `Clerk` at once. So what stands there is a stand-in: it
// keeps what is asked of it until the module has come, and from then on it is a view of the real instance. There is no
// logic of Clerk's here but the check of the key.

(() => {
  // Clerk's own script leaves alone what is there.
  if (window.Clerk) return;

  const script = document.currentScript;
  const said = (name) => script?.getAttribute(`data-clerk-${name}`) || window[`__clerk_${name.replace('-', '_')}`];
  const publishableKey = said('publishable-key');
  const options = { proxyUrl: said('proxy-url') || undefined, domain: said('domain') || undefined };
  // Not './index.js' alone: a script from another origin without `crossorigin` has no base URL.
  const module = new URL('./index.js', script?.src || document.baseURI);

  // As the constructor does, which is not there yet: what is wrong is said at once, and `window.Clerk` stays undefined.
  const { proxyUrl } = options;
  if (!isKey(publishableKey)) throw invalid('publishableKey', publishableKey);
  if (proxyUrl && !isProxy(proxyUrl)) throw invalid('proxyUrl', proxyUrl);

  function isKey(key) {
    try {
      return /^[^$]*\.[^$]*\$$/.test(atob(/^pk_(?:test|live)_([^_]+)$/.exec(key)[1]));
    } catch {
      return false;
    }
  }

  function isProxy(url) {
    const path = url.startsWith('/');
    return (path || /^https?:/i.test(url)) && URL.canParse(url, path ? location.href : undefined);
  }

  function invalid(name, value) {
    return new Error(`The ${name} passed to Clerk is invalid: ${value}`);
  }

  /** The module could not be had; shaped like the package's own error, whose class is in that module. */
  class ClerkRuntimeError extends Error {
    static kind = 'ClerkRuntimeError';
    name = 'ClerkRuntimeError';
    clerkError = true;
    clerkRuntimeError = true;
    code = 'network_error';
  }

  let real;
  let arriving;
  // What was asked for before there was somebody to ask, in order.
  const asked = [];

  /** The instance; asked for anew after a failure. */
  function arrive() {
    arriving ??= import(module).then(
      (loaded) => {
        real = new loaded.Clerk(publishableKey, options);
        view();
        for (const ask of asked.splice(0)) ask();
        return real;
      },
      (cause) => {
        arriving = undefined;
        standIn.status = 'error';
        throw new ClerkRuntimeError(`Clerk: ${module} could not be loaded.\n\n(code="network_error")`, { cause });
      },
    );
    return arriving;
  }

  // What gives at once what takes it back. It is done when the instance is there, unless it was taken back before.
  const later =
    (name) =>
    (...args) => {
      if (real) return real[name](...args);
      let undo;
      const ask = () => (undo = real[name](...args));
      asked.push(ask);
      return () => {
        const at = asked.indexOf(ask);
        if (at >= 0) asked.splice(at, 1);
        undo?.();
      };
    };

  // What gives a Promise.
  const promised =
    (name) =>
    async (...args) =>
      (await arrive())[name](...args);

  class Clerk {
    publishableKey = publishableKey;
    proxyUrl = options.proxyUrl;
    domain = options.domain;
    status = 'loading';
    loaded = false;
    isSignedIn = false;
    client;
    session;
    user;
    organization;
    load = async (...args) => {
      const clerk = await arrive();
      await clerk.load(...args);
      view();
    };
    setActive = promised('setActive');
    signOut = promised('signOut');
    createOrganization = promised('createOrganization');
    getOrganization = promised('getOrganization');
    addListener = later('addListener');
    on = later('on');
    off = later('off');
    mountSignIn = later('mountSignIn');
    unmountSignIn = later('unmountSignIn');
    mountOrganizationSwitcher = later('mountOrganizationSwitcher');
    unmountOrganizationSwitcher = later('unmountOrganizationSwitcher');
  }

  const standIn = new Clerk();

  /** Makes the stand-in show everything that the real instance has: its fields as they are now, its methods as its own. */
  function view() {
    const prototype = Object.getPrototypeOf(real);
    const names = new Set([...Object.getOwnPropertyNames(real), ...Object.getOwnPropertyNames(prototype)]);
    for (const name of names) {
      if (name === 'load' || name === 'constructor') continue;
      const method = typeof real[name] === 'function' && real[name].bind(real);
      const enumerable = !method;
      Object.defineProperty(
        standIn,
        name,
        method
          ? { value: method, writable: true, configurable: true, enumerable }
          : { get: () => real[name], set: (value) => (real[name] = value), configurable: true, enumerable },
      );
    }
    Object.setPrototypeOf(standIn, prototype);
  }

  window.Clerk = standIn;
  // Fetched now, so that `load()` need not wait; a failure is told to whoever calls it.
  arrive().catch(() => {});
})();
