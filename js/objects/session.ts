// What a session can do: its tokens, and what its user may do in the active organization.

import { failed } from './errors.js';

/** A token: kept until five seconds before its end (as clerk-js does), counted from now, because the two clocks may differ. */
export function token(jwt, secondsLeft, request) {
  if (typeof jwt !== 'string' || !jwt) {
    throw failed('invalid_response', 'The server answered without a token.').of(request);
  }
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

/** What a token is for. */
export const key = (session, template, organizationId) => JSON.stringify([session.id, template, organizationId ?? '']);

/** The tokens of all sessions, by what they are for: `{ jwt, until }`, or something without both while it is on its way. */
export class Tokens extends Map {
  /**
   * Takes a token that came along with its session. It may be older than the answer: what this clock too calls alive is
   * kept, but no longer than a token lives, because this clock may be slow.
   */
  take(session, jwt) {
    const name = key(session, undefined, session.lastActiveOrganizationId);
    if (this.has(name)) return;
    this.set(name, token(jwt, ({ exp, iat }) => Math.min(exp - Date.now() / 1000, exp - iat)));
  }

  /** The token of a session and its active organization that is at hand. */
  at(session) {
    return this.get(key(session, undefined, session.lastActiveOrganizationId));
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
