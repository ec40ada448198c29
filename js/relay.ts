// @ts-nocheck
// The other end of `new Clerk(key, { invitationRelay })`, for any server that speaks in the web platform's Request and
// Response. It lets those invite through the Backend API who may invite through the Frontend API, and nobody else.

const MANAGE = 'org:sys_memberships:manage';

/**
 * Gives `(Request) => Promise<Response>`. `clerkClient` is `createClerkClient({ secretKey, publishableKey })` of
 * `@clerk/backend`; `authenticate` is handed to its `authenticateRequest` (`{ authorizedParties }`, for example).
 *
 * `prepare(params, auth)` gives the params as they are to be sent: there an app says which redirect URLs and which
 * public metadata its organizations' admins may give. What it throws with a `status` and `errors`, as Clerk's errors
 * have them, refuses the call. Without it all are taken.
 */
export function createInvitationRelay({ clerkClient, authenticate, prepare = (params) => params }) {
  return async (request) => {
    try {
      const auth = await signedIn(clerkClient, request, authenticate);
      const given = await read(request);
      const { organizationId } = given;
      if (!(await mayManage(clerkClient, organizationId, auth.userId))) {
        throw refusal(403, 'missing_organization_permission', `You need the permission ${MANAGE}.`);
      }
      const { emailAddress, emailAddresses, role, notify, redirectUrl, publicMetadata, expiresInDays } =
        await prepare(given, auth);
      const more = { role, notify, redirectUrl, publicMetadata, expiresInDays, inviterUserId: auth.userId };
      const { organizations } = clerkClient;
      if (!Array.isArray(emailAddresses)) {
        const one = await organizations.createOrganizationInvitation({ ...more, organizationId, emailAddress });
        return Response.json({ response: shown(one), client: null });
      }
      const each = emailAddresses.map((emailAddress) => ({ ...more, emailAddress }));
      const { data } = await organizations.createOrganizationInvitationBulk(organizationId, each);
      return Response.json({ response: data.map(shown), client: null });
    } catch (error) {
      return answerTo(error);
    }
  };
}

// A cookie alone is no proof that the app's own page asks.
async function signedIn(clerkClient, request, authenticate) {
  const bearer = /^Bearer /i.test(request.headers.get('authorization') ?? '');
  const state = bearer && (await clerkClient.authenticateRequest(request, authenticate));
  const auth = state && state.isAuthenticated ? state.toAuth() : undefined;
  // A machine's token has no user.
  if (!auth?.userId) throw refusal(401, 'authentication_invalid', 'You are not signed in.');
  return auth;
}

async function read(request) {
  const given = await request.json().catch(() => undefined);
  if (typeof given?.organizationId === 'string' && given.organizationId) return given;
  throw refusal(422, 'form_param_missing', 'organizationId is missing.', { param_name: 'organization_id' });
}

// System permissions are in no session token (Clerk's documentation, "Session tokens"), so the membership is asked.
async function mayManage(clerkClient, organizationId, userId) {
  try {
    const { organizations } = clerkClient;
    const { data } = await organizations.getOrganizationMembershipList({ organizationId, userId: [userId] });
    const own = data.find(({ publicUserData }) => publicUserData?.userId === userId);
    return own?.permissions?.includes(MANAGE) ?? false;
  } catch (error) {
    // Who is no member need not learn which organizations there are.
    if (error?.status === 404) return false;
    throw error;
  }
}

// As the Frontend API tells it: without private metadata, and without the link, which works for whoever has it.
const shown = (invitation) => ({
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

const refusal = (status, code, longMessage, meta = {}) =>
  Object.assign(new Error(longMessage), { status, errors: [{ code, message: longMessage, longMessage, meta }] });

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

// The Frontend API's shape for Clerk's refusals and our own. All else is the server's own affair, a wrong key as well.
function answerTo(error) {
  const { status, errors, clerkTraceId, retryAfter } = error ?? {};
  const own = status >= 400 && status < 500 && Array.isArray(errors) && !(status === 401 && clerkTraceId);
  if (!own) {
    console.error(error);
    const internal = { code: 'internal_error', message: 'Internal error', long_message: 'The relay failed.', meta: {} };
    return Response.json({ errors: [internal] }, { status: 502 });
  }
  const told = errors.map(({ code, message, longMessage, meta }) => ({
    code,
    message,
    long_message: longMessage,
    meta: Object.fromEntries(
      Object.entries(meta ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[snake(name), value]])),
    ),
  }));
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return Response.json({ errors: told, ...(clerkTraceId && { clerk_trace_id: clerkTraceId }) }, { status, headers });
}
