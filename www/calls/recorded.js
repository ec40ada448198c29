// The page's calls of the SDK, each recorded with its source. The source is written from the params of the call, so the panel
// shows the call that ran.

import { Clerk } from 'clerk-organization';
import { callSource } from 'clerk-organization/devtools';

// The requests of each call. Other requests are consequences of a call, or belong to no call.
export const SENDS = {
  load: /\/(environment|dev_browser|client)$/,
  signIn: /\/sign_ins$/,
  setActive: /\/sessions\//,
  signOut: /\/client(\/sessions.*)?$/,
  lists: /^GET .*\/invitations$/,
  inviteMember: /^POST .*\/invitations$/,
  inviteMembers: /^POST .*\/invitations\/bulk$/,
  revoke: /^POST .*\/revoke$/,
};

/** Loads a client of the instance, which the panel follows until `signal` is aborted. */
export function loadedClerk(devtools, publishableKey, options, signal) {
  const made = callSource('const clerk = new Clerk', `${publishableKey.slice(0, 14)}…`, options);
  const call = { name: 'clerk.load', code: `${made};\nawait clerk.load();`, sends: SENDS.load };
  return devtools.record(call, async () => {
    const clerk = new Clerk(publishableKey, options);
    signal.addEventListener('abort', devtools.follow(clerk));
    await clerk.load();
    return clerk;
  });
}

/** The page's calls for an organization's invitations. An `aside` is a consequence of another call. */
export function recordedOrganization(devtools, organization) {
  const invite = (method) => (params) => {
    const name = `organization.${method}`;
    const code = callSource(`await ${name}`, params);
    return devtools.record({ name, code, sends: SENDS[method] }, () => organization[method](params));
  };
  return {
    inviteMember: invite('inviteMember'),
    inviteMembers: invite('inviteMembers'),
    inviteMembersSettled: (params, options) => {
      const name = 'organization.inviteMembersSettled';
      const code = callSource(`await ${name}`, params).replace(/\)$/, ', { signal, onProgress })');
      const call = { name, code, sends: SENDS.inviteMembers };
      return devtools.record(call, () => organization.inviteMembersSettled(params, options));
    },
    revoke: (invitation) =>
      devtools.record(
        {
          name: 'invitation.revoke',
          code: `// ${invitation.emailAddress}\nawait invitation.revoke()`,
          sends: SENDS.revoke,
        },
        () => invitation.revoke(),
      ),

    /** Live lists that are open until `signal` is aborted, as one entry of the log. */
    invitationLists: (all, { code, aside, signal }) => {
      const name = `organization.invitationList${all.length > 1 ? ` × ${all.length}` : ''}`;
      code ??= `${callSource('const list = organization.invitationList', all[0])};\nlist.subscribe(show);`;
      const starts = all.map((params) => () => organization.invitationList(params));
      return opened(devtools, { name, code, aside, sends: SENDS.lists }, starts, signal);
    },

    /** Fetches live lists again, as one entry. */
    refresh: (lists, aside = false) => {
      const code =
        lists.length > 1 ?
          'await Promise.all(\n  [list, ...counts].map((each) => each.refresh()),\n);'
        : 'await list.refresh();';
      return devtools.record({ name: 'list.refresh', code, aside, sends: SENDS.lists, times: lists.length }, async () => {
        await Promise.all(lists.map((list) => list.refresh()));
        return lists[0];
      });
    },
  };
}

/** Opens live lists, as one entry of the log, until `signal` is aborted. */
export function opened(devtools, entry, starts, signal) {
  const lists = starts.map((start) => start());
  signal.addEventListener('abort', () => lists.forEach((list) => list.close()));
  // Errors are in each list's own `error`.
  devtools
    .record({ ...entry, times: lists.length }, async () => (await Promise.all(lists.map((list) => loaded(list, signal)))).at(-1))
    .catch(() => {});
  return lists;
}

// The list, once it has its first rows or is closed.
const loaded = (list, signal) =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(list));
    list.subscribe(() => {
      if (list.error) reject(list.error);
      else if (!list.isLoading) resolve(list);
    });
  });
