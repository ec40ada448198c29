// The organization's domains. Once a domain is verified, users with an address in it can join without being invited by
// a member.

import { ask } from '../page/confirm.js';
import { announce, byId, el } from '../page/dom.js';
import { Entries } from '../page/entries.js';
import { clearProblems, showProblems } from '../page/problems.js';

const area = byId('area-domains');
const form = byId('domain-form');
const name = byId('domain-name');
const MODES = {
  manual_invitation: 'By invitation only',
  automatic_invitation: 'Invited automatically',
  automatic_suggestion: 'May ask to join',
};

/** Connects the area until `signal` is aborted. Returns the function to call at each visit. */
export function showDomains(api, { mayManageDomains }, signal) {
  clearProblems(area);
  form.hidden = !mayManageDomains;
  name.value = '';

  const list = new Entries({
    id: 'domains-list',
    noun: 'domain',
    nothing: 'No domain yet.',
    signal,
    open: (page, signal) => api.domains(page, signal),
    entry: (domain) => {
      const isVerified = domain.verification?.status === 'verified';
      return [
        el('div', { class: 'who' }, el('span', { class: 'name' }, domain.name)),
        el('span', { class: `status ${isVerified ? 'accepted' : 'pending'}` }, isVerified ? 'Verified' : 'Not verified'),
        mayManageDomains && isVerified && modeSelect(domain),
        mayManageDomains &&
          el(
            'button',
            {
              type: 'button',
              class: 'quiet-button',
              'aria-label': `Delete ${domain.name}`,
              'data-focus': `delete:${domain.id}`,
              onclick: () => remove(domain),
            },
            'Delete',
          ),
        mayManageDomains && !isVerified && verification(domain),
      ];
    },
  });

  /** Runs a call whose error is shown at `place`, unless `refused` takes it. Resolves to whether it succeeded. */
  async function attempt(place, call, done, refused = (error) => showProblems(place, error)) {
    clearProblems(place);
    try {
      await call();
    } catch (error) {
      refused(error);
      return false;
    }
    announce(done);
    return true;
  }

  const modeSelect = (domain) =>
    el(
      'select',
      {
        class: 'as',
        'aria-label': `How people of ${domain.name} join`,
        'data-focus': `mode:${domain.id}`,
        onchange: async ({ target: { value } }) => {
          await attempt(area, () => api.setEnrollmentMode(domain, value), `${domain.name}: ${MODES[value]}.`);
          if (!signal.aborted) list.show();
        },
      },
      Object.entries(MODES).map(([mode, text]) =>
        el('option', { value: mode, selected: mode === domain.enrollmentMode }, text),
      ),
    );

  // The error of the last step of each domain, by id. It outlives the form, which the next list replaces with a new
  // number of attempts.
  const refusals = new Map();

  // Two steps: a code is mailed to an address in the domain, and entering it proves access to that mailbox.
  function verification(domain) {
    const wasSent = domain.verification && domain.affiliationEmailAddress;
    const field = wasSent ? 'code' : 'affiliation_email_address';
    const id = `verify-${domain.id}`;
    const input = el('input', {
      id,
      name: field,
      autocomplete: wasSent ? 'one-time-code' : 'off',
      inputmode: wasSent ? 'numeric' : 'email',
      spellcheck: 'false',
      'aria-describedby': `${id}-error`,
      'data-focus': `verify:${domain.id}`,
    });
    const place = el(
      'form',
      {
        class: 'verification',
        novalidate: true,
        onsubmit: async (event) => {
          event.preventDefault();
          const value = input.value.trim();
          const call = wasSent ? () => api.attemptAffiliation(domain, value) : () => api.prepareAffiliation(domain, value);
          const done = wasSent ? `${domain.name} is verified.` : `A code was sent to ${value}.`;
          refusals.delete(domain.id);
          const refused = (error) => {
            refusals.set(domain.id, error);
            showProblems(document.getElementById(id)?.form ?? place, error);
          };
          if ((await attempt(place, call, done, refused)) && !signal.aborted) list.show();
        },
      },
      el(
        'div',
        { class: 'field grow' },
        el('label', { for: id }, wasSent ? `Code from the mail to ${domain.affiliationEmailAddress}` : `Your address at ${domain.name}`),
        input,
        el('p', { class: 'problem', id: `${id}-error`, 'data-error-for': field, hidden: true }),
      ),
      el('button', { type: 'submit', 'data-focus': `send:${domain.id}` }, wasSent ? 'Verify' : 'Send a code'),
      el('p', { class: 'problem', 'data-error-for': '', role: 'alert', hidden: true }),
    );
    if (refusals.has(domain.id)) showProblems(place, refusals.get(domain.id));
    return place;
  }

  async function remove(domain) {
    const question = {
      title: `Delete ${domain.name}?`,
      text: 'Its pending invitations and suggestions go with it. Members stay.',
      action: 'Delete',
      doing: 'Deleting …',
      done: `${domain.name} is deleted.`,
    };
    await ask(question, () => api.deleteDomain(domain), list.whileThere(domain.id));
    if (!signal.aborted) list.focus(domain.id);
  }

  form.addEventListener(
    'submit',
    async (event) => {
      event.preventDefault();
      const value = name.value.trim();
      if (!(await attempt(form, () => api.createDomain(value), `${value} is added.`))) return;
      name.value = '';
      list.open();
    },
    { signal },
  );
  return () => list.visit();
}
