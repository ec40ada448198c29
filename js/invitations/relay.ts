// Invitations with a redirect URL, public metadata or an expiry. The Frontend API refuses these and the Backend API accepts
// them, so the app's own server sends them: it has the secret key. js/relay.ts is the other end.

import type { InvitationsContext } from '../account.js';
import { withCallOptions } from '../call-options.js';
import { invalidParam, responseError, runtimeError } from '../errors.js';
import type {
  InviteMemberParams,
  InviteMembersOptions,
  InviteMembersParams,
  Organization,
  OrganizationInvitation,
  Session,
} from '../types.js';
import type { Ended } from '../wasm.js';
import { LARGEST_PAGE, eachInvitation } from './pages.js';
import { addressKey } from './refusals.js';

/** The relay itself gives up after 25 s. */
const TIME_LIMIT_MS = 30_000;

/** `organization.inviteMember` and `inviteMembers`, through the relay. Resolves to the invitations. */
export async function inviteThroughRelay(
  context: InvitationsContext,
  organization: Organization,
  params: InviteMemberParams | InviteMembersParams,
  options?: InviteMembersOptions,
): Promise<OrganizationInvitation[]> {
  const url = relayUrl(context.clerk.invitationRelay);
  const { role, notify, redirectUrl, publicMetadata, expiresInDays } = params;
  const body = { organizationId: organization.id, role, notify, redirectUrl, publicMetadata, expiresInDays };

  const invite = (emailAddresses: string[], recipients: object, ended: Ended) => {
    const change = { organizationId: organization.id, emailAddresses, role };
    return context.changesOf(context).run(organization, change, emailAddresses.length, async () => {
      try {
        const answer = await send(url, context.clerk.session, organization.id, { ...body, ...recipients }, ended);
        const invitations = [answer].flat();
        if (invitations.length < emailAddresses.length) throw notAnInvitation(url);
        return invitations.map((json) => context.toInvitation(context, organization, json, requestOf(url)));
      } catch (error) {
        const found = isUnanswered(error) && (await lookUp(context, organization, emailAddresses, role, ended));
        if (found) return found;
        throw error;
      }
    });
  };

  if ('emailAddress' in params) {
    const { emailAddress } = params;
    return withCallOptions(options, (ended) => invite([emailAddress], { emailAddress }, ended));
  }
  return context.inParts(params.emailAddresses, options, (part, ended) => invite(part, { emailAddresses: part }, ended));
}

/** Whether the relay may have invited although no valid answer arrived. */
function isUnanswered(error: unknown): boolean {
  const { code, status } = error as { code?: string; status?: number };
  return ['network_error', 'timeout', 'invalid_response'].includes(code ?? '') || [502, 503, 504].includes(status ?? 0);
}

// Nothing is sent again: a relay may do more than invite. What cannot be looked up counts as not done.
async function lookUp(
  context: InvitationsContext,
  organization: Organization,
  emailAddresses: string[],
  role: string,
  ended: Ended,
): Promise<OrganizationInvitation[] | undefined> {
  const stop = new AbortController();
  ended?.catch((error: unknown) => stop.abort(error));
  const found = new Map<string, OrganizationInvitation>();
  try {
    // A call that has ended needs no look-up.
    await Promise.race([ended, undefined]);
    const params = { status: 'pending', pageSize: LARGEST_PAGE } as const;
    for await (const invitation of eachInvitation(context, organization, params, { signal: stop.signal })) {
      const address = addressKey(invitation.emailAddress);
      if (invitation.role === role && !found.has(address)) found.set(address, invitation);
    }
  } catch {
    return undefined;
  }
  const invitations = emailAddresses.flatMap((address) => found.get(addressKey(address)) ?? []);
  return invitations.length === emailAddresses.length ? invitations : undefined;
}

function relayUrl(invitationRelay: string | undefined): URL {
  if (!invitationRelay) {
    throw runtimeError(
      'not_on_frontend_api',
      'The Frontend API accepts no redirectUrl, publicMetadata or expiresInDays. Serve `clerk-organization/relay` on your ' +
        'own server and pass its URL to `new Clerk(key, { invitationRelay })`.',
    );
  }
  const base = globalThis.location?.href;
  const url = URL.canParse(invitationRelay, base) ? new URL(invitationRelay, base) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw invalidParam('invitationRelay', 'must be an http(s) URL');
}

const requestOf = (url: URL) => `POST ${url.pathname}`;

const notAnInvitation = (url: URL, cause?: unknown) =>
  runtimeError('invalid_response', 'The relay answered with something else than an invitation.', cause).ofRequest(
    requestOf(url),
  );

/** Sends one request to the relay. Resolves to the `response` of its answer. */
async function send(url: URL, session: Session | null | undefined, organizationId: string, body: object, ended: Ended) {
  if (!session) throw runtimeError('signed_out', 'Nobody is signed in.');
  const { signal, within, close } = timeLimit(url, ended);
  try {
    const token = await within(session.getToken({ organizationId }));
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body), signal };
    const response = await within(fetch(url, init)).catch((cause: unknown) => {
      signal.throwIfAborted();
      throw runtimeError('network_error', 'The relay could not be reached.', cause).ofRequest(requestOf(url));
    });
    const answer: unknown = await within(response.json()).catch((cause: unknown) => {
      signal.throwIfAborted();
      if (response.ok) throw notAnInvitation(url, cause);
    });
    if (!response.ok) {
      const { status, statusText, headers } = response;
      const seconds = headers.get('retry-after') ?? '';
      const retryAfter = /^\d{1,9}$/.test(seconds) ? Number(seconds) : undefined;
      throw responseError(status, statusText, retryAfter, answer, requestOf(url));
    }
    if (!isAnswer(answer)) throw notAnInvitation(url);
    return answer.response;
  } finally {
    close();
  }
}

const isAnswer = (answer: unknown): answer is { response: object } =>
  typeof answer === 'object' && answer !== null && 'response' in answer && typeof answer.response === 'object' && answer.response !== null;

/** Ends a request after the time limit, or when the call ends: `within` rejects then, also if `fetch` ignores the signal. */
function timeLimit(url: URL, ended: Ended) {
  const ending = new AbortController();
  const { signal } = ending;
  const timer = setTimeout(() => {
    const message = `The relay did not answer within ${TIME_LIMIT_MS} ms.`;
    ending.abort(runtimeError('timeout', message).ofRequest(requestOf(url)));
  }, TIME_LIMIT_MS);
  const over = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  over.catch(() => {});
  ended?.catch((error: unknown) => ending.abort(error));
  const within = <Value>(promise: Promise<Value>): Promise<Value> => Promise.race([promise, over]);
  return { signal, within, close: () => clearTimeout(timer) };
}
