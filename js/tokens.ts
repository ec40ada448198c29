// Asking for a session's tokens. Those that are at hand lie in `objects.tokens`, see src/js/session.js.

import { bounded, form, key, path, token } from './wasm/clerk_organization.js';
import { Sharing } from './sharing.js';

// Path and form, as clerk-js sends them: a template takes no form.
function request(sessionId, template, organizationId, skipCache) {
  const tokens = path('client', 'sessions', sessionId, 'tokens');
  if (template) return [tokens + path(template), ''];
  const { document } = globalThis;
  const tabState = document && (document.hasFocus() ? 'focused' : document.visibilityState === 'visible' ? 'visible' : 'hidden');
  return [tokens + (skipCache ? '?debug=skip_cache' : ''), form({ organizationId: organizationId ?? '', tabState })];
}

const asking = new WeakMap();

// Whether the page's cookies are this tab's to write: unless another one is in focus, where another session or organization
// may be active (as in clerk-js 6.40, by the same cookie).
function isMine(clerk, { id, lastActiveOrganizationId }) {
  if (!globalThis.document || clerk.session?.id !== id) return false;
  const mine = `clerk_active_context=${id}:${lastActiveOrganizationId ?? ''}`;
  try {
    const context = document.cookie.split('; ').find((cookie) => cookie.startsWith('clerk_active_context='));
    return document.hasFocus() || (context ?? mine) === mine;
  } catch {
    // A page that refuses cookies.
    return false;
  }
}

/** `session.getToken`. Equal calls that overlap share one request. */
export async function getToken({ clerk, core, objects, obtained }, session, params) {
  const { template, organizationId = session.lastActiveOrganizationId, skipCache = false, ...options } = params;
  const { tokens } = objects;
  const name = key(session, template, organizationId);
  const held = tokens.get(name);
  if (!skipCache && held?.until > Date.now()) return bounded(options, () => held.jwt);
  if (!asking.has(tokens)) asking.set(tokens, new Sharing());
  if (skipCache) asking.get(tokens).forget(name);
  const [path, fields] = request(session.id, template, organizationId, skipCache);
  return asking.get(tokens).call(name, options, async (ended) => {
    const asked = {};
    tokens.set(name, asked);
    // Unless a later call asked anew meanwhile.
    const latest = () => tokens.get(name) === asked;
    try {
      const answer = await core.send(`POST ${path}\n${fields}`, ended);
      const got = token(answer?.jwt, ({ exp, iat }) => exp - iat, `POST /v1${path.split('?')[0]}`);
      if (latest()) {
        tokens.set(name, got);
        if (name === key(session, undefined, session.lastActiveOrganizationId)) {
          session.lastActiveToken = got.resource;
          if (isMine(clerk, session)) obtained();
        }
      }
      return got.jwt;
    } catch (error) {
      if (latest()) tokens.delete(name);
      throw error;
    }
  });
}
