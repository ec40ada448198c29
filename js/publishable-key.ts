// The publishable key. The constructor must refuse an invalid key before the wasm module is loaded, so the key is parsed here
// and, for Rust callers, in core/src/publishable_key.rs. tests/publishable-keys.json tests both. The core reads the `proxyUrl`.

/** The Frontend API's host in a publishable key. */
export function frontendApiOf(publishableKey: string): string {
  try {
    const [, encoded = ''] = /^pk_(?:test|live)_([^_\s]+)$/.exec(publishableKey) ?? [];
    const [, host] = /^(?=[^$]*\.)([^$/?#@\\\x00- \x7f-\xff]+)\$$/.exec(atob(encoded)) ?? [];
    if (host) return host;
  } catch {
    // The text is not base64.
  }
  throw new Error(`The publishableKey passed to Clerk is invalid: ${publishableKey}`);
}

/** @throws {Error} for a `proxyUrl` that is neither an http(s) URL nor a path; the core reads the rest of it */
export function checkProxyUrl(proxyUrl: string | undefined): void {
  if (proxyUrl && !/^(https?:\/\/[^/]|\/)/i.test(proxyUrl)) {
    throw new Error(`The proxyUrl passed to Clerk is invalid: ${proxyUrl}`);
  }
}
