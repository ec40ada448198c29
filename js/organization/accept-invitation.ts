// `clerk.acceptInvitation`: the link of an invitation, for every kind of person who may open it. The server has put
// `__clerk_ticket`, the proof of the invitation, and `__clerk_status`, what is to be done, into the URL ("Handle accepting
// Organization invitation links" in Clerk's documentation).
//
// core/src/accept_invitation.rs is the same sequence for Rust. Driving it from here was measured at 0.8 KB (brotli) more, and
// the page of an invited person would fetch the whole lazy module (33 KB) for it.

import type { OrganizationContext } from '../account.js';
import { invalidParam, isClerkAPIResponseError, isClerkRuntimeError, runtimeError } from '../errors.js';
import type { ClerkAPIResponseError } from '../errors.js';
import { isOnline } from '../host.js';
import type { AcceptedInvitation, AcceptInvitationParams, Organization, SignUp, User } from '../types.js';
import { claimsOf } from '../wasm.js';

const TICKET = '__clerk_ticket';
const STATUS = '__clerk_status';

/** A link, and what its ticket says: the ids of the invitation and of its organization. */
interface Link {
  ticket: string;
  status: string | null;
  invitationId: string;
  organizationId: string;
}

export async function acceptInvitation(
  context: OrganizationContext,
  _clerk: object,
  params?: AcceptInvitationParams,
): Promise<AcceptedInvitation> {
  const { url, signal, timeoutMs, ...fields } = params ?? {};
  const link = readLink(url ?? globalThis.location?.href ?? '');
  const key = ['acceptInvitation', link.ticket, fields];
  const change = { organizationId: link.organizationId, operation: 'acceptInvitation' };
  const accept = (signal: AbortSignal) => answered(signal, () => acceptLink(context, link, fields, signal));
  const accepted = await context.changesOf(context).share(change, key, { signal, timeoutMs }, accept);
  if (url === undefined && accepted.status === 'complete') forgetTicket();
  return accepted;
}

function readLink(url: string): Link {
  const query = new URLSearchParams(url.split('#')[0]?.split('?')[1]);
  const ticket = query.get(TICKET);
  if (!ticket) throw invalidParam('url', `must have a ${TICKET}`);
  const claims = (claimsOf(ticket) ?? {}) as { sid?: unknown; oid?: unknown };
  return { ticket, status: query.get(STATUS), invitationId: `${claims.sid ?? ''}`, organizationId: `${claims.oid ?? ''}` };
}

/** Takes the ticket out of the page's URL: a reload must not accept once more. */
function forgetTicket(): void {
  const url = new URL(location.href);
  url.searchParams.delete(TICKET);
  url.searchParams.delete(STATUS);
  history.replaceState(history.state, '', url);
}

async function acceptLink(
  context: OrganizationContext,
  link: Link,
  fields: object,
  signal: AbortSignal,
): Promise<AcceptedInvitation> {
  const { clerk } = context;
  if (!clerk.user) {
    try {
      const signUp = await enter(context, link, fields, signal);
      if (signUp) {
        return { status: 'missing_requirements', organization: null, signUp, missingFields: signUp.missingFields ?? [] };
      }
      return complete(context, link);
    } catch (error) {
      // Another tab, or the request whose answer was lost, may have signed somebody in.
      if (!hasCode(error, 'session_exists') && !isUnanswered(error)) throw error;
      await refetch(context, signal);
      context.selectSession(clerk.client?.lastActiveSessionId ?? undefined);
      if (!clerk.user) throw error;
    }
  }
  const refusal = await acceptAs(context, clerk.user, link, signal);
  if (refusal || !joined(context, link)) await refetch(context, signal);
  // Accepted long ago, and removed since.
  if (refusal && !joined(context, link)) throw refusal;
  return complete(context, link);
}

const complete = (context: OrganizationContext, link: Link): AcceptedInvitation => ({
  status: 'complete',
  organization: joined(context, link),
  missingFields: [],
});

