// A dialog that asks before something is done, and stays until the server has answered.

import { announce, byId } from './dom.js';
import { clearProblems, mayRepeat, showProblems } from './problems.js';

const dialog = byId('confirm-dialog');
const form = byId('confirm-form');
const heading = byId('confirm-heading');
const text = byId('confirm-text');
const confirm = byId('confirm-confirm');
const cancel = byId('confirm-cancel');

/**
 * Asks, then runs `act`. Resolves to `kept` if nothing was done, else to `done` or `refused`, by its last attempt.
 *
 * @param question `{ title, text, action, doing, keep, done }`: the texts of the dialog, of its buttons, and what is
 *   announced when it is done
 * @param signal closes the dialog when it aborts: what it asks about is gone
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
  // From the first attempt on, its own result decides, and a refusal stays to be read.
  signal?.addEventListener('abort', () => isBusy() || outcome !== 'kept' || dialog.close(), during);
  return new Promise((resolve) => {
    // Escape too, but not while the outcome is open.
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

// The second half of a double click on what opened the dialog would select the text that it meets.
dialog.addEventListener('mousedown', (event) => {
  if (event.detail > 1) event.preventDefault();
});

// Not `disabled`, which would take the focus away.
function setBusy(is, { action, doing }) {
  confirm.setAttribute('aria-disabled', is);
  cancel.setAttribute('aria-disabled', is);
  confirm.textContent = is ? doing : action;
}

const isBusy = () => confirm.getAttribute('aria-disabled') === 'true';
