// A live list of entries, one page at a time: rows, loading state, errors, and links to other pages.

import { pageLinks } from '../list/pages.js';
import { announce, arrangeKeepingFocus, byId, counted, el } from './dom.js';
import { problems, shown } from './problems.js';

/** A list that arrives sooner than this replaces the old one without a skeleton in between. */
const PATIENCE_MS = 150;
const PAGE_SIZE = 10;
const BONES = 4;

export class Entries {
  #options;
  #panel;
  #list;
  #pages;
  #heading;
  #page = 1;
  #live;
  // The elements by id, and the row of each.
  #rows = new Map();
  #close = new AbortController();
  // The row in an open dialog, and the function that closes the dialog.
  #asked;

  /**
   * @param options
   *   - `id`: the id of the container; `<id>-heading` is its heading
   *   - `noun`: the noun for one entry in counts and messages: `member`
   *   - `nothing`: the text of an empty list
   *   - `open(params, signal)`: returns a live list, which ends when `signal` is aborted; `params` are `initialPage` and
   *     `pageSize`
   *   - `entry(row)`: the content of an entry; controls in it have a `data-focus`
   *   - `signal`: ends the list
   */
  constructor(options) {
    this.#options = options;
    this.#panel = byId(options.id);
    this.#heading = byId(`${options.id}-heading`);
    this.#list = el('div', {});
    this.#pages = el('nav', { class: 'pages', 'aria-label': `Pages of ${options.noun}s` });
    this.#panel.replaceChildren(this.#list, this.#pages);
    const { signal } = options;
    signal.addEventListener('abort', () => {
      this.#close.abort();
      this.#asked?.gone.abort();
    });
    addEventListener('online', () => this.#live && this.#fetchAgain(), { signal });
  }

  /** Opens the list; fetches it again if it is open. */
  visit() {
    if (this.#live) this.#fetchAgain();
    else this.open();
  }

  /** Shows a page of the list, live. With `says`, its content is announced to screen readers. */
  open({ page = 1, says = false } = {}) {
    const { noun, open } = this.#options;
    if (this.#options.signal.aborted) return;
    this.#close.abort();
    this.#close = new AbortController();
    const { signal } = this.#close;
    this.#page = page;
    this.#panel.setAttribute('aria-busy', true);
    const waiting = setTimeout(() => this.#arrange([this.#skeleton()]), this.#rows.size ? 10 * PATIENCE_MS : PATIENCE_MS);
    signal.addEventListener('abort', () => clearTimeout(waiting));
    const live = open({ initialPage: page, pageSize: PAGE_SIZE }, signal);
    this.#live = live;
    let isShown = false;
    live.subscribe(() => {
      if (signal.aborted) return;
      const { error, isLoading, totalCount } = live;
      const last = Math.max(1, Math.ceil(totalCount / PAGE_SIZE));
      if (!isLoading && !error && page > last) return this.open({ page: last, says });
      // The rows of the previous page stay until the new ones arrive.
      if (isLoading && !isShown) return;
      clearTimeout(waiting);
      this.#panel.setAttribute('aria-busy', isLoading);
      this.#show();
      if (!isShown && says && !error) announce(`${counted(totalCount, noun)}, page ${page}`);
      isShown = true;
    });
  }

  /** Rebuilds every entry, so that its controls show the fields of its row. */
  show() {
    this.#rows.clear();
    this.#show();
  }

  /** A signal that aborts when this row is no longer in the list, for a dialog about it. */
  whileThere(id) {
    this.#asked = { id, gone: new AbortController() };
    return this.#asked.gone.signal;
  }

  /** Puts the focus on an entry, or on the heading if it is gone. */
  focus(id) {
    (this.#list.querySelector(`[data-entry="${CSS.escape(id)}"]`) ?? this.#heading).focus();
  }

  #fetchAgain() {
    // The error is in the list.
    this.#live.refresh().catch(() => {});
  }

  #show() {
    const { nothing } = this.#options;
    const { data, error, totalCount: total } = this.#live;
    // Another tab may have removed it.
    if (this.#asked && !data.some(({ id }) => id === this.#asked.id)) this.#asked.gone.abort();
    const items = this.#entries(data.slice(0, PAGE_SIZE));
    this.#arrange(
      [
        error && this.#problem(error, items.length > 0),
        items.length ? this.#listOf(items)
        : error ? null
        : el('p', { class: 'nothing' }, typeof nothing === 'function' ? nothing() : nothing),
      ].filter(Boolean),
    );
    const links = total > PAGE_SIZE ? pageLinks({ page: this.#page, size: PAGE_SIZE, total }, (page) => this.open({ page, says: true })) : [];
    const isSame = links.map((part) => part.outerHTML).join('') === this.#pages.innerHTML;
    if (!isSame) arrangeKeepingFocus(this.#pages, links, () => this.#heading);
  }

  // Entries whose rows look the same stay, with text that is being typed into them.
  #entries(data) {
    const former = this.#rows;
    this.#rows = new Map();
    for (const row of data) {
      const { id } = row;
      // The organization's counts are shown elsewhere.
      const look = JSON.stringify({ ...row, organization: undefined });
      const known = former.get(id);
      const item =
        known?.look === look ?
          known.item
        : el('li', { tabindex: -1, 'data-entry': id, 'data-focus': `entry:${id}` }, this.#options.entry(row));
      this.#rows.set(id, { look, item });
    }
    return [...this.#rows.values()].map(({ item }) => item);
  }

  #listOf(items) {
    const list = this.#list.querySelector('ul:not(:has(.skeleton))') ?? el('ul', { class: 'entries', 'aria-labelledby': this.#heading.id });
    arrangeKeepingFocus(list, items, () => this.#heading);
    return list;
  }

  #arrange(children) {
    arrangeKeepingFocus(this.#list, children, () => this.#heading);
  }

  #skeleton() {
    const bone = () => el('li', { class: 'skeleton', 'aria-hidden': 'true' }, el('span', { class: 'bone' }));
    return el('ul', { class: 'entries' }, Array.from({ length: BONES }, bone));
  }

  #problem(error, areOld) {
    const { noun } = this.#options;
    return el(
      'div',
      { class: 'problem-block', role: 'alert' },
      el('p', { class: 'strong' }, areOld ? `These may be old: the ${noun}s could not be listed.` : `The ${noun}s could not be listed.`),
      problems(error).map((problem) => el('p', {}, shown(problem))),
      el('button', { type: 'button', 'data-focus': 'again', onclick: () => this.#fetchAgain() }, 'Try again'),
    );
  }
}
