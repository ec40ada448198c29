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

const release = () => submit.setAttribute('aria-disabled', 'false');

/** Connects the form to an organization, whose invitations `list` shows, until `signal` is aborted. */
export function inviteOne(api, list, signal) {
  clearProblems(form);
  done.replaceChildren();
  address.value = '';
  release();
  let isSending = false;
  address.addEventListener('input', () => isSending || release(), { signal });
  form.addEventListener(
    'submit',
    async (event) => {
      event.preventDefault();
      if (submit.getAttribute('aria-disabled') === 'true') return;
      submit.setAttribute('aria-disabled', 'true');
      isSending = true;
      let isEmptied = false;
      clearProblems(form);
      done.replaceChildren();
      try {
        const invitation = await api.inviteMember({ emailAddress: address.value, role: role.value() });
        done.textContent = `${invitation.emailAddress} is invited as ${invitation.roleName || roleName(invitation.role)}.`;
        announce(done.textContent);
        address.value = '';
        isEmptied = true;
        address.focus();
        list.toStart();
      } catch (error) {
        showProblems(form, error);
      } finally {
        isSending = false;
        // A second click after a success would replace its message with "is required".
        submit.setAttribute('aria-disabled', isEmptied && !address.value);
      }
    },
    { signal },
  );
}
