// `clerk-organization/relay`: the server's side of `new Clerk(key, { invitationRelay })`, for any server with the web
// platform's Request and Response. It invites through the Backend API for callers with the permission to invite.
// examples/relay is the same for axum, with the same answers.

import { readParams } from './relay/params.js';
import { internal, refusalOf, responseOf, timedOut } from './relay/refusal.js';
import { authenticate, authorize } from './relay/session.js';
import type { BackendInvitation, InvitationRelayOptions } from './relay/types.js';

export type {
  InvitationRelayOptions,
  RelayAuth,
  RelayClerkClient,
  RelayedInvitation,
} from './relay/types.js';

const TIME_LIMIT_MS = 25_000;

/**
 * Creates the handler of a relay. It expects a session token as `Authorization: Bearer …`. The active organization of the token
 * must be the one in the body, and its user needs the permission `org:sys_memberships:manage` there. Answers and errors
 * have the Frontend API's shape: 401, 403, 413, 422, Clerk's own refusals, 504 after `timeLimitMs`, and 502 for
 * failures of the server itself.
 */
export function createInvitationRelay<Options>(
  options: InvitationRelayOptions<Options>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ending = new AbortController();
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        ending.abort(timedOut());
        reject(ending.signal.reason);
      }, options.timeLimitMs ?? TIME_LIMIT_MS);
    });
    try {
      const response = await Promise.race([invite(options, request, ending.signal), limit]);
      return Response.json({ response, client: null });
    } catch (error) {
      return responseOf(refusalOf(error));
    } finally {
      clearTimeout(timer);
    }
  };
}

async function invite<Options>(
  { clerkClient, authenticate: authenticateOptions, prepare = (params) => params }: InvitationRelayOptions<Options>,
  request: Request,
  signal: AbortSignal,
) {
  const auth = await authenticate(clerkClient, request, authenticateOptions);
  const given = await readParams(request);
  const organizationId = await backend(authorize(clerkClient, auth, given.organizationId));
  const { emailAddress, emailAddresses, role, notify, redirectUrl, publicMetadata, expiresInDays } =
    await prepare(given, auth);
  // `@clerk/backend` cannot abort a request, but after the 504 no further request is sent.
  signal.throwIfAborted();
  const params = { role, notify, redirectUrl, publicMetadata, expiresInDays, inviterUserId: auth.userId };
  const { organizations } = clerkClient;
  if (!emailAddresses) {
    return shown(await backend(organizations.createOrganizationInvitation({ ...params, organizationId, emailAddress })));
  }
  const each = emailAddresses.map((emailAddress) => ({ ...params, emailAddress }));
  const { data } = await backend(organizations.createOrganizationInvitationBulk(organizationId, each));
  return data.map(shown);
}

/** Waits for a call of the Backend API. A 401 of that call means a wrong secret key, not a signed-out caller. */
async function backend<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    const refusal = refusalOf(error);
    throw refusal.status === 401 ? internal(error) : refusal;
  }
}

// The shape of the Frontend API: without private metadata, and without the link, which anyone could use.
const shown = (invitation: BackendInvitation) => ({
  object: 'organization_invitation',
  id: invitation.id,
  email_address: invitation.emailAddress,
  organization_id: invitation.organizationId,
  public_metadata: invitation.publicMetadata ?? {},
  role: invitation.role,
  role_name: invitation.roleName,
  status: invitation.status,
  url: null,
  expires_at: invitation.expiresAt ?? null,
  created_at: invitation.createdAt,
  updated_at: invitation.updatedAt,
});
