// The tab of a local emulator: its clock, its mails, faults for the next requests, and a reset to its seed.

import { el, fill } from '../components/elements.js';
import type { Emulator, EmulatorState, Mail } from './emulator.js';
import { arrange, setText } from './view.js';
import type { View } from './view.js';

const READ_EVERY_MS = 2000;
const MOST_MAILS = 20;
const MINUTE_MS = 60_000;
const STEPS: [label: string, ms: number][] = [
  ['+1 minute', MINUTE_MS],
  ['+1 hour', 60 * MINUTE_MS],
  ['+1 day', 24 * 60 * MINUTE_MS],
];

/** The effect of a fault on its requests, by the text of its option. */
const EFFECTS: { [label: string]: object } = {
  'answer 500': { status: 500, body: { errors: [] } },
  'answer 503': { status: 503, body: { errors: [] } },
  'answer 429, wait 2 s': { status: 429, headers: { 'retry-after': '2' }, body: { errors: [] } },
  'no answer': { drop: true },
  'applied, no answer': { drop: true, after: true },
  '3 s late': { delayMs: 3000 },
};

/** Shows an emulator. */
export class EmulatorView implements View {
  readonly id = 'emulator';
  readonly title = 'Emulator';
  readonly element: HTMLElement;
  /** The time by which the emulator's clock is ahead of this machine's. */
  clockOffsetMs = 0;
  readonly #emulator: Emulator;
  readonly #onReset: () => void;
  readonly #clock = el('output');
  readonly #mails = el('ul', { class: 'mails', tabindex: '0', 'aria-label': 'Mails, newest first' });
  readonly #faults = el('ul', { 'aria-label': 'Faults that are left' });
  readonly #problem = el('p', { class: 'failure', role: 'alert' });
  #isReading = false;
  #lastReadAt = -Infinity;

  constructor(emulator: Emulator, onReset: () => void) {
    this.#emulator = emulator;
    this.#onReset = onReset;
    this.element = el(
      'div',
      { class: 'emulator' },
      this.#problem,
      el('section', {}, el('h3', {}, 'Clock'), this.#clock, row(STEPS.map(([label, ms]) => this.#button(label, () => emulator.advance(ms))))),
      el('section', {}, el('h3', {}, 'Outbox'), this.#mails, row([this.#button('Empty the outbox', emulator.clearOutbox)])),
      el('section', {}, el('h3', {}, 'Faults'), this.#faultForm(), this.#faults, row([this.#button('Remove all faults', emulator.clearFaults)])),
      el('section', {}, el('h3', {}, 'Data'), row([this.#resetButton()])),
    );
  }

  refresh(): void {
    if (performance.now() - this.#lastReadAt > READ_EVERY_MS) void this.read();
  }

  /** Reads the emulator and shows it. */
  async read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#lastReadAt = performance.now();
    try {
      this.#show(await this.#emulator.read());
      setText(this.#problem, '');
    } catch (error) {
      setText(this.#problem, `The emulator does not answer. ${error}`);
    } finally {
      this.#isReading = false;
    }
  }

  #show({ clock, outbox, faults }: EmulatorState): void {
    this.clockOffsetMs = clock.now - Date.now();
    const moved = clock.offsetMs ? `, moved by ${Math.round(clock.offsetMs / 1000)} s` : '';
    setText(this.#clock, `${new Date(clock.now).toISOString().replace('T', ' ').slice(0, 19)} UTC${moved}`);
    const newest = [...outbox].reverse().slice(0, MOST_MAILS);
    showRows(this.#mails, newest, mailRow, 'No mail was sent.');
    showRows(this.#faults, faults, (fault) => el('li', {}, el('code', {}, JSON.stringify(fault))), 'No fault is set.');
  }

  /** A button that runs an action and then reads the emulator again. */
  #button(label: string, act: () => Promise<unknown>): HTMLButtonElement {
    return el('button', { type: 'button', onclick: () => this.#run(act) }, label);
  }

  async #run(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      await this.read();
      return true;
    } catch (error) {
      setText(this.#problem, String(error));
      return false;
    }
  }

  #faultForm(): HTMLFormElement {
    const method = select('Method', ['GET', 'POST', 'PATCH', 'DELETE', 'any method']);
    const path = el('input', { value: '/invitations', spellcheck: 'false', 'aria-label': 'Path, as a regular expression' });
    const effect = select('Effect', Object.keys(EFFECTS));
    const times = el('input', { type: 'number', value: '1', 'aria-label': 'Times' });
    times.min = '1';
    const add = (event: Event) => {
      event.preventDefault();
      const isAny = method.selectedIndex === method.options.length - 1;
      const fault = { path: path.value, times: times.valueAsNumber, ...EFFECTS[effect.value] };
      void this.#run(() => this.#emulator.addFault(isAny ? fault : { method: method.value, ...fault }));
    };
    return el('form', { class: 'fault', novalidate: true, onsubmit: add }, method, path, effect, times, el('button', { type: 'submit' }, 'Add'));
  }

  /** The reset needs a second click, because it cannot be undone. */
  #resetButton(): HTMLButtonElement {
    const label = 'Reset to the first data';
    const button = el('button', { type: 'button', class: 'danger' }, label);
    let isAsking = false;
    const ask = (asks: boolean) => {
      isAsking = asks;
      setText(button, asks ? 'Click again to reset everything' : label);
    };
    button.addEventListener('blur', () => ask(false));
    button.addEventListener('click', async () => {
      if (!isAsking) return ask(true);
      ask(false);
      if (await this.#run(this.#emulator.reset)) this.#onReset();
    });
    return button;
  }
}

const row = (children: HTMLElement[]): HTMLElement => el('p', { class: 'row' }, ...children);

function select(label: string, options: string[]): HTMLSelectElement {
  const element = el('select', { 'aria-label': label });
  fill(element, options.map((option) => el('option', {}, option)));
  return element;
}

const texts = new WeakMap<Element, string>();

/** Fills a list with rows, unless they are the same as before: a link in it may have the focus. */
function showRows<T>(list: HTMLElement, rows: T[], make: (row: T) => HTMLElement, none: string): void {
  const text = JSON.stringify(rows);
  if (texts.get(list) === text) return;
  texts.set(list, text);
  arrange(list, rows.length ? rows.map(make) : [el('li', { class: 'quiet' }, none)]);
}

function mailRow({ to, subject, link, code, sentAt }: Mail): HTMLElement {
  const what = link ? el('a', { href: link, target: '_blank', rel: 'noreferrer' }, 'open its link') : code && el('code', {}, code);
  return el(
    'li',
    {},
    el('b', {}, to),
    el('span', { class: 'quiet' }, ` ${new Date(sentAt).toISOString().slice(11, 19)} `),
    el('br'),
    `${subject} `,
    what,
  );
}
