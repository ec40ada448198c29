// Requests for a session's tokens. The cache is `context.objects.tokens`.

import { withCallOptions } from './call-options.js';
import type { Clerk } from './clerk.js';
import type { ClerkContext } from './context.js';
import { toForm, toPath } from './json.js';
import { readToken, tokenKey } from './objects/session.js';
import { SharedCalls } from './shared-call.js';
import type { GetTokenOptions, Session } from './types.js';

// Path and form, as clerk-js sends them: a template takes no form.
function requestOf(
  sessionId: string,
  template: string | undefined,
  organizationId: string | null,
  skipCache: boolean,
): [path: string, form: string] {
  const tokens = toPath('client', 'sessions', sessionId, 'tokens');
  if (template) return [tokens + toPath(template), ''];
  const tabState = globalThis.document && (document.hasFocus() ? 'focused' : document.visibilityState);
  return [tokens + (skipCache ? '?debug=skip_cache' : ''), toForm({ organizationId: organizationId ?? '', tabState })];
}

const requests = new WeakMap<object, SharedCalls<string>>();

// Whether this tab may write the page's cookies: unless another one has the focus, in which another session or organization
// may be active (as in clerk-js 6.40, by the same cookie).
function mayWriteCookies(clerk: Clerk, { id, lastActiveOrganizationId }: Session): boolean {
  if (!globalThis.document || clerk.session?.id !== id) return false;
  const own = `clerk_active_context=${id}:${lastActiveOrganizationId ?? ''}`;
  try {
    const context = document.cookie.split('; ').find((cookie) => cookie.startsWith('clerk_active_context='));
    return document.hasFocus() || (context ?? own) === own;
  } catch {
    // A page that refuses cookies.
    return false;
  }
}

/** `session.getToken`. Equal calls that overlap share one request. */
export async function getToken(context: ClerkContext, session: Session, params: GetTokenOptions): Promise<string> {
  const { clerk, wasm, objects, writeSessionCookies } = context;
  const { template, organizationId = session.lastActiveOrganizationId, skipCache = false, ...options } = params;
  const { tokens } = objects;
  const key = tokenKey(session, template, organizationId);
  const cached = tokens.get(key);
  if (!skipCache && cached?.jwt && cached.expiresAt > Date.now()) {
    const { jwt } = cached;
    return withCallOptions(options, () => jwt);
  }
  const running = requests.get(tokens) ?? new SharedCalls<string>();
  requests.set(tokens, running);
  if (skipCache) running.forget(key);
  const [path, form] = requestOf(session.id, template, organizationId, skipCache);
  return running.call(key, options, async (ended) => {
    const pending = {};
    tokens.set(key, pending);
    // Unless a later call requested another one meanwhile.
    const isLatest = () => tokens.get(key) === pending;
    try {
      const answer = (await wasm.send(`POST ${path}\n${form}`, ended)) as { jwt?: unknown } | undefined;
      const token = readToken(answer?.jwt, ({ exp, iat }) => exp - iat, `POST /v1${path.split('?')[0]}`);
      if (isLatest()) {
        tokens.set(key, token);
        if (key === tokenKey(session, undefined, session.lastActiveOrganizationId)) {
          session.lastActiveToken = token.resource;
          if (mayWriteCookies(clerk, session)) writeSessionCookies();
        }
      }
      return token.jwt;
    } catch (error) {
      if (isLatest()) tokens.delete(key);
      throw error;
    }
  });
}
