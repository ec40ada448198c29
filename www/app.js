// The demo page: starts the SDK on the emulator that serves it, signs in, and puts the parts together.

import { CallLog } from './calls/log.js';
import { showCalls } from './calls/panel.js';
import { Counts } from './list/counts.js';
import { refreshMoments } from './page/dates.js';
import { byId } from './page/dom.js';
import { inviteMany } from './invite/many.js';
import { inviteOne } from './invite/one.js';
import { InvitationList } from './list/list.js';
import { clearProblems, problems, showProblems, shown } from './page/problems.js';
import { loadedClerk, recordedOrganization } from './calls/recorded.js';
import { askToRevoke } from './list/revoke.js';
import { learnRoles, roleName } from './invite/roles.js';
import { signIn, signOut } from './page/session.js';
import { tabs } from './page/tabs.js';

const MANAGE = 'org:sys_memberships:manage';

// Before the SDK sends anything: it calls the global fetch.
const unwatched = globalThis.fetch.bind(globalThis);
const log = new CallLog(unwatched, () => performance.now());
globalThis.fetch = log.fetch;
showCalls(log);
setInterval(() => refreshMoments(Date.now()), 30_000);

let instance;
let clerk;
let leave = new AbortController();

const views = ['starting', 'fatal', 'sign-in', 'workspace'].map(byId);

function show(id) {
  for (const view of views) view.hidden = view.id !== id;
  byId('person').hidden = !clerk?.session || id === 'starting';
}

/** From nothing to either view; also after signing in or out. */
async function start(why) {
  leave.abort();
  leave = new AbortController();
  show('starting');
  try {
    instance ??= await described();
    clerk = await loadedClerk(log, instance.publishableKey, { proxyUrl: location.origin });
  } catch (error) {
    byId('fatal-message').replaceChildren(...problems(error).flatMap(shown));
    show('fatal');
    byId('fatal-heading').focus();
    return;
  }
  if (clerk.organization) open(clerk.organization);
  else askWho(why);
}

// The emulator's own page about itself: the key to use, and the people that it was seeded with.
async function described() {
  const response = await unwatched('/__emulator/instance');
  if (!response.ok)
    throw new Error('This page is made to be served by clerk-emulator: start it with `cargo xtask demo`.');
  const { publishableKey, admin, member } = await response.json();
  return { publishableKey, admin, member };
}

function askWho(why) {
  byId('sign-in-why').textContent =
    why ?? (clerk.session ? 'This account has no active organization.' : 'Two people come with the emulator.');
  byId('person-name').textContent = clerk.user?.fullName ?? '';
  clearProblems(byId('sign-in-form'));
  show('sign-in');
  // Not on the page's first showing: nobody is anywhere yet.
  if (why) byId('sign-in-heading').focus();
}

async function enter(identifier, password) {
  const form = byId('sign-in-form');
  clearProblems(form);
  try {
    await log.call({ name: 'sign in', code: '// by the page, not by the SDK' }, () => signIn(identifier, password));
    byId('password').value = '';
    await start();
    byId('organization-name').focus();
  } catch (error) {
    showProblems(form, error);
  }
}

/** The workspace of one organization. */
function open(organization) {
  const { signal } = leave;
  const api = recordedOrganization(log, organization);
  const counts = new Counts(api, organization);
  const list = new InvitationList(api, counts, (invitation) => askToRevoke(api, invitation));
  signal.addEventListener('abort', () => list.leave());
  inviteOne(api, () => list.refreshFromStart(), signal);
  inviteMany(api, () => list.refreshFromStart(), signal);
  introduce(organization);
  show('workspace');
  list.refresh();
}

function introduce({ id, name, slug }) {
  const memberships = clerk.user.organizationMemberships;
  learnRoles(memberships);
  const membership = memberships.find(({ organization }) => organization.id === id);
  byId('organization-name').textContent = name;
  byId('organization-slug').textContent = slug ?? id;
  byId('monogram').textContent = [...name][0] ?? '';
  byId('person-name').textContent =
    `${clerk.user.fullName ?? clerk.user.id} · ${membership ? roleName(membership.role) : ''}`;
  const note = byId('role-note');
  note.hidden = membership?.permissions?.includes(MANAGE) ?? true;
  note.textContent = `Your role lacks the permission ${MANAGE}: the server will refuse what follows, and the page will say so.`;
}

// A session can end by itself: the SDK notices, and then nothing of the workspace is true any more.
log.addEventListener('change', ({ detail }) => {
  if (detail?.state === 'failed' && clerk?.loaded && !clerk.session && !byId('workspace').hidden)
    start('The session has ended.');
});

const showForm = tabs(byId('invite-tabs'), (which) => {
  byId('invite-one').hidden = which !== 'one';
  byId('invite-many').hidden = which !== 'many';
});
showForm('one');

byId('fatal-retry').addEventListener('click', () => start());
byId('as-admin').addEventListener('click', () => enter(instance.admin.emailAddress, instance.admin.password));
byId('as-member').addEventListener('click', () => enter(instance.member.emailAddress, instance.member.password));
byId('sign-in-form').addEventListener('submit', (event) => {
  event.preventDefault();
  enter(byId('identifier').value, byId('password').value);
});
byId('sign-out').addEventListener('click', async () => {
  // When it fails, the log says so, and the start finds the session still there.
  await log.call({ name: 'sign out', code: '// by the page, not by the SDK' }, signOut).catch(() => {});
  await start('Signed out. Two people come with the emulator.');
});
byId('reset').addEventListener('click', async () => {
  const isReset = await unwatched('/__emulator/reset', { method: 'POST' }).then(
    ({ ok }) => ok,
    () => false,
  );
  await start(isReset ? 'The emulator has its first data again.' : undefined);
});

await start();
