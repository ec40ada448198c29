// The tab of calls: the source of each, its result or error, its requests and their answers.

import { el } from '../components/elements.js';
import { isBad } from './call-log.js';
import type { CallLog } from './call-log.js';
import { coloured, errorCodes, inspected } from './source.js';
import type { Entry, Pairs, Sending } from './types.js';
import { arrange, milliseconds } from './view.js';
import type { View } from './view.js';

/** Longer answers are cut off. */
const LONGEST = 12_000;

interface Parts {
  item: HTMLLIElement;
  details: HTMLDetailsElement;
  summary: HTMLElement;
  body: HTMLDivElement;
  /** One element for all events of the call, so that it stays where it was scrolled to. */
  source: HTMLPreElement;
}

/** Shows a log. */
export class CallsView implements View {
  readonly id = 'calls';
  readonly title = 'Calls';
  readonly element: HTMLElement;
  readonly #log: CallLog;
  readonly #list = el('ol', { id: 'calls-list', 'aria-label': 'Calls, newest first' });
  readonly #empty = el('p', { class: 'quiet', id: 'calls-empty' }, 'Calls of the SDK and their requests will appear here.');
  readonly #drawn = new WeakMap<Entry, Parts>();
  /** The newest recorded call that is not secondary is open until the next one. */
  #newest: HTMLDetailsElement | undefined;

  constructor(log: CallLog) {
    this.#log = log;
    this.element = el('div', {}, this.#empty, this.#list);
    log.subscribe((entry) => {
      if (entry && this.#drawn.has(entry)) this.#update(entry, this.#parts(entry));
      this.#arrange();
    });
  }

  badge(): string {
    return this.#log.entries.length ? String(this.#log.entries.length) : '';
  }

  refresh(): void {}

  /** The newest call and its outcome in one line. */
  get last(): string {
    const [last] = this.#log.entries;
    return last ? `${last.name} · ${outcome(last)}` : '';
  }

  #arrange(): void {
    const { entries } = this.#log;
    arrange(this.#list, entries.map((entry) => this.#parts(entry).item));
    this.#empty.hidden = entries.length > 0;
  }

  #parts(entry: Entry): Parts {
    const known = this.#drawn.get(entry);
    if (known) return known;
    const summary = el('summary');
    const body = el('div', { class: 'call-body' });
    const details = el('details', {}, summary, body);
    const source = el('pre', { class: 'source', tabindex: '0' });
    const parts: Parts = { item: el('li', {}, details), details, summary, body, source };
    this.#drawn.set(entry, parts);
    // Filled in when it is opened, because most entries never are.
    details.addEventListener('toggle', () => fillCall(entry, parts));
    this.#update(entry, parts);
    if (!entry.aside && entry.line === undefined) {
      if (this.#newest) this.#newest.open = false;
      this.#newest = details;
      details.open = true;
    }
    return parts;
  }

  #update(entry: Entry, parts: Parts): void {
    parts.item.className = `call ${entry.state}${entry.aside ? ' aside' : ''}`;
    parts.summary.replaceChildren(
      el('span', { class: 'what' }, entry.name),
      el('span', { class: 'outcome' }, outcome(entry)),
      el('span', { class: 'ms' }, milliseconds(entry.durationMs)),
    );
    fillCall(entry, parts);
  }
}

function fillCall(entry: Entry, { details, body, source }: Parts): void {
  if (!details.open) return body.replaceChildren();
  const unfolded = new Set([...body.querySelectorAll<HTMLElement>('details[open]')].map((one) => one.dataset['key']));
  if (entry.code && source.textContent !== entry.code) source.replaceChildren(coloured(entry.code));
  arrange(body, [
    ...(entry.code ? [source] : []),
    ...result(entry),
    ...entry.requests.map((request, at) => exchange(request, `${at}`, unfolded)),
  ]);
}

function result({ state, error, result }: Entry): HTMLElement[] {
  const shown = (mark: string, value: unknown) => [
    el('pre', { class: `result ${state}`, tabindex: '0' }, mark, coloured(inspected(value))),
  ];
  if (state === 'failed' && error !== undefined) return shown('✗ ', error);
  return state === 'done' && result ? shown('→ ', result.value) : [];
}

function exchange(request: Sending, key: string, unfolded: Set<string | undefined>): HTMLElement {
  const { method, path, attempt, query, form, status, durationMs, failure, waitMs, body, text } = request;
  const codes = isBad(request) ? errorCodes(body?.json) : [];
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
      el('span', { class: 'answer' }, failure !== undefined ? 'no answer' : String(status ?? '…')),
      ' ',
      el('span', { class: 'ms' }, milliseconds(durationMs)),
    ),
    codes.length > 0 && el('p', { class: 'codes' }, codes.join(', ')),
    pairs('Query', query, `${key}:query`, unfolded),
    pairs('Form', form, `${key}:form`, unfolded),
    failure !== undefined && el('p', { class: 'failure' }, failure),
    body && folded(`${key}:response`, unfolded, () => jsonText(body.json)),
    text !== undefined && folded(`${key}:response`, unfolded, () => el('code', {}, text.slice(0, LONGEST))),
    waitMs !== undefined && el('p', { class: 'wait' }, `again in ${milliseconds(waitMs)}`),
  );
}

/** A path that may break after a slash. */
const pathText = (path: string): HTMLElement =>
  el('span', { class: 'path' }, ...path.split(/(?<=\/)/).flatMap((part) => [part, el('wbr')]));

function pairs(name: string, list: Pairs, key: string, unfolded: Set<string | undefined>): HTMLElement | null {
  if (!list.length) return null;
  const lines = list.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)));
  // The form describes the call. The query has mostly common params.
  return el(
    'details',
    { 'data-key': key, open: name === 'Form' || unfolded.has(key) },
    el('summary', {}, name),
    el('dl', { class: 'pairs' }, lines),
  );
}

/** An answer, which is filled in when it is unfolded because it may be long. */
function folded(key: string, unfolded: Set<string | undefined>, content: () => Node): HTMLElement {
  const text = el('pre', { tabindex: '0' });
  const details = el('details', { 'data-key': key, open: unfolded.has(key) }, el('summary', {}, 'Response'), text);
  details.addEventListener('toggle', () => text.replaceChildren(...(details.open ? [content()] : [])));
  return details;
}

function jsonText(json: unknown): HTMLElement {
  const text = JSON.stringify(json, null, 2);
  const isLong = text.length > LONGEST;
  return coloured(isLong ? `${text.slice(0, LONGEST)}\n// … ${text.length - LONGEST} more characters` : text);
}

function outcome({ state, requests, error }: Entry): string {
  if (state === 'open') return '…';
  const last = (state === 'failed' && requests.filter(isBad).at(-1)) || requests.at(-1);
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown };
  const codes = state === 'failed' && last ? errorCodes(last.body?.json) : [];
  return String(status ?? code ?? ([last?.status, ...codes.slice(0, 1)].filter(Boolean).join(' ') || state));
}
