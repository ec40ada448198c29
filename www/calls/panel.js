// The panel of calls: the source of each, what it gave, the requests that it sent and what came back.

import { arrange, byId, el } from '../page/dom.js';
import { isBad } from './log.js';
import { coloured, inspected } from './source.js';

const LONGEST = 12_000;

const list = byId('calls-list');
const toggle = byId('calls-toggle');
const drawn = new WeakMap();
// The newest call that somebody asked for by hand is open, until the next one is.
let newest;

/** Shows the log from now on. */
export function showCalls(log) {
  log.addEventListener('change', ({ detail }) => {
    if (detail && drawn.has(detail)) update(detail);
    redraw(log);
  });
  byId('calls-clear').addEventListener('click', () => log.clear());
  toggle.addEventListener('click', () =>
    toggle.setAttribute('aria-expanded', toggle.getAttribute('aria-expanded') !== 'true'),
  );
  redraw(log);
}

function redraw({ entries }) {
  const items = entries.map((entry) => {
    if (!drawn.has(entry)) drawn.set(entry, create(entry));
    return drawn.get(entry).item;
  });
  arrange(list, items);
  byId('calls-count').textContent = entries.length ? String(entries.length) : '';
  byId('calls-empty').hidden = entries.length > 0;
  const last = entries[0];
  byId('calls-last').textContent = last ? `${last.name} · ${outcome(last)}` : '';
}

function create(entry) {
  const summary = el('summary', {});
  const body = el('div', { class: 'call-body' });
  const details = el('details', {}, summary, body);
  const parts = { item: el('li', {}, details), details, summary, body };
  drawn.set(entry, parts);
  // Filled when it is opened: most entries never are.
  details.addEventListener('toggle', () => fill(entry));
  update(entry);
  if (!entry.aside) {
    if (newest) newest.open = false;
    newest = details;
    details.open = true;
  }
  return parts;
}

function update(entry) {
  const { item, summary } = drawn.get(entry);
  item.className = `call ${entry.state}${entry.aside ? ' aside' : ''}`;
  summary.replaceChildren(
    el('span', { class: 'what' }, entry.name),
    el('span', { class: 'outcome' }, outcome(entry)),
    el('span', { class: 'ms' }, time(entry.ms)),
  );
  fill(entry);
}

function fill(entry) {
  const { details, body } = drawn.get(entry);
  if (!details.open) return body.replaceChildren();
  const unfolded = new Set([...body.querySelectorAll('details[open]')].map((one) => one.dataset.key));
  const result =
    entry.state === 'failed' && entry.error ? inspected(entry.error)
    : entry.state === 'done' && 'result' in entry ? inspected(entry.result)
    : null;
  body.replaceChildren(
    el('pre', { class: 'source', tabindex: 0 }, coloured(entry.code)),
    ...(result ?
      [
        el(
          'pre',
          { class: `result ${entry.state}`, tabindex: 0 },
          entry.state === 'failed' ? '✗ ' : '→ ',
          coloured(result),
        ),
      ]
    : []),
    ...entry.requests.map((request, at) => exchange(request, `${at}`, unfolded)),
  );
}

function exchange(request, key, unfolded) {
  const { method, path, attempt, query, form, status, ms, failure, waitMs } = request;
  return el(
    'section',
    { class: `request ${isBad(request) ? 'bad' : ''}` },
    el(
      'p',
      { class: 'request-line' },
      el('b', {}, method),
      ' ',
      pathText(path),
      ' ',
      attempt > 1 && el('span', { class: 'attempt' }, `attempt ${attempt} `),
      el('span', { class: 'answer' }, failure ? 'no answer' : String(status ?? '…')),
      ' ',
      el('span', { class: 'ms' }, time(ms)),
    ),
    pairs('Query', query, `${key}:query`, unfolded),
    pairs('Form', form, `${key}:form`, unfolded),
    failure && el('p', { class: 'failure' }, failure),
    'body' in request && folded('Response', `${key}:response`, unfolded, () => jsonText(request.body)),
    request.text !== undefined &&
      folded('Response', `${key}:response`, unfolded, () => el('code', {}, request.text.slice(0, LONGEST))),
    waitMs !== undefined && el('p', { class: 'wait' }, `again in ${time(waitMs)}`),
  );
}

// May break after a slash.
const pathText = (path) =>
  el(
    'span',
    { class: 'path' },
    path.split(/(?<=\/)/).flatMap((part) => [part, el('wbr')]),
  );

function pairs(name, list, key, unfolded) {
  if (!list.length) return null;
  const lines = list.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)));
  // The form is the content; the query is mostly about the caller.
  return el(
    'details',
    { 'data-key': key, open: name === 'Form' || unfolded.has(key) },
    el('summary', {}, name),
    el('dl', { class: 'pairs' }, lines),
  );
}

// Filled when it is opened: an answer may be long.
function folded(name, key, unfolded, content) {
  const text = el('pre', { tabindex: 0 });
  const details = el('details', { 'data-key': key, open: unfolded.has(key) }, el('summary', {}, name), text);
  details.addEventListener('toggle', () => text.replaceChildren(...(details.open ? [content()] : [])));
  return details;
}

function jsonText(body) {
  const text = JSON.stringify(body, null, 2);
  return text.length > LONGEST ?
      coloured(`${text.slice(0, LONGEST)}\n// … ${text.length - LONGEST} more characters`)
    : coloured(text);
}

function outcome({ state, requests, error }) {
  if (state === 'open') return '…';
  const last = (state === 'failed' && requests.findLast(isBad)) || requests.at(-1);
  return String(error?.status ?? error?.code ?? last?.status ?? state);
}

const time = (ms) =>
  ms === undefined ? ''
  : ms < 1 ? '<1 ms'
  : `${Math.round(ms)} ms`;
