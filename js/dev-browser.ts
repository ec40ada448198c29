// The dev browser in a page's URL, and the digest in the cookie names of a publishable key.

const DEV_BROWSER = '__clerk_db_jwt';

/** Returns the dev browser in the page's URL, and removes it there. The core checks it. */
export function takeDevBrowser(): string | undefined {
  if (!globalThis.document) return undefined;
  const url = new URL(location.href);
  const handedOver = url.searchParams.get(DEV_BROWSER) ?? undefined;
  if (handedOver !== undefined) {
    url.searchParams.delete(DEV_BROWSER);
    history.replaceState(history.state, '', url);
  }
  return handedOver;
}

/** SHA-1 of a text in base64. Undefined without `crypto.subtle`, which a page on plain http lacks. */
export async function sha1(text: string): Promise<string | undefined> {
  const digest = await globalThis.crypto?.subtle?.digest('SHA-1', new TextEncoder().encode(text));
  return digest && btoa(String.fromCharCode(...new Uint8Array(digest)));
}
