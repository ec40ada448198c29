// The callers' object for a session: its tokens, and the permissions of its user in the active organization.

import { withCallOptions } from '../call-options.js';
import type { Session, Token } from '../types.js';
import { claimsOf } from '../wasm.js';
import type { WasmClient } from '../wasm.js';

/** A token in the form of Clerk's client. */
export const toToken = (jwt: string): Token => ({ jwt: { claims: claimsOf(jwt) as Token['jwt']['claims'] }, getRawString: () => jwt });

/** Adds its methods to a session. They work detached. */
export function addSessionMethods(session: Session, wasm: () => WasmClient): void {
  session.getToken = async (params) => {
    const { template, organizationId = session.lastActiveOrganizationId, skipCache = false, ...options } = params ?? {};
    const jwt = await withCallOptions(options, (signal) =>
      wasm().run(signal, 'getToken', { sessionId: session.id, template, organizationId }, skipCache),
    );
    const isOwn = !template && organizationId === session.lastActiveOrganizationId;
    // Clerk's React hooks read its claims.
    if (isOwn && session.lastActiveToken?.getRawString() !== jwt) session.lastActiveToken = toToken(jwt);
    return jwt;
  };
  session.checkAuthorization = (params) => wasm().now('checkAuthorization', session.id, params);
}
