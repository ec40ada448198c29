// `clerk.acceptInvitation`: accepts an invitation by its link, with or without an account. The core decides each step
// (core/src/accept_invitation.rs), and this file performs it.

import type { OrganizationContext } from '../account.js';
import { invalidParam, isClerkAPIResponseError, runtimeError } from '../errors.js';
import { isOnline } from '../host.js';
import type { LazyCore } from '../lazy-glue-types.js';
import type { AcceptedInvitation, AcceptInvitationParams, Organization, SignIn, SignUp } from '../types.js';
import { claimsOf } from '../wasm.js';

const TICKET = '__clerk_ticket';
const STATUS = '__clerk_status';

/** A link, and the claims of its ticket: the ids of the invitation and of its organization. */
interface Link {
  ticket: string;
  status: string;
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
  const change = { organizationId: link.organizationId, operation: 'acceptInvitation' };
  const key = ['acceptInvitation', link.ticket, fields];
  const accepted = await context.changesOf(context).run(change, key, { signal, timeoutMs }, async (signal) => {
    const { lazyCore } = await context.invitationsChunk();
    return acceptLink(await lazyCore(), context, link, fields, signal);
  });
  if (url === undefined && accepted.status === 'complete') forgetTicket();
  return accepted;
}

function readLink(url: string): Link {
  const query = new URLSearchParams(url.split('#')[0]?.split('?')[1]);
  const ticket = query.get(TICKET);
  if (!ticket) throw invalidParam('url', `must have a ${TICKET}`);
  const { sid = '', oid = '' } = (claimsOf(ticket) ?? {}) as { sid?: unknown; oid?: unknown };
  return { ticket, status: query.get(STATUS) ?? '', invitationId: `${sid}`, organizationId: `${oid}` };
}

/** Removes the ticket from the page's URL, because a reload must not accept the invitation again. */
function forgetTicket(): void {
  const url = new URL(location.href);
  url.searchParams.delete(TICKET);
  url.searchParams.delete(STATUS);
  history.replaceState(history.state, '', url);
}

async function acceptLink(
  { AcceptAction, AcceptInvitation }: LazyCore,
  context: OrganizationContext,
  link: Link,
  fields: object,
  signal: AbortSignal | undefined,
): Promise<AcceptedInvitation> {
  const { clerk, objects, selectSession, wasm } = context;
  const byTicket = { strategy: 'ticket', ticket: link.ticket };
  const load = () => wasm.run(signal, 'load');
  let attempt: SignIn | SignUp | undefined;
  let failure: unknown;
  const perform: { [action: number]: () => Promise<unknown> } = {
    [AcceptAction.SignIn]: async () =>
      (attempt = objects.attempt('signIn', (await wasm.call('createSignIn', [], byTicket, signal)) as object)),
    [AcceptAction.SignUp]: async () =>
      (attempt = objects.attempt('signUp', (await wasm.call('createSignUp', [], { ...byTicket, ...fields }, signal)) as object)),
    [AcceptAction.Activate]: () => clerk.setActive({ session: attempt?.createdSessionId ?? null, signal }),
    [AcceptAction.Accept]: async () => {
      if (!link.invitationId) throw invalidParam('url', `must have the whole ${TICKET}`);
      await wasm.call('acceptUserInvitation', [link.invitationId], {}, signal);
    },
    [AcceptAction.Load]: load,
    [AcceptAction.LoadAndSelect]: async () => {
      await load();
      selectSession(clerk.client?.lastActiveSessionId ?? undefined);
    },
  };
  const call = new AcceptInvitation(link.status, Boolean(clerk.user), isOnline());
  try {
    for (let action = call.action(); ; action = call.action()) {
      const run = perform[action];
      if (!run) return accepted(AcceptAction, action, context, link, attempt, failure);
      try {
        await run();
        call.succeeded(Boolean(attempt?.createdSessionId), Boolean(clerk.user), Boolean(joined(context, link)));
      } catch (error) {
        if (signal?.aborted) throw error;
        failure = error;
        const isRefusal = isClerkAPIResponseError(error);
        call.failed(isRefusal ? error.status : undefined, isRefusal ? error.errors.map(({ code }) => code) : [(error as { code?: string } | null)?.code ?? '']);
      }
    }
  } finally {
    call.free();
  }
}

/** The result of a call that has ended. */
function accepted(
  AcceptAction: LazyCore['AcceptAction'],
  action: number,
  context: OrganizationContext,
  link: Link,
  attempt: SignIn | SignUp | undefined,
  failure: unknown,
): AcceptedInvitation {
  switch (action) {
    case AcceptAction.Complete:
      return { status: 'complete', organization: joined(context, link), missingFields: [] };
    case AcceptAction.NeedsSignUp: {
      const signUp = attempt as SignUp;
      return { status: 'missing_requirements', organization: null, signUp, missingFields: signUp.missingFields ?? [] };
    }
    case AcceptAction.NeedsSignIn:
      throw runtimeError('not_supported', `Signing in needs a further step (${attempt?.status}): sign in with Clerk's own client first.`);
    case AcceptAction.ForAnotherUser: {
      const { user } = context.clerk;
      const signedInAs = user?.primaryEmailAddress?.emailAddress ?? user?.username ?? user?.id;
      const message = `${signedInAs} is signed in, but the invitation is for another person.`;
      throw runtimeError('invitation_for_another_user', message, failure, { signedInAs });
    }
    case AcceptAction.OutcomeUnknown: {
      const { method, path } = failure as { method?: string; path?: string };
      const message = 'The request got no answer, and whether the invitation is accepted is not known. Call it again.';
      throw runtimeError('outcome_unknown', message, failure, { method, path });
    }
    default:
      throw failure;
  }
}

const joined = ({ clerk }: OrganizationContext, { organizationId }: Link): Organization | null =>
  clerk.user?.organizationMemberships.find(({ organization }) => organization.id === organizationId)?.organization ?? null;
