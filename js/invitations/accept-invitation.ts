// `clerk.acceptInvitation`: the link of an invitation, whoever has opened it. The core decides what follows what; this file
// does it.

import type { InvitationsContext } from '../account.js';
import { invalidParam, isClerkAPIResponseError, runtimeError } from '../errors.js';
import { isOnline } from '../host.js';
import type { LazyCore } from '../lazy-glue-types.js';
import type { AcceptedInvitation, AcceptInvitationParams, Organization, SignIn, SignUp } from '../types.js';
import { claimsOf } from '../wasm.js';
import { codeOf, refusalStatus } from './failures.js';

const TICKET = '__clerk_ticket';
const STATUS = '__clerk_status';

/** A link, and what its ticket says: the ids of the invitation and of its organization. */
interface Link {
  ticket: string;
  status: string;
  invitationId: string;
  organizationId: string;
}

export async function acceptInvitation(
  core: LazyCore,
  context: InvitationsContext,
  params?: AcceptInvitationParams,
): Promise<AcceptedInvitation> {
  const { url, signal, timeoutMs, ...fields } = params ?? {};
  const link = readLink(url ?? globalThis.location?.href ?? '');
  const key = ['acceptInvitation', link.ticket, fields];
  const change = { organizationId: link.organizationId, operation: 'acceptInvitation' };
  const accept = (signal: AbortSignal) => acceptLink({ core, context, link, fields, signal });
  const accepted = await context.changesOf(context).share(change, key, { signal, timeoutMs }, accept);
  if (url === undefined && accepted.status === 'complete') forgetTicket();
  return accepted;
}

function readLink(url: string): Link {
  const query = new URLSearchParams(url.split('#')[0]?.split('?')[1]);
  const ticket = query.get(TICKET);
  if (!ticket) throw invalidParam('url', `must have a ${TICKET}`);
  const claims = (claimsOf(ticket) ?? {}) as { sid?: unknown; oid?: unknown };
  const status = query.get(STATUS) ?? '';
  return { ticket, status, invitationId: `${claims.sid ?? ''}`, organizationId: `${claims.oid ?? ''}` };
}

/** Takes the ticket out of the page's URL: a reload must not accept once more. */
function forgetTicket(): void {
  const url = new URL(location.href);
  url.searchParams.delete(TICKET);
  url.searchParams.delete(STATUS);
  history.replaceState(history.state, '', url);
}

/** One call. */
interface Run {
  readonly core: LazyCore;
  readonly context: InvitationsContext;
  readonly link: Link;
  /** Those of the form for a new person. */
  readonly fields: object;
  readonly signal: AbortSignal;
  /** The attempt to sign in or up that it began. */
  attempt?: SignIn | SignUp;
  /** Why the last step failed. */
  failure?: unknown;
}

async function acceptLink(run: Run): Promise<AcceptedInvitation> {
  const { core, context, link, signal } = run;
  const call = new core.AcceptInvitation(link.status, Boolean(context.clerk.user), isOnline());
  try {
    // The steps before `Complete` are to be done.
    for (let step = call.step(); ; step = call.step()) {
      if (step >= core.AcceptStep.Complete) return resultOf(run, step);
      try {
        const attempt = await perform(run, step);
        if (attempt) call.entered(Boolean(attempt.createdSessionId));
        else call.succeeded(Boolean(context.clerk.user), Boolean(joined(run)));
      } catch (error) {
        if (signal.aborted) throw error;
        run.failure = error;
        const codes = isClerkAPIResponseError(error) ? error.errors.map(({ code }) => code) : [codeOf(error)];
        call.failed(refusalStatus(error), codes);
      }
    }
  } finally {
    call.free();
  }
}

/** Does what a step asks for. Resolves to the attempt that it began, if it is one to sign in or up. */
async function perform(run: Run, step: number): Promise<SignIn | SignUp | undefined> {
  const { core, context, link, signal, fields } = run;
  const { clerk, wasm } = context;
  const { SignIn, SignUp, Activate, Accept, LoadAndSelect } = core.AcceptStep;
  const begin = async (name: 'signIn' | 'signUp', operation: string, more: object) => {
    const json = await wasm.call(operation, [], { strategy: 'ticket', ticket: link.ticket, ...more }, signal);
    return (run.attempt = context.objects.attempt(name, json as object));
  };
  if (step === SignIn) return begin('signIn', 'createSignIn', {});
  if (step === SignUp) return begin('signUp', 'createSignUp', fields);
  if (step === Activate) {
    await clerk.setActive({ session: run.attempt?.createdSessionId ?? null, signal });
  } else if (step === Accept) {
    await wasm.call('acceptUserInvitation', [link.invitationId], {}, signal);
  } else {
    await wasm.run(signal, (core) => core.load());
    if (step === LoadAndSelect) context.selectSession(clerk.client?.lastActiveSessionId ?? undefined);
  }
  return undefined;
}

/** The organization of the link, if the user belongs to it. */
function joined({ context, link }: Run): Organization | null {
  const memberships = context.clerk.user?.organizationMemberships;
  return memberships?.find(({ organization }) => organization.id === link.organizationId)?.organization ?? null;
}

function resultOf(run: Run, step: number): AcceptedInvitation {
  const { Complete, NeedsSignIn, NeedsSignUp, ForAnotherUser, OutcomeUnknown } = run.core.AcceptStep;
  const { attempt, failure } = run;
  const { user } = run.context.clerk;
  if (step === Complete) return { status: 'complete', organization: joined(run), missingFields: [] };
  if (step === NeedsSignUp) {
    const signUp = attempt as SignUp;
    return { status: 'missing_requirements', organization: null, signUp, missingFields: signUp.missingFields ?? [] };
  }
  if (step === NeedsSignIn) {
    throw runtimeError('not_supported', `Signing in needs a further step (${attempt?.status}): see client.signIn.`);
  }
  if (step === ForAnotherUser && user) {
    const signedInAs = user.primaryEmailAddress?.emailAddress ?? user.username ?? user.id;
    const message = `The invitation is for another person than ${signedInAs}, who is signed in.`;
    throw runtimeError('invitation_for_another_user', message, failure, { signedInAs });
  }
  if (step === OutcomeUnknown) {
    const { method, path } = failure as { method?: string; path?: string };
    const message = 'The request got no answer, and whether the invitation is accepted is not known. Call it again.';
    throw runtimeError('outcome_unknown', message, failure, { method, path });
  }
  throw failure;
}
