// The page that the link in an invitation's mail opens. If the invited person is signed in, it accepts the invitation.
// Otherwise it shows the next step.

import { callSource } from 'clerk-organization/devtools';
import { valueOf, remember } from '../page/address.js';
import { announce, byId, el } from '../page/dom.js';
import { clearProblems, mayRepeat, showProblems } from '../page/problems.js';

const form = byId('invited-form');
const heading = byId('invited-heading');
const text = byId('invited-text');
const fields = byId('invited-fields');
const submit = byId('invited-submit');
const elsewhere = byId('invited-leave');

/** The fields that a new person may have to fill in, by their names on the wire: param, label, type, autocomplete. */
const FIELDS = {
  first_name: ['firstName', 'First name', 'text', 'given-name'],
  last_name: ['lastName', 'Last name', 'text', 'family-name'],
  username: ['username', 'User name', 'text', 'username'],
  password: ['password', 'Password', 'password', 'new-password'],
};
const SENDS = /\/(sign_ins|sign_ups.*|accept|client.*)$/;

/** Whether an invitation's link opened the page. */
export const isInvited = () => Boolean(valueOf('__clerk_ticket'));

/**
 * Handles the link. Resolves when the person has joined, or continues without joining.
 *
 * @param signOut ends the session of another user
 */
export function takeUpInvitation(devtools, clerk, signOut, signal) {
  return new Promise((resolve) => {
    const leave = new AbortController();
    const during = { signal: AbortSignal.any([leave.signal, signal]) };
    let next = accept;
    const end = () => {
      leave.abort();
      resolve();
    };
    const ask = (title, sentence, action, then) => {
      [heading.textContent, text.textContent, submit.textContent] = [title, sentence, action];
      submit.hidden = !then;
      next = then;
    };

    async function accept() {
      const params = Object.fromEntries(
        [...fields.querySelectorAll('input')].map(({ name, value }) => [FIELDS[name][0], value]),
      );
      const shown = { ...params, ...(params.password && { password: '…' }) };
      const code = Object.keys(shown).length ? callSource('await clerk.acceptInvitation', shown) : 'await clerk.acceptInvitation()';
      const call = { name: 'clerk.acceptInvitation', code, sends: SENDS };
      const { status, organization, missingFields } = await devtools.record(call, () => clerk.acceptInvitation(params));
      if (status === 'missing_requirements') return askFor(missingFields);
      if (organization) {
        const session = { organization: organization.id };
        await devtools.record({ name: 'clerk.setActive', code: callSource('await clerk.setActive', session), sends: SENDS }, () =>
          clerk.setActive(session),
        );
        announce(`You have joined ${organization.name}.`);
      }
      end();
    }

    function askFor(names) {
      ask('You are invited', 'This is your first visit. Tell us who you are, then join.', 'Join', accept);
      fields.replaceChildren(
        ...names.map((name) => {
          const [, label, type, autocomplete] = FIELDS[name] ?? [name, name, 'text', 'off'];
          const id = `invited-${name}`;
          return el(
            'div',
            { class: 'field' },
            el('label', { for: id }, label),
            el('input', { id, name, type, autocomplete, 'aria-describedby': `${id}-error` }),
            el('p', { class: 'problem', id: `${id}-error`, 'data-error-for': name, hidden: true }),
          );
        }),
      );
      fields.querySelector('input')?.focus();
    }

    async function run() {
      if (submit.getAttribute('aria-disabled') === 'true') return;
      submit.setAttribute('aria-disabled', true);
      clearProblems(form);
      try {
        await next();
      } catch (error) {
        if (leave.signal.aborted || signal.aborted) return;
        if (error.code === 'invitation_for_another_user') {
          ask('This invitation is not for you', `You are signed in as ${error.signedInAs}.`, 'Sign out and continue', async () => {
            await signOut();
            await accept();
          });
        } else {
          // A used or revoked link cannot be retried.
          if (!fields.childElementCount) ask('This invitation could not be accepted', '', 'Try again', mayRepeat(error) ? accept : undefined);
          showProblems(form, error);
        }
        heading.focus();
      } finally {
        submit.setAttribute('aria-disabled', false);
      }
    }

    form.addEventListener(
      'submit',
      (event) => {
        event.preventDefault();
        run();
      },
      during,
    );
    elsewhere.addEventListener(
      'click',
      () => {
        remember({ __clerk_ticket: undefined, __clerk_status: undefined });
        end();
      },
      during,
    );
    fields.replaceChildren();
    ask('You are invited', 'One moment …', 'Join', accept);
    run();
  });
}
