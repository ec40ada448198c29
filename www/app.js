// The demo page: starts the SDK on the emulator that serves it, signs in, and connects the areas of the page.

import { callSource, mountDevtools } from 'clerk-organization/devtools';

import { Counts } from './list/status-counts.js';
import { refreshMoments } from './page/dates.js';
import { byId, el } from './page/dom.js';
import { inviteMany } from './invite/many.js';
import { inviteOne } from './invite/one.js';
import { InvitationList } from './list/list.js';
import { clearProblems, problems, showProblems, shown } from './page/problems.js';
import { SENDS, loadedClerk, recordedOrganization } from './calls/recorded.js';
import { askToRevoke } from './list/revoke.js';
import { teamApi } from './team/api.js';
import { showAreas } from './team/areas.js';
import { showDomains } from './team/domains.js';
import { isInvited, takeUpInvitation } from './team/invited.js';
import { showMembers } from './team/members.js';
import { showRequests } from './team/requests.js';
import { showSettings } from './team/settings.js';
import { learnRoles, roleName } from './invite/roles.js';
import { tabs } from './page/tabs.js';

const MANAGE = 'org:sys_memberships:manage';
const MANAGE_DOMAINS = 'org:sys_domains:manage';
const MANAGE_PROFILE = 'org:sys_profile:manage';
const DELETE = 'org:sys_profile:delete';

// Mounted before the SDK sends a request, because the panel replaces the global fetch.
const devtools = mountDevtools(null, { node: byId('calls'), emulator: location.origin, onReset: () => start(RESET) });
setInterval(() => refreshMoments(Date.now()), 30_000);

const WELCOME = 'Two people come with the emulator.';
const RESET = 'The emulator has its first data again.';

let instance;
let clerk;
let unfollow = () => {};
// Aborted when another client replaces `clerk`.
let replaced = new AbortController();
// The message after a sign-out by this page.
let farewell;
let leave = new AbortController();
// Shows the organization's name and numbers when they have changed.
let refresh = () => {};

const views = ['starting', 'fatal', 'invited', 'sign-in', 'workspace'].map(byId);

function show(id) {
  for (const view of views) view.hidden = view.id !== id;
  byId('person').hidden = !clerk?.session || id === 'starting';
}

/** Starts the page, initially and after the emulator was reset. */
async function start(why) {
  unfollow();
  leave.abort();
  replaced.abort();
  replaced = new AbortController();
  clerk?.close();
  clerk?.unmountSignIn(byId('sign-in-form'));
  clerk?.unmountOrganizationSwitcher(byId('switcher'));
  show('starting');
  try {
    instance ??= await described();
    clerk = await loadedClerk(devtools, instance.publishableKey, { proxyUrl: location.origin }, replaced.signal);
  } catch (error) {
    byId('fatal-message').replaceChildren(...problems(error).flatMap(shown));
    show('fatal');
    byId('fatal-heading').focus();
    return;
  }
  clerk.mountSignIn(byId('sign-in-form'));
  clerk.mountOrganizationSwitcher(byId('switcher'));
  if (isInvited()) {
    leave = new AbortController();
    show('invited');
    await takeUpInvitation(devtools, clerk, signOut, leave.signal);
  }
  follow(why);
}

/**
 * Shows the session and the organization of `clerk`, now and after each change: signing in, switching or signing out, here or
 * in another tab, and when a session expires.
 */
function follow(why) {
  let shown;
  unfollow = clerk.addListener(({ session, organization }) => {
    const now = `${session?.id} ${organization?.id}`;
    // The name, the logo or the counts of the same organization may have changed.
    if (now === shown) return refresh();
    const first = shown === undefined;
    shown = now;
    leave.abort();
    leave = new AbortController();
    refresh = () => {};
    if (organization) open(organization);
    else askWho(first ? why : session ? undefined : (farewell ?? 'The session has ended.'));
    farewell = undefined;
  });
}

// The emulator's description of itself: its key, and the seeded people.
async function described() {
  const response = await fetch('/__emulator/instance');
  if (!response.ok)
    throw new Error('This page is made to be served by clerk-emulator: start it with `cargo xtask demo`.');
  const { publishableKey, admin, member } = await response.json();
  return { publishableKey, admin, member };
}

function askWho(why) {
  const isSignedIn = Boolean(clerk.session);
  byId('sign-in-heading').textContent = isSignedIn ? 'No organization yet' : 'Who are you?';
  byId('sign-in-why').textContent =
    why ?? (isSignedIn ? 'This account has no active organization: choose one above.' : WELCOME);
  for (const id of ['people', 'or']) byId(id).hidden = isSignedIn;
  byId('person-name').textContent = clerk.user?.fullName ?? '';
  clearProblems(byId('sign-in'));
  show('sign-in');
  // Not when the page opens, because nothing had the focus before.
  if (why) byId('sign-in-heading').focus();
}

