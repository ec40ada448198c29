// The caller of the relay, and the check of their permission to invite.

import { internal, isObject, refusal } from './refusal.js';
import type { RelayAuth, RelayClerkClient } from './types.js';

/** The system permission to invite (Clerk's documentation, "Roles and permissions"). */
const MANAGE_MEMBERSHIPS = 'org:sys_memberships:manage';

/** Reasons of `@clerk/backend` 3.25 that are not about the token: the keys could not be fetched. */
const KEYS_UNKNOWN = new Set(['jwk-remote-failed-to-load', 'jwk-failed-to-resolve', 'secret-key-invalid', 'unexpected-error']);

/**
 * Returns the session of the caller. The token must be in the header, because a cookie does not prove that the app's own page
 * sent the request.
 *
 * @throws {Refusal} 401
 */
export async function authenticate<Options>(
  clerkClient: RelayClerkClient<Options>,
  request: Request,
  options: Options | undefined,
): Promise<RelayAuth> {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  if (token) {
    // `@clerk/backend` 3.25 knows no other spelling of the scheme, and reads the cookie instead.
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${token}`);
    headers.delete('cookie');
    const state = await clerkClient.authenticateRequest(new Request(request.url, { headers }), options);
    if (KEYS_UNKNOWN.has(state.reason ?? '')) throw internal(state.reason);
    const auth = state.isAuthenticated ? state.toAuth() : undefined;
    if (isSession(auth)) return auth;
  }
  throw refusal(401, 'authentication_invalid', 'You are not signed in.');
}

// Machine tokens have no user.
const isSession = (auth: unknown): auth is RelayAuth & Record<string, unknown> =>
  isObject(auth) && typeof auth['userId'] === 'string' && typeof auth['sessionId'] === 'string';

/**
 * Returns the id of the organization, which must be the active one of the token. The caller needs the permission to invite.
 * System permissions are in no session token (Clerk's documentation, "Session tokens"), so the membership is fetched.
 *
 * @throws {Refusal} 403 `missing_organization_permission`
 */
export async function authorize<Options>(
  { organizations }: RelayClerkClient<Options>,
  { userId, orgId }: RelayAuth,
  organizationId: string,
): Promise<string> {
  if (orgId && orgId === organizationId) {
    const list = { organizationId: orgId, userId: [userId] };
    const { data } = await organizations.getOrganizationMembershipList(list).catch((error: unknown) => {
      // The organization was deleted after the token was issued.
      if (isObject(error) && error['status'] === 404) return { data: [] };
      throw error;
    });
    const own = data.find(({ publicUserData }) => publicUserData?.userId === userId);
    if (own?.permissions.includes(MANAGE_MEMBERSHIPS)) return orgId;
  }
  throw refusal(403, 'missing_organization_permission', `You need the permission ${MANAGE_MEMBERSHIPS}.`);
}
