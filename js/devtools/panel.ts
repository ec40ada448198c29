// The frame of the panel: a toggle, the newest call, tabs, and the container of the open tab.

import { el } from '../components/elements.js';
import type { CallLog } from './call-log.js';
import type { CallsView } from './calls-view.js';
import { createStylesheet } from './stylesheet.js';
import { setText } from './view.js';
import type { View } from './view.js';

const TICK_MS = 1000;

/** A panel in a shadow root: in `node`, or floating in a corner of the page. */
export class Panel {
  readonly #host = el('div');
  readonly #frame: HTMLElement;
  readonly #toggle: HTMLButtonElement;
  readonly #count = el('span', { id: 'calls-count' });
  readonly #last = el('p', { class: 'last', id: 'calls-last' });
  readonly #tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Devtools' });
  readonly #body = el('div', { class: 'body', id: 'calls-body' });
  readonly #calls: CallsView;
  readonly #views: View[] = [];
  readonly #buttons = new Map<View, HTMLButtonElement>();
  readonly #badges = new Map<View, HTMLElement>();
  readonly #timer = setInterval(() => this.refresh(), TICK_MS);
  #shown: View;

  constructor(log: CallLog, calls: CallsView, node: Element | undefined) {
    this.#calls = calls;
    this.#shown = calls;
    this.#toggle = el('button', { type: 'button', id: 'calls-toggle', 'aria-expanded': 'false', 'aria-controls': 'calls-body', onclick: () => this.#open(!this.#isOpen) }, 'Devtools ', this.#count);
    const clear = el('button', { type: 'button', class: 'plain', id: 'calls-clear', onclick: () => log.clear() }, 'Clear');
    this.#host.toggleAttribute('data-docked', node !== undefined);
    const root = this.#host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [createStylesheet()];
    const head = el('div', { class: 'head' }, this.#toggle, this.#last, clear);
    this.#frame = el('section', { class: `panel ${node ? 'docked' : 'floating'}`, 'aria-label': 'clerk-organization devtools' }, head, this.#tabs, this.#body);
    root.append(this.#frame);
    this.#frame.addEventListener('keydown', (event) => this.#onKey(event));
    this.add(calls);
    log.subscribe(() => this.refresh());
    (node ?? document.body).append(this.#host);
  }

  /** Adds a tab at the end. */
  add(view: View): void {
    const badge = el('span', { class: 'badge' });
    const button = el(
      'button',
      { type: 'button', role: 'tab', id: `tab-${view.id}`, 'aria-controls': `view-${view.id}`, onclick: () => this.#show(view) },
      view.title,
      ' ',
      badge,
    );
    Object.assign(view.element, { id: `view-${view.id}` });
    view.element.setAttribute('role', 'tabpanel');
    view.element.setAttribute('aria-labelledby', button.id);
    this.#views.push(view);
    this.#buttons.set(view, button);
    this.#badges.set(view, badge);
    this.#tabs.append(button);
    this.#body.append(view.element);
    this.#show(this.#shown);
  }

  /** Renders the open tab. */
  refresh(): void {
    setText(this.#count, this.#calls.badge());
    setText(this.#last, this.#calls.last);
    for (const [view, badge] of this.#badges) setText(badge, view.badge?.() ?? '');
    if (this.#body.checkVisibility?.() ?? true) this.#shown.refresh();
  }

  remove(): void {
    clearInterval(this.#timer);
    this.#host.remove();
  }

  get #isOpen(): boolean {
    return this.#toggle.getAttribute('aria-expanded') === 'true';
  }

  #open(isOpen: boolean): void {
    this.#toggle.setAttribute('aria-expanded', String(isOpen));
    this.#frame.toggleAttribute('data-open', isOpen);
    this.refresh();
  }

  #show(view: View): void {
    this.#shown = view;
    for (const [one, button] of this.#buttons) {
      const isShown = one === view;
      button.setAttribute('aria-selected', String(isShown));
      button.tabIndex = isShown ? 0 : -1;
      one.element.hidden = !isShown;
    }
    this.refresh();
  }

  /** Escape closes the panel. Arrows, Home and End move between the tabs, which are one stop of the Tab key. */
  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.#isOpen) {
      this.#open(false);
      this.#toggle.focus();
    }
    const at = this.#views.findIndex((view) => this.#buttons.get(view) === event.target);
    const end = this.#views.length - 1;
    const to = { ArrowRight: at === end ? 0 : at + 1, ArrowLeft: at === 0 ? end : at - 1, Home: 0, End: end }[event.key];
    const view = to === undefined || at < 0 ? undefined : this.#views[to];
    if (!view) return;
    event.preventDefault();
    this.#show(view);
    this.#buttons.get(view)?.focus();
  }
}
