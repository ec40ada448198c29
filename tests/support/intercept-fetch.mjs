// `page.route` for requests that a service worker answers, which Playwright does not see: they are held where the page calls
// `fetch`. Of Playwright's Route it has what the tests use: `request()`, `fetch()`, `continue()`, `abort()`, `fulfill({ response })`.

/** Replaces `route` and `unroute` of a page that has no document yet. `ask` sends a request from elsewhere. */
export async function interceptFetch(page, ask) {
  let routes = [];
  await page.exposeBinding('interceptedRequest', (_, request) => {
    const found = routes.findLast(({ pattern }) => pattern.test(request.url));
    return found ? outcome(request, found.handler, ask) : 'continue';
  });
  await page.addInitScript(() => {
    const { fetch: send, interceptedRequest } = globalThis;
    globalThis.fetch = async (input, init = {}) => {
      const { url, method } = new Request(input, init);
      const body = init.body && String(init.body);
      init.signal?.throwIfAborted();
      const aborted = new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal.reason)));
      const next = await Promise.race([interceptedRequest({ url, method, body }), aborted]);
      if (next === 'continue') return send(input, init);
      if (next === 'abort') throw new TypeError('Failed to fetch');
      return new Response(next.body, next);
    };
  });
  page.route = async (pattern, handler) => void routes.push({ pattern, handler });
  page.unroute = async (pattern) => {
    routes = routes.filter((route) => String(route.pattern) !== String(pattern));
  };
}

/** What a handler decides. */
function outcome(request, handler, ask) {
  return new Promise((resolve, reject) => {
    const route = {
      request: () => ({ url: () => request.url, method: () => request.method, postData: () => request.body ?? null }),
      fetch: () => ask({ ...request, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      continue: async () => resolve('continue'),
      abort: async () => resolve('abort'),
      fulfill: async ({ response }) => resolve(response),
    };
    Promise.resolve(handler(route)).catch(reject);
  });
}
