// Inviting many addresses: what a pasted text holds, how far the sending is, and what became of each address. How it
// is sent is in bulk.js.

import { parseEmailAddresses } from 'clerk-organization/addresses';

import { inviteAll } from './bulk.js';
import { announce, byId, el } from '../page/dom.js';
import { clearProblems, showProblems, shown } from '../page/problems.js';
import { roleField } from './roles.js';

const form = byId('invite-many');
const addresses = byId('many-addresses');
const preview = byId('many-preview');
const submit = byId('many-submit');
const stop = byId('many-stop');
const outcome = byId('many-outcome');
const progress = byId('many-progress');
const progressText = byId('many-progress-text');
const results = byId('many-results');
const role = roleField('many-role');
byId('many-role-place').replaceWith(role.element);

const WORDS = {
  waiting: 'Waiting',
  invited: 'Invited',
  refused: 'Refused',
  unclear: 'No answer',
  unsent: 'Not sent',
  invalid: 'No address',
};
const LISTED_INVALID = 8;

/** Makes the form work on this organization, whose invitations `list` shows, until `signal` is aborted. */
export function inviteMany(api, list, signal) {
  clearProblems(form);
  outcome.hidden = true;
  addresses.value = '';
  addresses.addEventListener('input', showPreview, { signal });
  form.addEventListener(
    'submit',
    (event) => {
      event.preventDefault();
      if (submit.getAttribute('aria-disabled') !== 'true') send(api, list, signal);
    },
    { signal },
  );
  showPreview();
}

// What is no address is told once, however often it is there.
function pasted() {
  const { emailAddresses, notUnderstood, duplicates } = parseEmailAddresses(addresses.value);
  const invalid = [...new Set(notUnderstood.map(({ text }) => text))];
  return { valid: emailAddresses, invalid, repeated: duplicates.length + notUnderstood.length - invalid.length };
}

function showPreview() {
  const { valid, invalid, repeated } = pasted();
  const empty = !valid.length && !invalid.length;
  const shownInvalid = invalid.slice(0, LISTED_INVALID).flatMap((text) => [el('code', {}, text), ' ']);
  preview.replaceChildren(
    ...(empty ?
      []
    : [
        el('span', { class: 'good' }, `${valid.length} valid`),
        el('span', { class: invalid.length ? 'bad' : '' }, `${invalid.length} not an address`),
        el('span', {}, `${repeated} repeated`),
        ...(invalid.length ?
          [el('span', { class: 'examples' }, shownInvalid, invalid.length > LISTED_INVALID && '…')]
        : []),
      ]),
  );
  submit.textContent = valid.length ? `Invite ${valid.length}` : 'Invite';
}

async function send(api, list, signal) {
  const { valid, invalid } = pasted();
  clearProblems(form);
  const items = new Map([...valid, ...invalid].map((address) => [address, el('li', {})]));
  results.replaceChildren(...items.values());
  valid.forEach((address) => showOutcome(items.get(address), address, { state: 'waiting' }));
  invalid.forEach((address) => showOutcome(items.get(address), address, { state: 'invalid' }));
  outcome.hidden = valid.length + invalid.length === 0;

  const told = { invited: [], refused: [], unclear: [], unsent: [] };
  const tell = (address, what) => {
    told[what.state].push(address);
    showOutcome(items.get(address), address, what);
    showProgress(valid.length, told);
  };
  showProgress(valid.length, told);
  const wanted = role.value();
  const halt = new AbortController();
  stop.addEventListener('click', () => halt.abort(), { signal: halt.signal });
  busy(true);
  try {
    const invite = (emailAddresses) => api.inviteMembers({ emailAddresses, role: wanted });
    // Nothing to send goes out too: what is wrong with that, the SDK says.
    if (!valid.length) await invite([]);
    const stopped = await inviteAll(invite, valid, tell, AbortSignal.any([signal, halt.signal]));
    if (stopped) throw stopped;
  } catch (error) {
    showProblems(form, error);
  } finally {
    halt.abort();
    busy(false);
  }
  if (!valid.length) return;
  // What is left to do stays in the field. What may have been applied does not.
  addresses.value = [...told.unsent, ...invalid].join('\n');
  showPreview();
  announce(summary(told).join(', '));
  if (told.invited.length) list.toStart();
  if (told.unclear.length) list.catchUp();
}

function busy(is) {
  submit.setAttribute('aria-disabled', is);
  addresses.readOnly = is;
  stop.hidden = !is;
}

const summary = ({ invited, refused, unclear, unsent }) =>
  [
    `${invited.length} invited`,
    refused.length && `${refused.length} refused`,
    unclear.length && `${unclear.length} without an answer`,
    unsent.length && `${unsent.length} not sent`,
  ].filter(Boolean);

function showProgress(all, told) {
  const done = Object.values(told).flat().length;
  progress.max = Math.max(all, 1);
  progress.value = done;
  progressText.textContent = [`${done} of ${all}`, ...summary(told)].join(' · ');
}

function showOutcome(item, address, { state, problem }) {
  item.className = state;
  item.dataset.address = address;
  item.dataset.state = state;
  const why =
    state === 'unclear' ? [...shown(problem), ' It may have been applied: look at the list before you send it again.']
    : problem ? shown(problem)
    : null;
  item.replaceChildren(
    el('span', { class: 'text' }, address),
    el('span', { class: 'word' }, WORDS[state]),
    ...(why ? [el('span', { class: 'why' }, why)] : []),
  );
}
