// Revoking one invitation: asked for in a dialog, which stays until the server has answered.

import { announce, byId } from '../page/dom.js';
import { clearProblems, showProblems } from '../page/problems.js';

const dialog = byId('revoke-dialog');
const form = byId('revoke-form');
const text = byId('revoke-text');
const confirm = byId('revoke-confirm');
const cancel = byId('revoke-cancel');

/** Asks, then revokes. Resolves to `kept` when nothing was sent, else to `revoked` or `refused`: what came of it last. */
export function askToRevoke(api, invitation) {
  clearProblems(form);
  text.replaceChildren(`The link that ${invitation.emailAddress} got will stop working. They can be invited again.`);
  busy(false);
  cancel.textContent = 'Keep it';
  let came = 'kept';

  const leave = new AbortController();
  const { signal } = leave;
  return new Promise((resolve) => {
    // Escape too; but not while nobody knows yet what will have happened.
    dialog.addEventListener('cancel', (event) => isBusy() && event.preventDefault(), { signal });
    cancel.addEventListener('click', () => isBusy() || dialog.close(), { signal });
    dialog.addEventListener(
      'close',
      () => {
        leave.abort();
        resolve(came);
      },
      { signal },
    );
    form.addEventListener(
      'submit',
      async (event) => {
        event.preventDefault();
        if (isBusy()) return;
        busy(true);
        try {
          await api.revoke(invitation);
          came = 'revoked';
          announce(`The invitation of ${invitation.emailAddress} is revoked.`);
          dialog.close();
        } catch (error) {
          came = 'refused';
          busy(false);
          showProblems(form, error);
          confirm.textContent = 'Try again';
          cancel.textContent = 'Close';
          cancel.focus();
        }
      },
      { signal },
    );
    dialog.showModal();
    cancel.focus();
  });
}

// Not `disabled`, which would take the focus away.
function busy(is) {
  confirm.setAttribute('aria-disabled', is);
  cancel.setAttribute('aria-disabled', is);
  confirm.textContent = is ? 'Revoking …' : 'Revoke';
}

const isBusy = () => confirm.getAttribute('aria-disabled') === 'true';
