// The publishable key and where it points. Read here, because `new Clerk` refuses an invalid key before there is a wasm
// module.

/** The Frontend API's host in a publishable key. */
export function frontendApiOf(publishableKey: string): string {
  try {
    const [, encoded = ''] = /^pk_(?:test|live)_([^_]+)$/.exec(publishableKey) ?? [];
    const [, host] = /^([^$]*\.[^$]*)\$$/.exec(atob(encoded)) ?? [];
    if (host) return host;
  } catch {
    // Not base64.
  }
  throw new Error(`The publishableKey passed to Clerk is invalid: ${publishableKey}`);
}

// Development instances find the client by a dev browser instead of a cookie (the hosts of clerk-js 6.40).
const DEV_BROWSER_HOST =
  /(\.lcl\.dev|\.(lcl)?stg(stage)?\.dev|\.lclstage\.dev|\.(dev|stg|accounts)\.lclclerk\.com|accounts(stage)?\.dev)$/;

/** Whether the instance at a host finds its client by a dev browser. */
export const hasDevBrowser = (host: string): boolean => DEV_BROWSER_HOST.test(host);

/** Where the Frontend API is: at the proxy, at the satellite's domain, or at the key's host. */
export function originOf(host: string, isProduction: boolean, proxyUrl: string | undefined, domain: string | undefined): string {
  if (proxyUrl) return proxyOrigin(proxyUrl);
  // A domain replaces the host in production only.
  if (!domain || !isProduction) return `https://${host}`;
  return `https://clerk.${domain.replace(/^https?:\/\/|\/+$/g, '').replace(/^clerk\./, '')}`;
}

// An absolute URL, or a path on the page's own origin.
function proxyOrigin(proxyUrl: string): string {
  try {
    const { protocol, origin, pathname } = new URL(proxyUrl, proxyUrl.startsWith('/') ? location.href : undefined);
    if (/^https?:$/.test(protocol)) return origin + pathname.replace(/\/+$/, '');
  } catch {
    // Refused below, like a URL of another protocol.
  }
  throw new Error(`The proxyUrl passed to Clerk is invalid: ${proxyUrl}`);
}
