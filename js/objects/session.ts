// What a session can do: its tokens, and what its user may do in the active organization.

import { invalidResponse } from '../errors.js';
import type { CheckAuthorization, Session, Token } from '../types.js';

interface Claims {
  [claim: string]: unknown;
  exp: number;
  iat: number;
}

/** A token in the cache. */
export interface CachedToken {
  readonly jwt: string;
  /** Until when it is used, by this clock. */
  readonly expiresAt: number;
  readonly resource: Token;
}

/** A token, used until five seconds before its end (as in clerk-js), counted from now, because the two clocks may differ. */
export function readToken(jwt: unknown, secondsLeft: (claims: Claims) => number, request?: string): CachedToken {
  if (typeof jwt !== 'string' || !jwt) throw invalidResponse('no token', request);
  const claims = decode(jwt.split('.')[1] ?? '');
  return {
    jwt,
    expiresAt: claims ? Date.now() + (secondsLeft(claims) - 5) * 1000 : 0,
    resource: { jwt: { claims }, getRawString: () => jwt },
  };
}

function decode(payload: string): Claims | undefined {
  try {
    const bytes = atob(payload.replace(/-/g, '+').replace(/_/g, '/'));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))) as Claims;
  } catch {
    return undefined;
  }
}

/** What a token is for. */
export const tokenKey = (session: Session, template: string | undefined, organizationId: string | null | undefined): string =>
  JSON.stringify([session.id, template, organizationId ?? '']);

/** A token that is requested: an object of its own, so that a later request can be told apart. */
type PendingToken = { readonly [Name in keyof CachedToken]?: undefined };

/** The tokens of all sessions, by what they are for. */
export class TokenCache extends Map<string, CachedToken | PendingToken> {
  /**
   * Takes a token that came along with its session. It may be older than the answer, so it is used until it expires by this
   * clock too, but no longer than a token lives, because this clock may be slow.
   */
  add(session: Session, jwt: string): void {
    const key = tokenKey(session, undefined, session.lastActiveOrganizationId);
    if (this.has(key)) return;
    this.set(key, readToken(jwt, ({ exp, iat }) => Math.min(exp - Date.now() / 1000, exp - iat)));
  }

  /** The token of a session and its active organization. */
  of(session: Session): CachedToken | PendingToken | undefined {
    return this.get(tokenKey(session, undefined, session.lastActiveOrganizationId));
  }
}

// Clerk compares without the prefix: `admin` is `org:admin`.
const withoutPrefix = (name: string) => name.replace(/^(org:)+/, '');

/** Whether a session's user has a role or a permission in the active organization. */
export function checkAuthorization(session: Session, params: Parameters<CheckAuthorization>[0]): boolean {
  const { role, permission } = typeof params === 'function' ? {} : (params ?? {});
  const membership = session.user?.organizationMemberships.find(
    ({ organization }) => organization.id === session.lastActiveOrganizationId,
  );
  if (!membership || (!role && !permission)) return false;
  return (
    (!role || withoutPrefix(membership.role) === withoutPrefix(role)) &&
    (!permission || (membership.permissions ?? []).some((one) => withoutPrefix(one) === withoutPrefix(permission)))
  );
}
