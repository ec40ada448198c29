// The members: searching by name or address, changing roles, removing.

import { roleName, rolesKnown } from '../invite/roles.js';
import { ask } from '../page/confirm.js';
import { moment } from '../page/dates.js';
import { announce, byId, el } from '../page/dom.js';
import { Entries } from '../page/entries.js';
import { clearProblems, showProblems } from '../page/problems.js';
import { nameOf, personMark } from './person.js';

const search = byId('members-search');
const area = byId('area-members');
/** The delay from the last key until the search: as long as a pause between two words. */
const TYPING_MS = 250;

/**
 * Connects the area until `signal` is aborted. `me` is the signed-in user's id. Returns the function to call at each
 * visit.
 */
export function showMembers(api, { me, mayManage }, signal) {
  let typing;
  search.value = '';
  clearProblems(area);

  const list = new Entries({
    id: 'members-list',
    noun: 'member',
    nothing: () => (search.value ? `Nobody here is called “${search.value}”.` : 'Nobody is here.'),
    signal,
    open: (page, signal) => api.memberships({ ...page, query: search.value.trim() || undefined }, signal),
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
    // The row has the new role, or the old one after an error.
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
    await ask(question, () => api.removeMember(membership), list.whileThere(membership.id));
    if (!signal.aborted) list.focus(membership.id);
  }

  search.addEventListener(
    'input',
    () => {
      clearTimeout(typing);
      typing = setTimeout(() => signal.aborted || list.open({ says: true }), TYPING_MS);
    },
    { signal },
  );
  return () => list.visit();
}
