// A confirmation dialog that stays open until the server has answered.

import { announce, byId } from './dom.js';
import { clearProblems, mayRepeat, showProblems } from './problems.js';

const dialog = byId('confirm-dialog');
const form = byId('confirm-form');
const heading = byId('confirm-heading');
const text = byId('confirm-text');
const confirm = byId('confirm-confirm');
const cancel = byId('confirm-cancel');

/**
 * Asks for confirmation, then runs `act`. Resolves to `kept` if it was not run, else to `done` or `refused` by its last
 * attempt.
 *
 * @param question `{ title, text, action, doing, keep, done }`: the texts of the dialog, of its buttons, and what is
 *   announced when it is done
 * @param signal closes the dialog when it aborts, because the subject no longer exists
 */
export function ask(question, act, signal) {
  clearProblems(form);
  heading.textContent = question.title;
  text.textContent = question.text;
  cancel.textContent = question.keep ?? 'Cancel';
  confirm.hidden = false;
  setBusy(false, question);
  let outcome = 'kept';

  const leave = new AbortController();
  const during = { signal: leave.signal };
  // After the first attempt the signal no longer closes the dialog, so that a refusal can be read.
  signal?.addEventListener('abort', () => isBusy() || outcome !== 'kept' || dialog.close(), during);
  return new Promise((resolve) => {
    // Escape cancels too, but not while the call is pending.
    dialog.addEventListener('cancel', (event) => isBusy() && event.preventDefault(), during);
    cancel.addEventListener('click', () => isBusy() || dialog.close(), during);
    dialog.addEventListener(
      'close',
      () => {
        leave.abort();
        resolve(outcome);
      },
      during,
    );
    form.addEventListener(
      'submit',
      async (event) => {
        event.preventDefault();
        if (isBusy()) return;
        setBusy(true, question);
        try {
          await act();
          outcome = 'done';
          announce(question.done);
          dialog.close();
        } catch (error) {
          outcome = 'refused';
          setBusy(false, question);
          showProblems(form, error);
          confirm.textContent = 'Try again';
          confirm.hidden = !mayRepeat(error);
          cancel.textContent = 'Close';
          cancel.focus();
        }
      },
      during,
    );
    dialog.showModal();
    cancel.focus();
  });
}

// The second click of a double click on the opening button would select text in the dialog.
dialog.addEventListener('mousedown', (event) => {
  if (event.detail > 1) event.preventDefault();
});

// Not `disabled`, which would remove the focus.
function setBusy(is, { action, doing }) {
  confirm.setAttribute('aria-disabled', is);
  cancel.setAttribute('aria-disabled', is);
  confirm.textContent = is ? doing : action;
}

const isBusy = () => confirm.getAttribute('aria-disabled') === 'true';