const refetch = ({ wasm }: OrganizationContext, signal: AbortSignal) => wasm.run(signal, 'load');

const joined = ({ clerk }: OrganizationContext, { organizationId }: Link): Organization | null =>
  clerk.user?.organizationMemberships.find(({ organization }) => organization.id === organizationId)?.organization ?? null;

const hasCode = (error: unknown, code: string): error is ClerkAPIResponseError =>
  isClerkAPIResponseError(error) && error.errors.some((one) => one.code === code);

/**
 * Accepts it as the signed-in user. The server knows the invitation to that user only if one of their addresses is invited.
 * Returns the refusal if it was accepted before: opening the link does it, if the invited person is signed in.
 */
async function acceptAs(
  { wasm }: OrganizationContext,
  user: User,
  { invitationId }: Link,
  signal: AbortSignal,
): Promise<Error | undefined> {
  try {
    await wasm.call('acceptUserInvitation', [invitationId], {}, signal);
    return undefined;
  } catch (error) {
    if (hasCode(error, 'organization_invitation_already_accepted')) return error;
    if (!hasCode(error, 'organization_invitation_not_found')) throw error;
    const signedInAs = user.primaryEmailAddress?.emailAddress ?? user.username ?? user.id;
    const message = `The invitation is for another person than ${signedInAs}, who is signed in.`;
    throw runtimeError('invitation_for_another_user', message, error, { signedInAs });
  }
}

/**
 * Signs the invited person in by the ticket, or up if there is no account. The link knows which, unless an account was made
 * since it was opened. Returns the attempt to sign up if something is missing.
 */
async function enter(
  { clerk, objects, wasm }: OrganizationContext,
  { ticket, status }: Link,
  fields: object,
  signal: AbortSignal,
): Promise<SignUp | undefined> {
  const byTicket = { strategy: 'ticket', ticket };
  const start = async (name: 'signIn' | 'signUp') =>
    name === 'signIn' ?
      objects.attempt(name, (await wasm.call('createSignIn', [], byTicket, signal)) as object)
    : objects.attempt(name, (await wasm.call('createSignUp', [], { ...byTicket, ...fields }, signal)) as object);
  const attempt = await (status === 'sign_up' ?
    start('signUp').catch(otherwise('organization_invitation_identification_already_exists', () => start('signIn')))
  : start('signIn').catch(otherwise('organization_invitation_identification_not_exist', () => start('signUp'))));
  if (attempt.createdSessionId) {
    await clerk.setActive({ session: attempt.createdSessionId, signal });
    return undefined;
  }
  const signUp = clerk.client?.signUp;
  if (signUp && attempt === signUp) return signUp;
  throw runtimeError('not_supported', `Signing in needs a further step (${attempt.status}): see client.signIn.`);
}

/** Handles the refusal with this code in another way. */
const otherwise =
  <T>(code: string, run: () => Promise<T>) =>
  (error: unknown): Promise<T> => {
    if (!hasCode(error, code)) throw error;
    return run();
  };

/** Runs the whole sequence. If a request of it was sent and got no answer, the outcome is unknown. */
async function answered<T>(signal: AbortSignal, accept: () => Promise<T>): Promise<T> {
  // What is sent without a network does not leave.
  const mayArrive = isOnline();
  try {
    return await accept();
  } catch (error) {
    if (signal.aborted || !mayArrive || !isUnanswered(error)) throw error;
    const { method, path } = error as { method?: string; path?: string };
    const message = 'The request got no answer, and whether the invitation is accepted is not known. Call it again.';
    throw runtimeError('outcome_unknown', message, error, { method, path });
  }
}

/** `Failure::is_unanswered` of the core, for the steps of signing in and up, which the core reports as they are. */
const isUnanswered = (error: unknown): boolean =>
  isClerkAPIResponseError(error) ? error.status >= 502 && error.status <= 504
  : isClerkRuntimeError(error) && ['network_error', 'timeout', 'invalid_response'].includes(error.code);
