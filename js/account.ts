// What few pages do, and none to list invitations: signing in and up, signing out, switching, a user's own lists, and the way
// to changes of invitations. Fetched at its first use, with what it imports, as one chunk.

import { withCallOptions } from './call-options.js';
import type { ComponentContext, Mount } from './components/component.js';
import type { ClerkContext } from './context.js';
import { invalidParam, invalidResponse } from './errors.js';
import { changesOf } from './invitations/changes.js';
import { addressesPerRequest, inParts, inviteMember, inviteMembers, revokeInvitation, toInvitation } from './invitations/invite.js';
import { fromJson, toForm, toPath } from './json.js';
import type { Json } from './json.js';
import { lazy } from './lazy.js';
import type { AttemptMethod, MembershipJson } from './objects/client.js';
import type { KeptList, OrganizationJson } from './objects/organization.js';
import { navigate } from './navigation.js';
import { readListParams } from './params.js';
import type {
  CallOptions,
  ClerkPaginatedResponse,
  CreateOrganizationParams,
  GetInvitationsParams,
  GetUserOrganizationInvitationsParams,
  InvitationsParams,
  InviteMemberParams,
  InviteMembersOptions,
  InviteMembersParams,
  InviteMembersSettledOptions,
  InviteOutcome,
  Organization,
  OrganizationInvitation,
  OrganizationMembership,
  OrganizationSwitcherProps,
  PageParams,
  ResumeInvitingParams,
  Session,
  SetActiveParams,
  SignIn,
  SignInProps,
  SignOutOptions,
  SignUp,
  UserOrganizationInvitation,
} from './types.js';
import type { Ended } from './wasm.js';

export { startPolling } from './polling.js';
export { getToken } from './tokens.js';
export { inviteMember, inviteMembers, revokeInvitation };

/** Sends a request (`VERB path`); resolves to the resource in its answer. */
const call = (context: ClerkContext, request: string, body: object | undefined, options: CallOptions | undefined): Promise<Json> =>
  withCallOptions(options, (ended) => send(context, request, body, ended));

/** The same for one of several requests of a call. */
async function send({ wasm }: ClerkContext, request: string, body: object | undefined, ended: Ended): Promise<Json> {
  const answer = (await wasm.send(`${request}\n${toForm(body)}`, ended)) as { response?: Json } | null | undefined;
  if (answer?.response) return answer.response;
  throw invalidResponse('no resource', nameOf(request));
}

/** A request as errors show it. */
const nameOf = (request: string) => request.replace(/\?.*/, '').replace(' ', ' /v1');

/** A page of a list; `toRow` makes its rows. */
async function page<Row>(
  context: ClerkContext,
  path: string,
  params: object | undefined,
  toRow: (json: Json) => Row,
  options: CallOptions | undefined,
): Promise<ClerkPaginatedResponse<Row>> {
  const [number, size, filters] = readListParams(params);
  const query = [filters, 'paginated=true', `limit=${size}`, `offset=${(number - 1) * size}`].filter(Boolean);
  const request = `GET ${path}?${query.join('&')}`;
  const { data, total_count: total } = await call(context, request, undefined, options);
  if (!Array.isArray(data)) throw invalidResponse('something that is not a page', nameOf(request));
  return { total_count: total as number, data: data.map(toRow), totalCount: total as number };
}

// Each step of an attempt: the verb, what follows the attempt's id in the path, fields that are always sent.
type Step = [verb: string, action?: string, always?: object];
const STEPS: { [Method in Exclude<AttemptMethod, 'create'>]: Step } = {
  prepareFirstFactor: ['POST', 'prepare_first_factor'],
  attemptFirstFactor: ['POST', 'attempt_first_factor'],
  update: ['PATCH'],
  prepareEmailAddressVerification: ['POST', 'prepare_verification', { strategy: 'email_code' }],
  attemptEmailAddressVerification: ['POST', 'attempt_verification', { strategy: 'email_code' }],
};

/** Begins an attempt to sign in or up, or goes on with it; resolves to the attempt. */
export async function advanceAttempt(
  context: ClerkContext,
  name: 'signIn' | 'signUp',
  method: AttemptMethod,
  params?: object,
  options?: CallOptions,
): Promise<SignIn | SignUp> {
  const root = name === 'signIn' ? '/client/sign_ins' : '/client/sign_ups';
  const id = context.clerk.client?.[name].id ?? '';
  const [verb, action, always]: Step = method === 'create' ? ['POST'] : STEPS[method];
  const path = method === 'create' ? root : root + toPath(...(action ? [id, action] : [id]));
  return context.objects.attempt(name, await call(context, `${verb} ${path}`, { ...always, ...params }, options));
}

// The browser's own reader decides what a URL's protocol is: it ignores case, line breaks and control characters.
function mayNavigateTo(url: string): boolean {
  try {
    return /^https?:$/.test(new URL(url, location.href).protocol);
  } catch {
    return false;
  }
}

