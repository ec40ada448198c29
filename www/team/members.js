// The members: found by name or address, with another role, or removed.

import { roleName, rolesKnown } from '../invite/roles.js';
import { ask } from '../page/confirm.js';
import { moment } from '../page/dates.js';
import { announce, byId, el } from '../page/dom.js';
import { Entries } from '../page/entries.js';
import { clearProblems, showProblems } from '../page/problems.js';
import { nameOf, personMark } from './person.js';

const search = byId('members-search');
const area = byId('area-members');
/** As long as a pause between two words. */
const TYPING_MS = 250;

/** Makes the area work until `signal` is aborted. `me` is the signed-in user's id. Returns what fetches the list anew. */
export function showMembers(api, { me, mayManage }, signal) {
  let typing;
  search.value = '';
  clearProblems(area);

  const list = new Entries({
    id: 'members-list',
    noun: 'member',
    nothing: () => (search.value ? `Nobody here is called “${search.value}”.` : 'Nobody is here.'),
    signal,
    fetch: (page) => api.getMemberships({ ...page, query: search.value.trim() || undefined }),
    entry: (membership) => {
      const { publicUserData: person, role, createdAt } = membership;
      const isMe = person.userId === me;
      return [
        ...personMark(person),
        isMe && el('span', { class: 'mark' }, 'You'),
        el('span', { class: 'since' }, 'Joined ', moment(createdAt, Date.now())),
        mayManage ? roleSelect(membership) : el('span', { class: 'as' }, membership.roleName || roleName(role)),
        mayManage &&
          !isMe &&
          el(
            'button',
            {
              type: 'button',
              class: 'quiet-button',
              'aria-label': `Remove ${nameOf(person)}`,
              'data-focus': `remove:${membership.id}`,
              onclick: () => remove(membership),
            },
            'Remove',
          ),
      ];
    },
  });

  function roleSelect(membership) {
    const { id, role, publicUserData: person } = membership;
    const options = rolesKnown(role).map(([key, name]) => el('option', { value: key, selected: key === role }, name));
    return el(
      'select',
      {
        class: 'as',
        'aria-label': `Role of ${nameOf(person)}`,
        'data-focus': `role:${id}`,
        onchange: ({ target }) => changeRole(membership, target.value),
      },
      options,
    );
  }

  async function changeRole(membership, role) {
    clearProblems(area);
    try {
      await api.setRole(membership, role);
      announce(`${nameOf(membership.publicUserData)} is ${roleName(role)} now.`);
    } catch (error) {
      showProblems(area, error);
    }
    // The object has the new role, or after a refusal still the old one.
    if (!signal.aborted) list.show();
  }

  async function remove(membership) {
    const name = nameOf(membership.publicUserData);
    const question = {
      title: `Remove ${name}?`,
      text: `${name} loses access to the organization at once, and can be invited again.`,
      action: 'Remove',
      doing: 'Removing …',
      done: `${name} is removed.`,
    };
    const outcome = await ask(question, () => api.removeMember(membership), signal);
    if (outcome !== 'kept' && !signal.aborted) await list.load();
    if (!signal.aborted) list.focus(membership.id);
  }

  search.addEventListener(
    'input',
    () => {
      clearTimeout(typing);
      typing = setTimeout(() => signal.aborted || list.load({ page: 1, says: true }), TYPING_MS);
    },
    { signal },
  );
  return () => list.load();
}
