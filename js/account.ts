// Signing in, up and out, switching, changes of invitations, and the entry to the other methods of organizations and users.
// A page that only lists invitations does not need it, so it is a chunk that is fetched at its first use.

import { withCallOptions } from './call-options.js';
import type { Clerk } from './clerk.js';
import type { ComponentContext, Mount } from './components/component.js';
import type { ClerkContext, InvitationsChunk } from './context.js';
import { invalidParam, runtimeError } from './errors.js';
import { changesOf } from './pending-changes.js';
import { inviteMember, inviteMembers, revokeInvitation, toInvitation } from './invitations/invite.js';
import type { Json } from './json.js';
import { lazy } from './lazy.js';
import type { KeptList } from './objects/live-list.js';
import type { OrganizationJson } from './objects/organization.js';
import { navigate } from './navigation.js';
import type { MethodKind } from './objects/methods.js';
import type {
  CallOptions,
  CreateOrganizationParams,
  InvitationsParams,
  InviteMemberParams,
  InviteMembersParams,
  InviteMembersSettledOptions,
  InviteOutcome,
  Organization,
  OrganizationInvitation,
  OrganizationSwitcherProps,
  ResumeInvitingParams,
  Session,
  SetActiveParams,
  SignIn,
  SignInProps,
  SignOutOptions,
  SignUp,
  User,
} from './types.js';
import { mayNavigateTo } from './wasm.js';

export { onFocus, startPolling } from './polling.js';
export { onChangeElsewhere } from './pending-changes.js';
export { revokeInvitation };

/** Sends the request of an operation; resolves to the JSON of its resource. */
const call = (
  { wasm }: ClerkContext,
  operation: string,
  ids: string[],
  params: object | undefined,
  options: CallOptions | undefined,
): Promise<Json> => withCallOptions(options, (signal) => wasm.call(operation, ids, params, signal)) as Promise<Json>;

// Each step of an attempt: its operation, whether the operation takes the attempt's id, and fields that are always sent.
type Step = [operation: string, isOngoing?: boolean, always?: object];
const emailCode = { strategy: 'email_code' };
const STEPS: { [Name in 'signIn' | 'signUp']: { [method: string]: Step } } = {
  signIn: {
    create: ['createSignIn'],
    prepareFirstFactor: ['prepareFirstFactor', true],
    attemptFirstFactor: ['attemptFirstFactor', true],
  },
  signUp: {
    create: ['createSignUp'],
    update: ['updateSignUp', true],
    prepareEmailAddressVerification: ['prepareSignUpVerification', true, emailCode],
    attemptEmailAddressVerification: ['attemptSignUpVerification', true, emailCode],
  },
};

/** Starts or continues an attempt to sign in or up. Resolves to the attempt. */
async function advanceAttempt(
  context: ClerkContext,
  name: 'signIn' | 'signUp',
  method: string,
  params?: object,
  options?: CallOptions,
): Promise<SignIn | SignUp> {
  const [operation, isOngoing, always]: Step = STEPS[name][method] ?? [method];
  const ids: string[] = [];
  if (isOngoing) {
    const id = context.clerk.client?.[name].id;
    if (!id) throw invalidParam(name, 'must be created first');
    ids.push(id);
  }
  return context.objects.attempt(name, await call(context, operation, ids, { ...always, ...params }, options));
}

const invalidRedirect = () => invalidParam('redirectUrl', 'must be an http(s) or relative URL');

/** Throws for an invalid URL. Called before any request, because an invalid URL must not end a session. */
function checkRedirect(url: string): void {
  if (!mayNavigateTo(url)) throw invalidRedirect();
}

const redirectTo = (url: string): void => navigate(url, mayNavigateTo, invalidRedirect);

type Identified = { id: string } | string | null;
const idOf = (given: Identified): string | null => (typeof given === 'object' && given ? given.id : given);

/** Reports to Clerk that a session is in use, with the reason and the organization. */
export async function touch(
  { wasm }: ClerkContext,
  session: Session,
  intent: string,
  organizationId: string | null = session.lastActiveOrganizationId,
  signal?: AbortSignal,
): Promise<void> {
  await wasm.call('touchSession', [session.id], { activeOrganizationId: organizationId, intent }, signal);
}

