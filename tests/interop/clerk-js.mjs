// The shared code of the suites that compare Clerk's official browser client with this package.

/** Loads `theirs` (the official client) or `ours` as `clerk` in a page. */
export async function load(page, which) {
  return page.evaluate(async (which) => {
    globalThis.clerk = which === 'theirs' ? globalThis.Clerk : newClerk();
    await clerk.load({ telemetry: false });
    return clerk.status;
  }, which);
}

/** Loads the official client for an instance. Runs in the page. The script creates one client with the page's key. */
export async function loadOfficial({ publishableKey, url }) {
  window.__clerk_publishable_key = publishableKey;
  window.__clerk_proxy_url = url;
  await new Promise((onload, onerror) => {
    const src = '/node_modules/@clerk/clerk-js/dist/clerk.browser.js';
    document.head.append(Object.assign(document.createElement('script'), { src, onload, onerror }));
  });
  await Clerk.load({ telemetry: false });
}

/** The claims of a session token. */
export const claims = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));

/** The requests, without the values that differ between sign-ins and invitations. */
export function onWire(log) {
  const names = new Map();
  const named = (text) =>
    text.replace(/\b([a-z]+)_[A-Za-z0-9]{20,}/g, (id, kind) => {
      if (!names.has(id)) names.set(id, `${kind}_${names.size}`);
      return names.get(id);
    });
  // The boundary of a multipart body is random.
  const boundless = (text) => text?.replace(/-*WebKitFormBoundary\w+/g, 'BOUNDARY');
  return log.map(({ method, path, query, headers, body: sent, status }) => ({ method, path, query, headers, body: boundless(sent), status }))
    .map(({ method, path, query, headers, body, status }) => ({
    request: `${method} ${named(path)}`,
    query: query.map((pair) => named(pair.join('='))),
    contentType: boundless(headers['content-type']),
    credentials: headers.cookie !== undefined,
    authorization: headers.authorization,
    origin: headers.origin,
    body: named(body).replace(/tab_state=\w+/, 'tab_state=…'),
    status,
  }));
}
