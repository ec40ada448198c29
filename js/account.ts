// What few pages do, and none to list invitations: signing in and up, out, switching, a user's own lists. Fetched when it
// is first done.
//
// Each function is given the inside of a `Clerk`: `clerk` itself, `core` (the wasm side), `objects` (what callers hold),
// `options` (of `load()`), `select(sessionId)`, `tabs` (the channel to other tabs), `changed()` (tells listeners that
// something is another now), `obtained()` (writes the cookies of a token that was had), `act(name, …)` (these functions).

import { bounded, failed, form, invalid, list, part, path, plain } from './wasm/clerk_organization.js';

/** Sends a request (`VERB path`) and gives the resource in its answer. */
const call = (inside, request, body, options) => bounded(options, (ended) => within(ended, inside, request, body));

/** The same for one of several requests of a call, until `ended` rejects. */
async function within(ended, { core }, request, body) {
  const answer = await core.send(`${request}\n${form(body)}`, ended);
  if (answer?.response) return answer.response;
  throw misshapen("The server's answer carries no response.", request);
}

/** The error for an answer that is not what was promised. */
const misshapen = (message, request) =>
  failed('invalid_response', message).of(request.split('?')[0].replace(' ', ' /v1'));

/** A page of a list, its rows made by `made`. */
async function page(inside, path, params, made, options) {
  const [number, size, filters] = list(params);
  const query = [filters, 'paginated=true', `limit=${size}`, `offset=${(number - 1) * size}`].filter(Boolean);
  const request = `GET ${path}?${query.join('&')}`;
  const { data, total_count: total } = await call(inside, request, undefined, options);
  if (!Array.isArray(data)) throw misshapen('The server answered with something that is no page.', request);
  return { total_count: total, data: data.map(made), totalCount: total };
}

// What is done to an attempt: the verb, what follows the attempt's id in the path, what is always said.
const ATTEMPTS = {
  signIn: {
    root: '/client/sign_ins',
    prepareFirstFactor: ['POST', 'prepare_first_factor'],
    attemptFirstFactor: ['POST', 'attempt_first_factor'],
  },
  signUp: {
    root: '/client/sign_ups',
    update: ['PATCH'],
    prepareEmailAddressVerification: ['POST', 'prepare_verification', { strategy: 'email_code' }],
    attemptEmailAddressVerification: ['POST', 'attempt_verification', { strategy: 'email_code' }],
  },
};

/** Goes on with the attempt to sign in or up, or begins one; resolves to it. */
export async function attempt(inside, name, act, params, options) {
  const { root, [act]: step } = ATTEMPTS[name];
  const { id } = inside.clerk.client[name];
  const [verb, action, always] = step ?? ['POST'];
  const at = step ? root + path(...[id ?? '', action].filter((segment) => segment !== undefined)) : root;
  return inside.objects.attempt(name, await call(inside, `${verb} ${at}`, { ...always, ...params }, options));
}

const idOf = (of) => (typeof of === 'object' && of ? of.id : of);

/** Tells Clerk that a session is in use, for what (`intent`) and in which organization; resolves to the session's JSON. */
export async function touch(inside, session, intent, organizationId = session.lastActiveOrganizationId, ended) {
  const request = `POST ${path('client', 'sessions', session.id, 'touch')}`;
  const touched = await within(ended, inside, request, { active_organization_id: organizationId ?? '', intent });
  if (touched.id === session.id) return touched;
  throw misshapen('The server answered with another session.', request);
}

/** `clerk.setActive` */
export const setActive = (inside, { session, organization, redirectUrl, navigate, ...options } = {}) =>
  bounded(options, async (ended) => {
    const { clerk, core, select } = inside;
    const goOn = async () => {
      // An app's router goes there without leaving the page; there is nothing to add to a URL.
      if (navigate) await navigate({ session: clerk.session, decorateUrl: (url) => url });
      else if (redirectUrl) location.assign(redirectUrl);
    };
    if (session === null) {
      select(undefined);
      return goOn();
    }
    const chosen = session === undefined ? clerk.session : clerk.client.sessions.find(({ id }) => id === idOf(session));
    if (!chosen) throw invalid('session', "must be one of the client's");
    const active = organization === undefined ? chosen.lastActiveOrganizationId : idOf(organization);
    const touched = await touch(inside, chosen, organization === undefined ? 'select_session' : 'select_org', active, ended);
    // Where no client rode along, it is fetched.
    if (chosen.lastActiveOrganizationId !== touched.last_active_organization_id) {
      await Promise.race([core.load(), ended].filter(Boolean));
    }
    select(chosen.id);
    await (ended ? Promise.race([clerk.session?.getToken(options), ended]) : clerk.session?.getToken());
    await goOn();
  });

