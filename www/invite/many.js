// Inviting many addresses: the addresses of a pasted text, the progress of the call, and the outcome of each address.

import { parseEmailAddresses } from 'clerk-organization/addresses';

import { announce, byId, counted, el } from '../page/dom.js';
import { clearProblems, problems, showProblems, shown } from '../page/problems.js';
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

/** Each status: its label, its CSS class, and its name in the summary. */
const STATUSES = {
  waiting: ['Waiting', 'waiting'],
  invited: ['Invited', 'invited', 'invited'],
  already_invited: ['Already invited', 'refused', 'already invited'],
  already_member: ['Already a member', 'refused', 'already a member'],
  invalid: ['Not an address', 'invalid', 'not an address'],
  refused: ['Refused', 'refused', 'refused'],
  rate_limited: ['Rate limited', 'unclear', 'rate limited'],
  outcome_unknown: ['Not known', 'unclear', 'not known'],
  not_attempted: ['Not sent', 'unsent', 'not sent'],
};
const LISTED_INVALID = 8;

/** The unknown outcomes of the last call, by role and address. The next call continues with them. */
const earlier = new Map();
const keyOf = (roleKey, address) => `${roleKey} ${address.toLowerCase()}`;

/** Connects the form to an organization, whose invitations `list` shows, until `signal` is aborted. */
export function inviteMany(api, list, signal) {
  clearProblems(form);
  outcome.hidden = true;
  addresses.value = '';
  earlier.clear();
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

// Shows a text that is not an address only once. The parser is fetched with the first text.
async function pasted() {
  const text = addresses.value;
  if (!text.trim()) return { valid: [], invalid: [], lines: 0, repeated: 0 };
  const { emailAddresses, notUnderstood, duplicates } = await parseEmailAddresses(text);
  const invalid = [...new Set(notUnderstood.map(({ text }) => text))];
  const lines = new Set(notUnderstood.map(({ line }) => line)).size;
  return { valid: emailAddresses, invalid, lines, repeated: duplicates.length + notUnderstood.length - invalid.length };
}

async function showPreview() {
  const text = addresses.value;
  try {
    const found = await pasted();
    // The text may have changed meanwhile, and gets its own preview.
    if (addresses.value === text) preview.replaceChildren(...previewOf(found));
  } catch (error) {
    showProblems(form, error);
  }
}

function previewOf({ valid, invalid, lines, repeated }) {
  submit.textContent = valid.length ? `Invite ${valid.length}` : 'Invite';
  if (!valid.length && !invalid.length) return [];
  const examples = invalid.slice(0, LISTED_INVALID).flatMap((text) => [el('code', {}, text), ' ']);
  return [
    el('span', { class: 'good' }, `${valid.length} valid`),
    el('span', { class: lines ? 'bad' : '' }, `${counted(lines, 'line')} not understood`),
    el('span', {}, `${repeated} repeated`),
    ...(invalid.length ? [el('span', { class: 'examples' }, examples, invalid.length > LISTED_INVALID && '…')] : []),
  ];
}

async function send(api, list, signal) {
  clearProblems(form);
  const halt = new AbortController();
  stop.addEventListener('click', () => halt.abort(), { signal: halt.signal });
  busy(true);
  try {
    const { valid, invalid } = await pasted();
    const outcomes = await invite(api, { valid, invalid }, AbortSignal.any([signal, halt.signal]));
    const ended = reasonOfEnd(outcomes);
    if (ended && !halt.signal.aborted) showProblems(form, ended);
    addresses.value = [...outcomes.filter((one) => isLeft(one, ended)).map(({ emailAddress }) => emailAddress), ...invalid].join('\n');
    await showPreview();
    announce(summary(outcomes).join(', '));
    if (outcomes.some(({ status }) => status === 'invited')) list.toStart();
    if (outcomes.some(({ status }) => status === 'outcome_unknown')) list.catchUp();
  } catch (error) {
    // Nothing was sent.
    for (const item of results.querySelectorAll('.waiting')) item.remove();
    outcome.hidden = results.childElementCount === 0;
    if (!halt.signal.aborted) showProblems(form, error);
  } finally {
    halt.abort();
    busy(false);
  }
}

async function invite(api, { valid, invalid }, signal) {
  const wanted = role.value();
  const items = new Map([...valid, ...invalid].map((address) => [address, el('li', {})]));
  results.replaceChildren(...items.values());
  valid.forEach((address) => showOutcome(items.get(address), { emailAddress: address, status: 'waiting' }));
  invalid.forEach((address) => showOutcome(items.get(address), { emailAddress: address, status: 'invalid' }));
  outcome.hidden = items.size === 0;
  // An empty list is sent to the SDK too, whose error names the field.
  if (!valid.length) {
    await api.inviteMembers({ emailAddresses: valid, role: wanted });
    return [];
  }
  const onProgress = ({ done, total, waitingMs }) => {
    progress.max = total;
    progress.value = done;
    const wait = waitingMs ? [`waiting ${Math.ceil(waitingMs / 1000)} s for the server`] : [];
    progressText.textContent = [`${done} of ${total}`, ...wait].join(' · ');
  };
  const formers = valid.map((address) => earlier.get(keyOf(wanted, address)));
  const notSent = (emailAddress) => ({ emailAddress, status: 'not_attempted' });
  const params =
    formers.some(Boolean) ?
      { formerResult: valid.map((address, at) => formers[at] ?? notSent(address)), role: wanted }
    : { emailAddresses: valid, role: wanted };
  const outcomes = await api.inviteMembersSettled(params, { signal, onProgress });
  earlier.clear();
  for (const one of outcomes) {
    if (one.status === 'outcome_unknown') earlier.set(keyOf(wanted, one.emailAddress), one);
    showOutcome(items.get(one.emailAddress), one);
  }
  // Remaining addresses come first and do not count as done.
  const ended = reasonOfEnd(outcomes);
  const left = outcomes.filter((one) => isLeft(one, ended));
  results.prepend(...left.map(({ emailAddress }) => items.get(emailAddress)));
  progress.value = outcomes.length - left.length;
  progressText.textContent = [`${progress.value} of ${outcomes.length}`, ...summary(outcomes)].join(' · ');
  return outcomes;
}

/** The error that ended the call early or applied to every address. */
function reasonOfEnd(outcomes) {
  const isEnd = outcomes.some(({ status }) => isOpen(status)) || outcomes.every(({ status }) => status === 'refused');
  return isEnd ? outcomes.findLast(({ error }) => error)?.error : undefined;
}

const isOpen = (status) => ['rate_limited', 'outcome_unknown', 'not_attempted'].includes(status);

/** Whether an address stays in the field. An address with an unknown outcome is looked up before it is sent again. */
const isLeft = ({ status, error }, ended) => isOpen(status) || (status === 'refused' && error === ended);

function busy(is) {
  submit.setAttribute('aria-disabled', is);
  addresses.readOnly = is;
  stop.hidden = !is;
}

function summary(outcomes) {
  const count = (status) => outcomes.filter((one) => one.status === status).length;
  return Object.entries(STATUSES)
    .filter(([status, [, , name]]) => name && (status === 'invited' || count(status)))
    .map(([status, [, , name]]) => `${count(status)} ${name}`);
}

function showOutcome(item, { emailAddress, status, error }) {
  const [word, className] = STATUSES[status];
  item.className = className;
  item.dataset.address = emailAddress;
  item.dataset.state = status;
  const advice = status === 'outcome_unknown' ? [' It may be invited: when you send it again, it is looked up first.'] : [];
  const why = error ? [...shown(problems(error)[0]), ...advice] : [];
  item.replaceChildren(
    el('span', { class: 'text' }, emailAddress),
    el('span', { class: 'word' }, word),
    ...(why.length ? [el('span', { class: 'why' }, why)] : []),
  );
}
