// A list of entries, a page at a time: its rows, the wait for them, what went wrong, and the links to its other pages.

import { pageLinks } from '../list/pages.js';
import { announce, arrangeKeepingFocus, byId, counted, el } from './dom.js';
import { problems, shown } from './problems.js';

/** A list that comes sooner than this replaces the old one without a skeleton in between. */
const PATIENCE_MS = 150;
const PAGE_SIZE = 10;
const BONES = 4;

export class Entries {
  #options;
  #panel;
  #list;
  #pages;
  #heading;
  #data = [];
  #total = 0;
  #page = 1;
  #latest = 0;

  /**
   * @param options
   *   - `id`: that of the place; `<id>-heading` is its heading
   *   - `noun`: what one entry is, for counts and messages: `member`
   *   - `nothing`: the text of an empty list
   *   - `fetch(params)`: resolves to a page (`data`, `total_count`); `params` are `initialPage` and `pageSize`
   *   - `entry(item)`: the content of an entry; controls in it have a `data-focus`
   *   - `signal`: ends the list
   */
  constructor(options) {
    this.#options = options;
    this.#panel = byId(options.id);
    this.#heading = byId(`${options.id}-heading`);
    this.#list = el('div', {});
    this.#pages = el('nav', { class: 'pages', 'aria-label': `Pages of ${options.noun}s` });
    this.#panel.replaceChildren(this.#list, this.#pages);
  }

  get data() {
    return this.#data;
  }

  /** Fetches the page that is shown, or another one. Resolves when it is there; a failure is shown. */
  async load({ page = this.#page, says = false } = {}) {
    const { fetch, signal, noun } = this.#options;
    const number = (this.#latest += 1);
    const isLate = () => number !== this.#latest || signal.aborted;
    this.#panel.setAttribute('aria-busy', true);
    const waiting = setTimeout(() => isLate() || this.#arrange([this.#skeleton()]), this.#data.length ? 10 * PATIENCE_MS : PATIENCE_MS);
    try {
      const { data, total_count: total } = await fetch({ initialPage: page, pageSize: PAGE_SIZE });
      if (isLate()) return;
      const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
      if (page > last) return await this.load({ page: last, says });
      [this.#data, this.#total, this.#page] = [data, total, page];
      this.show();
      if (says) announce(`${counted(total, noun)}, page ${page}`);
    } catch (error) {
      if (isLate()) return;
      this.#data = [];
      this.#arrange([this.#problem(error)]);
      arrangeKeepingFocus(this.#pages, [], () => this.#heading);
    } finally {
      clearTimeout(waiting);
      if (!isLate()) this.#panel.setAttribute('aria-busy', false);
    }
  }

  /** Shows the entries as they are now. */
  show() {
    const { entry, nothing } = this.#options;
    const items = this.#data.map((item) => el('li', { tabindex: -1, 'data-entry': item.id, 'data-focus': `entry:${item.id}` }, entry(item)));
    this.#arrange([
      items.length ?
        el('ul', { class: 'entries', 'aria-labelledby': this.#heading.id }, items)
      : el('p', { class: 'nothing' }, typeof nothing === 'function' ? nothing() : nothing),
    ]);
    const links = this.#total > PAGE_SIZE ? pageLinks({ page: this.#page, size: PAGE_SIZE, total: this.#total }, (page) => this.load({ page, says: true })) : [];
    arrangeKeepingFocus(this.#pages, links, () => this.#heading);
  }

  /** Puts the focus on an entry, or on the heading if it is gone. */
  focus(id) {
    (this.#list.querySelector(`[data-entry="${CSS.escape(id)}"]`) ?? this.#heading).focus();
  }

  #arrange(children) {
    arrangeKeepingFocus(this.#list, children, () => this.#heading);
  }

  #skeleton() {
    const bone = () => el('li', { class: 'skeleton', 'aria-hidden': 'true' }, el('span', { class: 'bone' }));
    return el('ul', { class: 'entries' }, Array.from({ length: BONES }, bone));
  }

  #problem(error) {
    return el(
      'div',
      { class: 'problem-block', role: 'alert' },
      el('p', { class: 'strong' }, `The ${this.#options.noun}s could not be listed.`),
      problems(error).map((problem) => el('p', {}, shown(problem))),
      el('button', { type: 'button', 'data-focus': 'again', onclick: () => this.load() }, 'Try again'),
    );
  }
}
