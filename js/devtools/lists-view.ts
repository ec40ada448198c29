// The tab of live lists: the rows of each, and the unconfirmed changes of its rows.

import { el } from '../components/elements.js';
import type { Clerk } from 'clerk-organization';
import type { Change } from '../pending-changes.js';
import type { OpenList } from '../objects/live-list.js';
import { callSource, coloured } from './source.js';
import { arrange } from './view.js';
import type { View } from './view.js';

/** Shows the lists of the clients in `clerks`. */
export class ListsView implements View {
  readonly id = 'lists';
  readonly title = 'Lists';
  readonly element: HTMLElement;
  readonly #clerks: ReadonlySet<Clerk>;
  readonly #onChange: () => void;
  readonly #list = el('ul', { 'aria-label': 'Live lists' });
  readonly #empty = el('p', { class: 'quiet' }, 'No live list is open.');
  readonly #seen = new WeakSet<OpenList>();
  readonly #items = new WeakMap<OpenList, { text: string; element: HTMLElement }>();

  /** @param onChange called after each change of a list */
  constructor(clerks: ReadonlySet<Clerk>, onChange: () => void) {
    this.#clerks = clerks;
    this.#onChange = onChange;
    this.element = el('div', {}, this.#empty, this.#list);
  }

  badge(): string {
    const { length } = this.#open();
    return length ? String(length) : '';
  }

  #open(): OpenList[] {
    const lists = [...this.#clerks].flatMap((clerk) => [...(clerk.__internal_openLists ?? [])]);
    for (const open of lists) {
      if (this.#seen.has(open)) continue;
      this.#seen.add(open);
      open.kept.list.subscribe(this.#onChange);
    }
    return lists;
  }

  refresh(): void {
    const lists = this.#open();
    this.#empty.hidden = lists.length > 0;
    arrange(this.#list, lists.map((open) => this.#item(open)));
  }

  /** The element of a list. It is replaced only if its content changes, because the focus may be in it. */
  #item(open: OpenList): HTMLElement {
    const facts = factsOf(open);
    const text = JSON.stringify(facts);
    const known = this.#items.get(open);
    if (known?.text === text) return known.element;
    const element = createItem(facts);
    this.#items.set(open, { text, element });
    return element;
  }
}

interface Facts {
  state: 'open' | 'done' | 'failed';
  call: string;
  owner: string;
  rows: string;
  codes: string;
  underWay: string[];
}

function factsOf({ owner, kind, params, kept: { list }, driver }: OpenList): Facts {
  const { data, totalCount, isLoading, error, hasNextPage } = list;
  const name = 'organizationMemberships' in owner ? 'user' : 'organization';
  const call = callSource(`${name}.liveList`, kind, ...(params && Object.keys(params).length ? [params] : []));
  const codes = error && ('status' in error ? error.errors.map(({ code }) => code).join(', ') : error.code);
  const state = isLoading ? 'open' : 'done';
  return {
    state: error ? 'failed' : state,
    call,
    owner: 'name' in owner ? owner.name : '',
    rows: `${data.length} of ${totalCount} rows${hasNextPage ? ', more pages' : ''}${isLoading ? ' · fetching' : ''}`,
    codes: codes ?? '',
    underWay: [...driver().numbers.keys()].map(changeText),
  };
}

const createItem = ({ state, call, owner, rows, codes, underWay }: Facts): HTMLElement =>
  el(
    'li',
    { class: `call list ${state}` },
    el('pre', { class: 'source', tabindex: '0' }, coloured(call)),
    el('p', { class: 'request-line' }, owner && el('b', {}, `${owner} · `), rows),
    codes && el('p', { class: 'codes' }, codes),
    underWay.length > 0 && el('ul', {}, underWay.map((text) => el('li', { class: 'wait' }, text))),
  );

function changeText({ operation, target, emailAddresses, role, revoked }: Change): string {
  if (emailAddresses) {
    const [first, ...others] = emailAddresses;
    return `inviting ${first}${others.length ? ` and ${others.length} more` : ''}${role ? ` as ${role}` : ''}`;
  }
  if (revoked) return `revoking ${revoked}`;
  return [operation, target].filter(Boolean).join(' ');
}