const redirectTo = (url: string): void =>
  navigate(url, mayNavigateTo, () => invalidParam('redirectUrl', 'must be an http(s) or relative URL'));

type Identified = { id: string } | string | null;
const idOf = (given: Identified): string | null => (typeof given === 'object' && given ? given.id : given);

/** Records at Clerk that a session is in use, why, and in which organization; resolves to the session's JSON. */
export async function touch(
  context: ClerkContext,
  session: Session,
  intent: string,
  organizationId: string | null = session.lastActiveOrganizationId,
  ended?: Ended,
): Promise<Json> {
  const request = `POST ${toPath('client', 'sessions', session.id, 'touch')}`;
  const touched = await send(context, request, { active_organization_id: organizationId ?? '', intent }, ended);
  if (touched['id'] === session.id) return touched;
  throw invalidResponse('another session', nameOf(request));
}

/** `clerk.setActive` */
export const setActive = (context: ClerkContext, params?: SetActiveParams): Promise<void> => {
  const { session, organization, redirectUrl, navigate: router, ...options } = params ?? {};
  return withCallOptions(options, async (ended) => {
    const { clerk, wasm, selectSession } = context;
    const proceed = async () => {
      // An app's router navigates without leaving the page; there is nothing to add to a URL.
      if (router) await router({ session: clerk.session as Session, decorateUrl: (url) => url });
      else if (redirectUrl) redirectTo(redirectUrl);
    };
    if (session === null) {
      selectSession(undefined);
      return proceed();
    }
    const chosen = session === undefined ? clerk.session : clerk.client?.sessions.find(({ id }) => id === idOf(session));
    if (!chosen) throw invalidParam('session', "must be one of the client's");
    const isSwitch = organization !== undefined;
    const active = isSwitch ? idOf(organization) : chosen.lastActiveOrganizationId;
    const touched = await touch(context, chosen, isSwitch ? 'select_org' : 'select_session', active, ended);
    // The client is fetched when none came with the answer.
    if (chosen.lastActiveOrganizationId !== touched['last_active_organization_id']) {
      await (ended ? Promise.race([wasm.load(), ended]) : wasm.load());
    }
    selectSession(chosen.id);
    await (ended ? Promise.race([clerk.session?.getToken(options), ended]) : clerk.session?.getToken());
    await proceed();
  });
};

/** `clerk.signOut`; a function instead of the options is called afterwards, as in Clerk's client. */
export const signOut = (context: ClerkContext, params?: SignOutOptions | (() => void | Promise<unknown>)): Promise<void> =>
  typeof params === 'function' ?
    endSessions(context, {}).then(async () => void (await params()))
  : endSessions(context, params ?? {});

const endSessions = (context: ClerkContext, { sessionId, redirectUrl, ...options }: SignOutOptions): Promise<void> =>
  withCallOptions(options, async (ended) => {
    const { clerk, objects, selectSession, tabs } = context;
    if (!clerk.client?.sessions.length) return;
    const one = clerk.client.signedInSessions.length > 1 ? sessionId : undefined;
    const isCurrent = sessionId === clerk.session?.id;
    const request = one ? `POST ${toPath('client', 'sessions', one, 'remove')}` : 'DELETE /client/sessions';
    await send(context, request, undefined, ended);
    objects.tokens.clear();
    if (!one || isCurrent) selectSession(undefined);
    tabs?.postMessage({ type: 'signout' });
    if (redirectUrl) redirectTo(redirectUrl);
  });

/** `clerk.reload` */
export const reload = (context: ClerkContext, params?: CallOptions & { session?: Identified }): Promise<void> => {
  const { session, ...options } = params ?? {};
  return withCallOptions(options, async (ended) => {
    const { wasm, selectSession } = context;
    await (ended ? Promise.race([wasm.load(), ended]) : wasm.load());
    if (session !== undefined) selectSession(idOf(session) ?? undefined);
  });
};

const toOrganization = ({ objects }: ClerkContext, json: unknown) => objects.organization(json as OrganizationJson);

/** `clerk.createOrganization` */
export const createOrganization = async (
  context: ClerkContext,
  params: CreateOrganizationParams | undefined,
  options?: CallOptions,
): Promise<Organization> => {
  const { name, slug } = params ?? {};
  return toOrganization(context, await call(context, 'POST /organizations', { name, slug }, options));
};

/** `clerk.getOrganization` */
export const getOrganization = async (context: ClerkContext, id: string, options?: CallOptions): Promise<Organization> =>
  toOrganization(context, await call(context, `GET ${toPath('organizations', id)}`, undefined, options));

/** `user.getOrganizationMemberships` */
export const getOrganizationMemberships = (
  context: ClerkContext,
  params?: PageParams,
  options?: CallOptions,
): Promise<ClerkPaginatedResponse<OrganizationMembership>> => {
  const toMembership = (row: Json) => context.objects.membership(row as MembershipJson);
  return page(context, '/me/organization_memberships', params, toMembership, options);
};