/** `clerk.setActive` */
const setActive = (context: ClerkContext, clerk: Clerk, params?: SetActiveParams): Promise<void> => {
  const { session, organization, redirectUrl, navigate: router, ...options } = params ?? {};
  return withCallOptions(options, async (signal) => {
    const { selectSession } = context;
    if (redirectUrl !== undefined) checkRedirect(redirectUrl);
    const proceed = async () => {
      // An app's router navigates without leaving the page, so URLs stay as they are.
      if (router) await router({ session: clerk.session as Session, decorateUrl: (url) => url });
      else if (redirectUrl) redirectTo(redirectUrl);
    };
    if (session === null) {
      selectSession(undefined);
      return proceed();
    }
    const isCurrent = session === undefined;
    const chosen = isCurrent ? clerk.session : clerk.client?.sessions.find(({ id }) => id === idOf(session));
    if (!chosen) throw isCurrent ? runtimeError('signed_out', 'Nobody is signed in.') : invalidParam('session', "must be one of the client's");
    const isSwitch = organization !== undefined;
    const active = isSwitch ? idOf(organization) : chosen.lastActiveOrganizationId;
    await touch(context, chosen, isSwitch ? 'select_org' : 'select_session', active, signal);
    selectSession(chosen.id);
    await clerk.session?.getToken({ signal });
    await proceed();
  });
};

/** `clerk.signOut`; a function before the options is called instead of a navigation, as in Clerk's client. */
const signOut = async (
  context: ClerkContext,
  clerk: Clerk,
  ...[params, options]: Parameters<Clerk['signOut']>
): Promise<void> => {
  const isFunction = typeof params === 'function';
  await endSessions(context, clerk, isFunction ? { ...options, redirectUrl: undefined } : (params ?? options ?? {}));
  if (isFunction) await params();
};

const endSessions = (context: ClerkContext, clerk: Clerk, { sessionId, redirectUrl, ...options }: SignOutOptions): Promise<void> =>
  withCallOptions(options, async (signal) => {
    const { wasm, selectSession } = context;
    if (redirectUrl !== undefined) checkRedirect(redirectUrl);
    if (!clerk.client?.sessions.length) return;
    const one = clerk.client.signedInSessions.length > 1 ? sessionId : undefined;
    const isCurrent = sessionId === clerk.session?.id;
    if (one) await wasm.call('removeSession', [one], {}, signal);
    else await wasm.call('removeAllSessions', [], {}, signal);
    if (!one || isCurrent) selectSession(undefined);
    context.background?.tabs?.postMessage({ type: 'signout' });
    if (redirectUrl) redirectTo(redirectUrl);
  });

/** `clerk.reload` */
const reload = (
  { wasm, selectSession }: ClerkContext,
  _: Clerk,
  params?: CallOptions & { session?: Identified },
): Promise<void> => {
  const { session, ...options } = params ?? {};
  return withCallOptions(options, async (signal) => {
    await wasm.run(signal, 'load');
    if (session !== undefined) selectSession(idOf(session) ?? undefined);
  });
};

const toOrganization = ({ objects }: ClerkContext, json: unknown) => objects.organization(json as OrganizationJson);

/** `clerk.createOrganization` */
const createOrganization = async (
  context: ClerkContext,
  _: Clerk,
  params: CreateOrganizationParams | undefined,
  options?: CallOptions,
): Promise<Organization> => toOrganization(context, await call(context, 'createOrganization', [], params, options));

/** `clerk.getOrganization` */
const getOrganization = async (context: ClerkContext, _: Clerk, id: string, options?: CallOptions): Promise<Organization> =>
  toOrganization(context, await call(context, 'getOrganization', [id], {}, options));

// Components.
const components = lazy('./chunks/components.js', () => import('./components/all.js'));

/** The component of each element: a Promise of the function that removes it. */
const mounted = new WeakMap<Element, Promise<(() => void) | void>>();

/** `clerk.mountSignIn` and `clerk.mountOrganizationSwitcher` */
export const mount = (
  context: ClerkContext,
  ...[name, node, props = {}]:
    | [name: 'SignIn', node: Element, props?: SignInProps]
    | [name: 'OrganizationSwitcher', node: Element, props?: OrganizationSwitcherProps]
): Promise<void> =>
  replace(node, async () => {
    const mount = (await components())[name] as Mount<typeof props>;
    const { clerk } = context;
    return mount({ clerk: clerk as ComponentContext['clerk'], mayNavigateTo }, node, props);
  });

/** `clerk.unmountSignIn` and `clerk.unmountOrganizationSwitcher` */
export const unmount = (_: ClerkContext, node: Element): Promise<void> => replace(node, async () => {});

