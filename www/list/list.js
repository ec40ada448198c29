// The list of invitations: the selected part, and a live list of it, which the page renders after each change. row.js
// renders an invitation, revoke.js revokes one.

import { STATUSES } from './status-counts.js';
import { remember, valueOf } from '../page/address.js';
import { announce, arrangeKeepingFocus, byId, counted, el } from '../page/dom.js';
import { invitationRows, provisionalRow, skeletonRows } from './row.js';
import { pageLinks } from './pages.js';
import { problems, shown } from '../page/problems.js';
import { learnRoles } from '../invite/roles.js';
import { tabs } from '../page/tabs.js';

const ALL = 'all';
const USUAL = { status: ALL, page: 1, size: 10 };
const SIZES = [5, 10, 25, 50, 100];
// A list that arrives sooner than this replaces the old one without a skeleton in between.
const PATIENCE_MS = 150;
const COLUMNS = {
  address: 'E-mail address',
  role: 'Role',
  state: 'Status',
  created: 'Invited',
  expires: 'Expires',
  action: 'Action',
};
const MOST_BONES = 10;

const heading = byId('list-heading');
const panel = byId('list-panel');
const rows = byId('list-rows');
const pages = byId('pages');
const sizes = byId('page-size');

const titled = (status) => status[0].toUpperCase() + status.slice(1);

byId('status-tabs').append(
  ...[ALL, ...STATUSES].map((status) =>
    el(
      'button',
      { type: 'button', role: 'tab', id: `status-tab-${status}`, 'aria-controls': 'list-panel', 'data-value': status },
      titled(status),
      ' ',
      el('span', { class: 'count' }),
    ),
  ),
);
sizes.append(...SIZES.map((size) => el('option', { value: size }, String(size))));

export class InvitationList {
  #api;
  #counts;
  #revoke;
  #view = remembered();
  #live;
  // Whether the live list was rendered; until then the rows of the previous one stay.
  #isShown = false;
  #rows = new Map();
  #unfolded = new Set();
  // The invitation in an open dialog, and the function that closes the dialog.
  #asked;
  #select;
  #signal;
  #close = new AbortController();

