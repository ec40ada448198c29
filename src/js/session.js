// What a session can do: its tokens, and what its user may do in the active organization.

import { Sharing, bounded } from './calls.js';
import { failed } from './errors.js';
import { form, path } from './json.js';

// Kept until five seconds before its end (as clerk-js does), counted from now, because the two clocks may differ.
function token(jwt, secondsLeft) {
  if (typeof jwt !== 'string' || !jwt) throw failed('invalid_response', 'The server answered without a token.');
  const claims = decode(jwt.split('.')[1]);
  return {
    jwt,
    until: claims ? Date.now() + (secondsLeft(claims) - 5) * 1000 : 0,
    resource: { jwt: { claims }, getRawString: () => jwt },
  };
}

function decode(payload) {
  try {
    const bytes = atob(payload.replace(/-/g, '+').replace(/_/g, '/'));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt())));
  } catch {
    return undefined;
  }
}

const key = (session, template, organizationId) => JSON.stringify([session.id, template, organizationId ?? '']);

// Path and form, as clerk-js sends them: a template takes no form.
function request(sessionId, template, organizationId, skipCache) {
  const tokens = path('client', 'sessions', sessionId, 'tokens');
  if (template) return [tokens + path(template), ''];
  const { document } = globalThis;
  const tabState = document && (document.hasFocus() ? 'focused' : document.visibilityState === 'visible' ? 'visible' : 'hidden');
  return [tokens + (skipCache ? '?debug=skip_cache' : ''), form({ organizationId: organizationId ?? '', tabState })];
}

/** The tokens of all sessions, by what they are for. */
export class Tokens {
  #core;
  #obtained;
  // `{ jwt, until }`, or something without both while it is on its way.
  #held = new Map();
  #asking = new Sharing();

  /** `obtained(session, jwt)` is called for each new token of an active organization. */
  constructor(core, obtained) {
    this.#core = core;
    this.#obtained = obtained;
  }

  /**
   * Takes a token that came along with its session. It may be older than the answer: what this clock too calls alive is
   * kept, but no longer than a token lives, because this clock may be slow.
   */
  take(session, jwt) {
    const name = key(session, undefined, session.lastActiveOrganizationId);
    if (this.#held.has(name)) return;
    this.#held.set(name, token(jwt, ({ exp, iat }) => Math.min(exp - Date.now() / 1000, exp - iat)));
  }

  /** The token of a session and its active organization that is at hand. */
  at(session) {
    return this.#held.get(key(session, undefined, session.lastActiveOrganizationId));
  }

  /** Forgets all: what the server says of a session has changed. */
  clear() {
    this.#held.clear();
    this.#asking = new Sharing();
  }

  async get(session, { template, organizationId = session.lastActiveOrganizationId, skipCache = false, ...options }) {
    const name = key(session, template, organizationId);
    const held = this.#held.get(name);
    if (!skipCache && held?.until > Date.now()) return bounded(options, () => held.jwt);
    if (skipCache) this.#asking.forget(name);
    return this.#asking.call(name, options, (ended) =>
      this.#ask(name, session, request(session.id, template, organizationId, skipCache), ended),
    );
  }

  async #ask(name, session, [path, fields], ended) {
    const asked = {};
    this.#held.set(name, asked);
    // Unless a later call asked anew meanwhile.
    const latest = () => this.#held.get(name) === asked;
    try {
      const answer = await this.#core.send(`POST ${path}\n${fields}`, ended);
      const got = token(answer?.jwt, ({ exp, iat }) => exp - iat);
      if (latest()) {
        this.#held.set(name, got);
        if (name === key(session, undefined, session.lastActiveOrganizationId)) {
          session.lastActiveToken = got.resource;
          this.#obtained(session, got.jwt);
        }
      }
      return got.jwt;
    } catch (error) {
      if (latest()) this.#held.delete(name);
      throw error;
    }
  }
}

// Clerk compares without the prefix: `admin` is `org:admin`.
const bare = (name) => name.replace(/^(org:)+/, '');

/** Whether a session's user has a role or a permission in the active organization. */
export function checkAuthorization(session, params) {
  const { role, permission } = typeof params === 'function' ? {} : (params ?? {});
  const membership = session.user?.organizationMemberships.find(
    ({ organization }) => organization.id === session.lastActiveOrganizationId,
  );
  if (!session.user || (!role && !permission)) return false;
  return Boolean(
    membership &&
      (!role || bare(membership.role) === bare(role)) &&
      (!permission || (membership.permissions ?? []).some((one) => bare(one) === bare(permission))),
  );
}