/** `user.getOrganizationInvitations` */
export const getOrganizationInvitations = (
  context: ClerkContext,
  params?: GetUserOrganizationInvitationsParams,
  options?: CallOptions,
): Promise<ClerkPaginatedResponse<UserOrganizationInvitation>> =>
  page(context, '/me/organization_invitations', params, (row) => toReceivedInvitation(context, row), options);

function toReceivedInvitation(context: ClerkContext, json: Json): UserOrganizationInvitation {
  const invitation = fromJson(json, {} as UserOrganizationInvitation);
  invitation.accept = async (options) => {
    const request = `POST ${toPath('me', 'organization_invitations', invitation.id, 'accept')}`;
    return fromJson(await call(context, request, undefined, options), invitation);
  };
  return invitation;
}

// What shows something in a page.
const components = {
  SignIn: lazy('./components.js', () => import('./components/sign-in.js')),
  OrganizationSwitcher: lazy('./components.js', () => import('./components/organization-switcher.js')),
};

interface Component<Props> {
  mount: Mount<Props>;
}

/** What an element shows: a Promise of what takes it away. */
const mounted = new WeakMap<Element, Promise<(() => void) | void>>();

/** `clerk.mountSignIn` and `clerk.mountOrganizationSwitcher` */
export const mount = (
  context: ClerkContext,
  ...[name, node, props = {}]:
    | [name: 'SignIn', node: Element, props?: SignInProps]
    | [name: 'OrganizationSwitcher', node: Element, props?: OrganizationSwitcherProps]
): Promise<void> =>
  replace(node, async () => {
    const { mount } = (await components[name]()) as Component<typeof props>;
    const { clerk } = context;
    return mount({ clerk: clerk as ComponentContext['clerk'], mayNavigateTo }, node, props);
  });

/** `clerk.unmountSignIn` and `clerk.unmountOrganizationSwitcher` */
export const unmount = (_: ClerkContext, node: Element): Promise<void> => replace(node, async () => {});

// Whatever comes later replaces what is still being mounted.
async function replace(node: Element, show: () => Promise<(() => void) | void>): Promise<void> {
  if (!(node instanceof Element)) throw invalidParam('node', 'must be an element');
  const next = Promise.resolve(mounted.get(node)).then((takeAway) => takeAway?.()).then(show);
  mounted.set(node, next.catch(() => {}));
  await next;
}

// What is done with many invitations is a chunk of its own. It is handed what it needs of this one, because it must not
// import it: this one may have been fetched under another URL (lazy.ts).
const many = {
  bulk: lazy('./invitations.js', () => import('./invitations/bulk-invite.js')),
  resend: lazy('./invitations.js', () => import('./invitations/resend.js')),
  pages: lazy('./invitations.js', () => import('./invitations/pages.js')),
  liveList: lazy('./invitations.js', () => import('./invitations/live-list.js')),
  relay: lazy('./invitations.js', () => import('./invitations/relay.js')),
};
const tools = { addressesPerRequest, changesOf, inParts, toInvitation };

/** What the chunk of many invitations is given of a `Clerk`. */
export type InvitationsContext = ClerkContext & typeof tools;
const withTools = (context: ClerkContext): InvitationsContext => ({ ...context, ...tools });

/** `organization.inviteMembersSettled` */
export const inviteMembersSettled = async (
  context: ClerkContext,
  organization: Organization,
  params: InviteMembersParams | ResumeInvitingParams,
  options?: InviteMembersSettledOptions,
): Promise<InviteOutcome[]> => (await many.bulk()).inviteMembersSettled(withTools(context), organization, params, options);

/** `organization.inviteMember` and `inviteMembers` with what the Frontend API does not take. */
export const inviteThroughRelay = async (
  context: ClerkContext,
  organization: Organization,
  params: InviteMemberParams | InviteMembersParams,
  options?: InviteMembersOptions,
): Promise<OrganizationInvitation[]> =>
  (await many.relay()).inviteThroughRelay(withTools(context), organization, params, options);

/** `organization.resendInvitation` */
export const resendInvitation = async (
  context: ClerkContext,
  organization: Organization,
  invitation: OrganizationInvitation,
  options?: CallOptions,
): Promise<OrganizationInvitation> => (await many.resend()).resendInvitation(context, organization, invitation, options);

/** `organization.invitations` */
export const eachInvitation = async (
  context: ClerkContext,
  organization: Organization,
  params?: InvitationsParams,
  options?: CallOptions,
): Promise<AsyncGenerator<OrganizationInvitation, void, undefined>> =>
  (await many.pages()).eachInvitation(withTools(context), organization, params, options);

/** `organization.invitationList` */
export const keepList = async (
  context: ClerkContext,
  organization: Organization,
  list: KeptList,
  params?: GetInvitationsParams,
): Promise<void> => (await many.liveList()).keepList(withTools(context), organization, list, params);