/** Signs in as one of the seeded people. */
async function enter({ emailAddress: identifier, password }) {
  const form = byId('sign-in');
  clearProblems(form);
  const code = callSource('await clerk.client.signIn.create', { strategy: 'password', identifier, password: '…' });
  try {
    const { createdSessionId: session } = await devtools.record({ name: 'signIn.create', code, sends: SENDS.signIn }, () =>
      clerk.client.signIn.create({ strategy: 'password', identifier, password }),
    );
    const activate = callSource('await clerk.setActive', { session });
    await devtools.record({ name: 'clerk.setActive', code: activate, sends: SENDS.setActive }, () =>
      clerk.setActive({ session }),
    );
  } catch (error) {
    // Another tab has signed in meanwhile.
    if (error.errors?.[0]?.code === 'session_exists') await catchUpWithOtherTabs();
    else showProblems(form, error);
  }
}

/** Uses the session of another tab that has signed in, if this tab is signed out. */
async function catchUpWithOtherTabs() {
  if (!clerk?.client || clerk.session) return;
  try {
    await clerk.reload();
    // Loading the client does not choose a session.
    const session = clerk.client.lastActiveSessionId;
    if (session && !clerk.session) await clerk.reload({ session });
  } catch {
    // The next call shows the error.
  }
}

/** Opens the workspace of an organization. */
function open(organization) {
  const { signal } = leave;
  const api = recordedOrganization(devtools, organization);
  const counts = new Counts(api, organization, signal);
  const list = new InvitationList(api, counts, (invitation, gone) => askToRevoke(api, invitation, gone), signal);
  addEventListener('online', () => list.catchUp(), { signal });
  inviteOne(api, list, signal);
  inviteMany(api, list, signal);
  introduce(organization);
  refresh = () => {
    introduce(organization);
    counts.show();
  };
  showTeam(organization, signal);
  // After a sign-in the focus moves to the workspace.
  const entering = byId('sign-in').contains(document.activeElement);
  show('workspace');
  if (entering) byId('organization-name').focus();
}

/** Shows the areas other than the invitations. */
function showTeam(organization, signal) {
  const api = teamApi(devtools, clerk, organization);
  const may = (permission) => clerk.session.checkAuthorization({ permission });
  const rights = {
    me: clerk.user.id,
    mayManage: may(MANAGE),
    mayManageDomains: may(MANAGE_DOMAINS),
    mayManageProfile: may(MANAGE_PROFILE),
    mayDelete: may(DELETE),
  };
  let roles;
  // If this fails, the known roles are offered.
  const learn = () => (roles ??= api.getRoles({ pageSize: 100 }).then(({ data }) => learnRoles(data.map(({ key, name }) => ({ role: key, roleName: name }))), () => {}));
  const members = showMembers(api, rights, signal);
  showAreas(
    {
      members: () => learn().then(() => signal.aborted || members()),
      requests: showRequests(api, rights, signal),
      domains: showDomains(api, rights, signal),
      settings: showSettings(api, organization, rights, signal),
    },
    signal,
  );
}

function introduce({ id, name, slug, hasImage, imageUrl }) {
  const memberships = clerk.user.organizationMemberships;
  learnRoles(memberships);
  const membership = memberships.find(({ organization }) => organization.id === id);
  byId('organization-name').textContent = name;
  byId('organization-slug').textContent = slug ?? id;
  byId('monogram').replaceChildren(hasImage ? el('img', { src: imageUrl, alt: '' }) : ([...name][0] ?? ''));
  byId('person-name').textContent =
    `${clerk.user.fullName ?? clerk.user.id} · ${membership ? roleName(membership.role) : ''}`;
  const note = byId('role-note');
  note.hidden = membership?.permissions?.includes(MANAGE) ?? true;
  note.textContent = `Your role lacks the permission ${MANAGE}: the server will refuse what follows, and the page will say so.`;
}

const showForm = tabs(byId('invite-tabs'), (which) => {
  byId('invite-one').hidden = which !== 'one';
  byId('invite-many').hidden = which !== 'many';
});
showForm('one');

addEventListener('focus', catchUpWithOtherTabs);
byId('fatal-retry').addEventListener('click', () => start());
byId('as-admin').addEventListener('click', () => enter(instance.admin));
byId('as-member').addEventListener('click', () => enter(instance.member));
// A failure shows in the log, and the session stays active.
const signOut = () =>
  devtools
    .record({ name: 'clerk.signOut', code: 'await clerk.signOut()', sends: SENDS.signOut }, () => clerk.signOut())
    .catch(() => {});

byId('sign-out').addEventListener('click', async () => {
  farewell = `Signed out. ${WELCOME}`;
  await signOut();
  farewell = undefined;
});
byId('reset').addEventListener('click', async () => {
  unfollow();
  // Otherwise this client would continue to request tokens for a session that the emulator has deleted.
  if (clerk?.session) await signOut();
  const isReset = await fetch('/__emulator/reset', { method: 'POST' }).then(
    ({ ok }) => ok,
    () => false,
  );
  await start(isReset ? RESET : undefined);
});

await start();
