// Inviting one address.

import { announce, byId } from '../page/dom.js';
import { clearProblems, showProblems } from '../page/problems.js';
import { roleField, roleName } from './roles.js';

const form = byId('invite-one');
const address = byId('one-address');
const submit = byId('one-submit');
const done = byId('one-done');
const role = roleField('one-role');
byId('one-role-place').replaceWith(role.element);

/** Makes the form work on this organization, whose invitations `list` shows, until `signal` is aborted. */
export function inviteOne(api, list, signal) {
  clearProblems(form);
  done.replaceChildren();
  address.value = '';
  form.addEventListener(
    'submit',
    async (event) => {
      event.preventDefault();
      if (submit.getAttribute('aria-disabled') === 'true') return;
      submit.setAttribute('aria-disabled', 'true');
      clearProblems(form);
      done.replaceChildren();
      try {
        const invitation = await api.inviteMember({ emailAddress: address.value, role: role.value() });
        done.textContent = `${invitation.emailAddress} is invited as ${invitation.roleName || roleName(invitation.role)}.`;
        announce(done.textContent);
        address.value = '';
        address.focus();
        list.toStart();
      } catch (error) {
        showProblems(form, error);
      } finally {
        submit.setAttribute('aria-disabled', 'false');
      }
    },
    { signal },
  );
}