  /**
   * Shows the list until `signal` is aborted.
   *
   * @param revoke `(invitation, signal) => Promise<'kept' | 'done' | 'refused'>`: asks for confirmation and revokes
   */
  constructor(api, counts, revoke, signal) {
    this.#api = api;
    this.#counts = counts;
    this.#revoke = revoke;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#close.abort());
    this.#select = tabs(byId('status-tabs'), (status) => this.#go({ status, page: 1 }), signal);
    sizes.addEventListener('change', () => this.#go({ size: Number(sizes.value), page: 1 }), { signal });
    rows.replaceChildren();
    this.#open();
  }

  /** Shows the first page, where new invitations are. */
  toStart() {
    if (this.#view.page > 1) this.#turnTo(1);
  }

  /** Fetches rows and counts again, because the server may have newer ones. */
  catchUp({ aside = true } = {}) {
    if (this.#signal.aborted) return;
    // Errors are in each list's own `error`.
    this.#api.refresh([this.#live, ...this.#counts.lists], aside).catch(() => {});
  }

  #go(change) {
    Object.assign(this.#view, change);
    this.#open({ shown: () => announce(`${counted(this.#live.totalCount, 'invitation')}, page ${this.#view.page}`) });
  }

  #turnTo(page) {
    this.#view.page = page;
    this.#open({ aside: true });
  }

  // Opens a live list for the selected part. `shown` is called once its rows have arrived.
  #open({ aside = false, shown = () => {} } = {}) {
    if (this.#signal.aborted) return;
    this.#close.abort();
    this.#close = new AbortController();
    const { signal } = this.#close;
    const { status, page, size } = this.#view;
    this.#showView();
    panel.setAttribute('aria-busy', 'true');
    const waiting = setTimeout(() => this.#showSkeleton(), rows.children.length ? PATIENCE_MS : 0);
    signal.addEventListener('abort', () => clearTimeout(waiting));
    const params = {
      status: status === ALL ? undefined : status,
      initialPage: page > 1 ? page : undefined,
      pageSize: size,
    };
    const [live] = this.#api.invitationLists([params], { aside, signal });
    this.#live = live;
    this.#isShown = false;
    live.subscribe(() => {
      if (signal.aborted) return;
      const last = Math.max(1, Math.ceil(live.totalCount / size));
      if (!live.isLoading && !live.error && page > last) return this.#turnTo(last);
      const isFirst = !this.#isShown && !live.isLoading;
      if (isFirst) {
        clearTimeout(waiting);
        this.#isShown = true;
      }
      this.#show();
      if (live.isLoading || live.error) return;
      this.#counts.begin();
      if (isFirst) shown();
    });
  }

  #showView() {
    const { status, page, size } = this.#view;
    this.#select(status);
    panel.setAttribute('aria-labelledby', `status-tab-${status}`);
    sizes.value = size;
    const values = Object.entries({ status, page, size });
    remember(Object.fromEntries(values.map(([name, value]) => [name, value === USUAL[name] ? undefined : value])));
  }

  #showSkeleton() {
    arrangeKeepingFocus(rows, [table(skeletonRows(Math.min(this.#view.size, MOST_BONES)))], () => heading);
  }

  #show() {
    const { data, error, isLoading, totalCount } = this.#live;
    panel.setAttribute('aria-busy', isLoading);
    if (!this.#isShown) return;
    // Another tab may have revoked it.
    if (this.#asked && !data.some(({ id, status }) => id === this.#asked.invitation.id && status === 'pending')) {
      this.#asked.gone.abort();
    }
    // The server has not confirmed the role of a provisional row yet.
    learnRoles(data.filter(({ isProvisional }) => !isProvisional));
    const { status, page, size } = this.#view;
    const nothing = status === ALL ? 'Nobody has been invited yet.' : `No ${status} invitations.`;
    arrangeKeepingFocus(
      rows,
      [
        error && this.#problem(error),
        data.length ? this.#table(data.slice(0, size))
        : error ? null
        : el('p', { class: 'nothing' }, nothing),
      ].filter(Boolean),
      () => heading,
    );
    const links =
      error && !data.length ? [] : pageLinks({ page, size, total: totalCount }, (page) => this.#go({ page }));
    // Replacing equal links would move the focus for a moment, and screen readers would announce it.
    const isSame = links.map((part) => part.outerHTML).join('') === pages.innerHTML;
    if (!isSame) arrangeKeepingFocus(pages, links, () => pages.querySelector('[aria-current]'));
  }

  // Updates the existing table: rows that look the same stay.
  #table(data) {
    const former = this.#rows;
    this.#rows = new Map();
    const now = Date.now();
    const on = {
      revoke: (id) => this.#revokeOne(this.#live.data.find((invitation) => invitation.id === id)),
      toggle: (id) => this.#toggle(id),
    };
    for (const invitation of data) {
      const { id, isProvisional, emailAddress, role } = invitation;
      const open = this.#unfolded.has(id);
      const look = JSON.stringify(isProvisional ? [emailAddress, role] : [invitation, open]);
      const key = id ?? `provisional ${this.#rows.size}`;
      const known = former.get(key);
      const elements =
        known?.look === look ? known.elements
        : isProvisional ? [provisionalRow(invitation, now)]
        : invitationRows(invitation, { open, now }, on);
      this.#rows.set(key, { look, elements });
    }
    const isThere = rows.querySelector('table:not(:has(.skeleton))');
    const all = [...this.#rows.values()].flatMap(({ elements }) => elements);
    if (!isThere) return table(all);
    arrangeKeepingFocus(isThere.tBodies[0], all, () => heading);
    return isThere;
  }

  #problem(error) {
    const again = el(
      'button',
      { type: 'button', 'data-focus': 'again', onclick: () => this.catchUp({ aside: false }) },
      'Try again',
    );
    const what = this.#live.data.length ? 'These may be old: the invitations' : 'The invitations';
    return el(
      'div',
      { class: 'problem-block', role: 'alert' },
      el('p', { class: 'strong' }, `${what} could not be listed.`),
      problems(error).map((problem) => el('p', {}, shown(problem))),
      again,
    );
  }

  #toggle(id) {
    if (!this.#unfolded.delete(id)) this.#unfolded.add(id);
    this.#show();
  }

  async #revokeOne(invitation) {
    const gone = new AbortController();
    this.#asked = { invitation, gone };
    const came = await this.#revoke(invitation, gone.signal);
    this.#asked = undefined;
    // The call has updated the invitation object in the list.
    this.#show();
    if (came !== 'kept' || document.activeElement === document.body) this.#focusRow(invitation);
  }

  #focusRow({ id }) {
    (rows.querySelector(`[data-invitation="${CSS.escape(id)}"]`) ?? heading).focus();
  }
}

function table(body) {
  const head = Object.entries(COLUMNS).map(([name, title]) =>
    el(
      'th',
      { role: 'columnheader', scope: 'col', class: name },
      el('span', { class: name === 'action' ? 'unseen' : null }, title),
    ),
  );
  return el(
    'table',
    { role: 'table', 'aria-labelledby': 'list-heading' },
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, head)),
    el('tbody', { role: 'rowgroup' }, body),
  );
}

// Reads the selected part from the URL, so that a reload shows it again.
function remembered() {
  const status = valueOf('status');
  const page = Number(valueOf('page'));
  const size = Number(valueOf('size'));
  return {
    status: STATUSES.includes(status) ? status : USUAL.status,
    page: Number.isSafeInteger(page) && page > 0 && page < 1e6 ? page : USUAL.page,
    size: SIZES.includes(size) ? size : USUAL.size,
  };
}