/** `clerk.signOut`; a function instead of the params is called once it is done, as in Clerk's client. */
export const signOut = (inside, params) =>
  typeof params === 'function' ? signOutOf(inside, {}).then(() => params()) : signOutOf(inside, params ?? {});

const signOutOf = (inside, { sessionId, redirectUrl, ...options }) =>
  bounded(options, async (ended) => {
    const { clerk, objects, select, tabs } = inside;
    if (!clerk.client.sessions.length) return;
    const one = sessionId && clerk.client.signedInSessions.length > 1;
    const current = sessionId === clerk.session?.id;
    const request = one ? `POST ${path('client', 'sessions', sessionId, 'remove')}` : 'DELETE /client/sessions';
    await within(ended, inside, request);
    objects.tokens.clear();
    if (!one || current) select(undefined);
    tabs?.postMessage({ type: 'signout' });
    if (redirectUrl) location.assign(redirectUrl);
  });

/** `clerk.reload`: the client as it is by now, and which session of it to act for, if it is to be another. */
export const reload = (inside, { session, ...options } = {}) =>
  bounded(options, async (ended) => {
    const { core, select } = inside;
    await (ended ? Promise.race([core.load(), ended]) : core.load());
    if (session !== undefined) select(idOf(session) ?? undefined);
  });

/** `clerk.createOrganization` */
export const createOrganization = async (inside, { name, slug } = {}, options) =>
  inside.objects.organization(await call(inside, 'POST /organizations', { name, slug }, options));

/** `clerk.getOrganization` */
export const getOrganization = async (inside, id, options) =>
  inside.objects.organization(await call(inside, `GET ${path('organizations', id)}`, undefined, options));

/** `user.getOrganizationMemberships` */
export const getOrganizationMemberships = (inside, params, options) =>
  page(inside, '/me/organization_memberships', params, (row) => inside.objects.membership(row), options);

/** `user.getOrganizationInvitations`: those that the user has received. */
export const getOrganizationInvitations = (inside, params, options) =>
  page(inside, '/me/organization_invitations', params, (row) => received(inside, row), options);

function received(inside, json) {
  const invitation = plain(json);
  invitation.accept = async (options) => {
    const request = `POST ${path('me', 'organization_invitations', invitation.id, 'accept')}`;
    return plain(await call(inside, request, undefined, options), invitation);
  };
  return invitation;
}

export { inviteMember, inviteMembers, revokeInvitation } from './invitations/change.js';
export { tend } from './tending.js';
export { getToken } from './tokens.js';

const COMPONENTS = {
  SignIn: () => import('./components/sign-in.js'),
  OrganizationSwitcher: () => import('./components/organization-switcher.js'),
};
// What is shown in a node, or on its way there: a Promise of what takes it away.
const shown = new WeakMap();

/** `clerk.mount…` and, without a name, `clerk.unmount…`. */
export async function show({ clerk }, name, node, props = {}) {
  if (!(node instanceof Element)) throw invalid('node', 'must be an element');
  const former = shown.get(node);
  // Whatever comes later takes the place of what is still on its way.
  const coming = Promise.resolve(former)
    .then((unmount) => unmount?.())
    .then(async () => name && (await part(COMPONENTS[name])).mount(clerk, node, props));
  shown.set(node, coming.catch(() => {}));
  await coming;
}

// What is done with many invitations lies in files of its own.
const lazily =
  (load, name) =>
  async (inside, ...said) =>
    (await part(load))[name](inside, ...said);

/** `organization.inviteMembersSettled` */
export const inviteMembersSettled = lazily(() => import('./invitations/settled.js'), 'inviteMembersSettled');
/** `organization.resendInvitation` */
export const resendInvitation = lazily(() => import('./invitations/resend.js'), 'resendInvitation');
/** `organization.invitations` */
export const eachInvitation = lazily(() => import('./invitations/each.js'), 'eachInvitation');
/** `organization.invitationList` */
export const keepList = lazily(() => import('./invitations/live-list.js'), 'keepList');