// A later call replaces a component that is still being mounted.
async function replace(node: Element, show: () => Promise<(() => void) | void>): Promise<void> {
  if (!(node instanceof Element)) throw invalidParam('node', 'must be an element');
  const next = Promise.resolve(mounted.get(node)).then((takeAway) => takeAway?.()).then(show);
  mounted.set(node, next.catch(() => {}));
  await next;
}

// Calls for many invitations are a separate chunk. It must not import this one, which may have been fetched under another URL
// (lazy.ts), so it gets functions of this chunk as parameters.
const tools = { changesOf, toInvitation };

/** The context with these functions. Not a copy, because a copy would keep the wasm module after it has trapped. */
const withTools = (context: ClerkContext): InvitationsContext => Object.assign(Object.create(context) as ClerkContext, tools);

/** The context of a `Clerk` for the chunk of many invitations. */
export type InvitationsContext = ClerkContext & typeof tools;

/** Runs a function of the chunk. */
const withChunk = async <T>(
  context: ClerkContext,
  run: (chunk: InvitationsChunk, context: InvitationsContext) => T | Promise<T>,
): Promise<T> => run(await context.invitationsChunk(), withTools(context));

/** `organization.inviteMembersSettled` */
const inviteMembersSettled = (
  context: ClerkContext,
  organization: Organization,
  params: InviteMembersParams | ResumeInvitingParams,
  options?: InviteMembersSettledOptions,
): Promise<InviteOutcome[]> =>
  withChunk(context, (chunk, context) => chunk.inviteMembersSettled(context, organization, params, options));

/** Invites as many addresses as one request takes, with params that the Frontend API refuses. */
export const inviteThroughRelay = (
  context: ClerkContext,
  organization: Organization,
  params: InviteMemberParams | InviteMembersParams,
  options?: CallOptions,
): Promise<OrganizationInvitation[]> =>
  withChunk(context, (chunk, context) => chunk.inviteThroughRelay(context, organization, params, options));

/** `organization.resendInvitation` */
const resendInvitation = (
  context: ClerkContext,
  organization: Organization,
  invitation: OrganizationInvitation,
  options?: CallOptions,
): Promise<OrganizationInvitation> =>
  withChunk(context, (chunk, context) => chunk.resendInvitation(context, organization, invitation, options));

/** `organization.invitations` */
export const eachInvitation = (
  context: ClerkContext,
  organization: Organization,
  params?: InvitationsParams,
  options?: CallOptions,
): Promise<AsyncGenerator<OrganizationInvitation, void, undefined>> =>
  withChunk(context, (chunk) => chunk.eachInvitation(organization, params, options));

/** `organization.liveList`, `organization.invitationList`, `user.liveList` */
export const keepList = <Row>(
  context: ClerkContext,
  owner: Organization | User,
  kind: string,
  list: KeptList<Row>,
  params?: object,
): Promise<void> => withChunk(context, (chunk, context) => chunk.keepList(context, owner, kind, list as KeptList<never>, params));

// The other methods of organizations, memberships and users.
const organizationChunk = lazy('./chunks/organization.js', () => import('./organization/all.js'));

/** The context of a `Clerk` for that chunk. */
export type OrganizationContext = ClerkContext & Pick<typeof tools, 'changesOf'>;

type Method = (context: ClerkContext, resource: object, ...args: unknown[]) => unknown;
/** The methods of this chunk, by the kind of their object. Each takes the context and the object before its arguments. */
const METHODS: { [Kind in MethodKind]?: { [name: string]: (context: ClerkContext, resource: never, ...args: never[]) => unknown } } = {
  clerk: { setActive, signOut, reload, createOrganization, getOrganization },
  organization: { inviteMember, inviteMembers, inviteMembersSettled, resendInvitation },
};

/** Runs a method of an object that js/objects/ has made, with the arguments of its caller. */
export const runMethod = async (
  context: ClerkContext,
  kind: MethodKind,
  resource: object,
  name: string,
  args: unknown[],
): Promise<unknown> => {
  if (kind === 'signIn' || kind === 'signUp') return advanceAttempt(context, kind, name, ...(args as [object?, CallOptions?]));
  const { clerk } = context;
  if (clerk.__internal_legacyRoles && name.startsWith('invite')) {
    const { withNewRole } = await organizationChunk();
    args[0] = withNewRole(clerk, resource as Organization, args[0] as { role?: string } | undefined);
  }
  const method = METHODS[kind]?.[name] ?? (await organizationChunk()).methodOf(kind, name);
  return (method as Method)(withTools(context), resource, ...args);
};
