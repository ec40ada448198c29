// The list of invitations: which part of it is looked at, asking for it, showing it. What an invitation looks like is
// in row.js, how to revoke one in revoke.js.

import { STATUSES } from './counts.js';
import { announce, byId, counted, el, replaceKeepingFocus } from '../page/dom.js';
import { invitationRows, skeletonRows } from './row.js';
import { pageLinks } from './pages.js';
import { problems, shown } from '../page/problems.js';
import { learnRoles } from '../invite/roles.js';
import { tabs } from '../page/tabs.js';

const ALL = 'all';
const USUAL = { status: ALL, page: 1, size: 10 };
const SIZES = [5, 10, 25, 50, 100];
// A list that comes sooner than this replaces the old one without a skeleton in between.
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
  #items = [];
  #total;
  #unfolded = new Set();
  #asked = 0;
  #select;
  #leave = new AbortController();

  /** @param revoke `(invitation) => Promise<boolean>`: asks and revokes; whether anything may have changed */
  constructor(api, counts, revoke) {
    this.#api = api;
    this.#counts = counts;
    this.#revoke = revoke;
    const { signal } = this.#leave;
    this.#select = tabs(byId('status-tabs'), (status) => this.#go({ status, page: 1 }), signal);
    sizes.addEventListener('change', () => this.#go({ size: Number(sizes.value), page: 1 }), { signal });
  }

  /** Takes it off the page's controls. */
  leave() {
    this.#leave.abort();
    this.#asked += 1;
  }

  /** Fetches what is looked at, and all counts. An `aside` follows from another call. */
  async refresh(aside = false) {
    if (await this.#load(aside)) await this.#counts.refresh(this.#view.status);
  }

  /** After a change: the same from the first page on, where new invitations are. */
  async refreshFromStart() {
    this.#view.page = 1;
    await this.refresh(true);
  }

  async #go(change) {
    Object.assign(this.#view, change);
    if (await this.#load()) announce(`${counted(this.#total, 'invitation')}, page ${this.#view.page}`);
  }

  // Whether the answer is there and is still what is looked at.
  async #load(aside) {
    const asked = ++this.#asked;
    const { status, page, size } = this.#view;
    this.#showView();
    panel.setAttribute('aria-busy', 'true');
    const waiting = setTimeout(
      () => asked === this.#asked && this.#showSkeleton(),
      this.#items.length ? PATIENCE_MS : 0,
    );
    try {
      const answer = await this.#api.getInvitations(
        { initialPage: page, pageSize: size, status: status === ALL ? undefined : status },
        aside,
      );
      if (asked !== this.#asked) return false;
      this.#items = answer.data;
      this.#total = answer.totalCount;
      const last = Math.max(1, Math.ceil(this.#total / size));
      if (page > last) {
        this.#view.page = last;
        return await this.#load(aside);
      }
      learnRoles(answer.data);
      this.#counts.learn(status, answer.totalCount);
      this.#showItems();
      return true;
    } catch (error) {
      if (asked === this.#asked) this.#showProblem(error);
      return false;
    } finally {
      clearTimeout(waiting);
      if (asked === this.#asked) panel.setAttribute('aria-busy', 'false');
    }
  }

  #showView() {
    const { status, page, size } = this.#view;
    this.#select(status);
    panel.setAttribute('aria-labelledby', `status-tab-${status}`);
    sizes.value = size;
    const url = new URL(location.href);
    const unusual = Object.entries({ status, page, size }).filter(([name, value]) => value !== USUAL[name]);
    url.search = new URLSearchParams(unusual);
    history.replaceState(history.state, '', url);
  }

  #showSkeleton() {
    replaceKeepingFocus(rows, [table(skeletonRows(Math.min(this.#view.size, MOST_BONES)))], () => heading);
  }

  #showItems() {
    const { status, page, size } = this.#view;
    const now = Date.now();
    const on = {
      revoke: (invitation) => this.#revokeOne(invitation),
      toggle: (invitation) => this.#toggle(invitation),
    };
    const all = this.#items.flatMap((invitation) =>
      invitationRows(invitation, { open: this.#unfolded.has(invitation.id), now }, on),
    );
    const nothing = status === ALL ? 'Nobody has been invited yet.' : `No ${status} invitations.`;
    replaceKeepingFocus(rows, [all.length ? table(all) : el('p', { class: 'nothing' }, nothing)], () => heading);
    replaceKeepingFocus(
      pages,
      pageLinks({ page, size, total: this.#total }, (page) => this.#go({ page })),
      () => pages.querySelector('[aria-current]'),
    );
  }

  #showProblem(error) {
    this.#items = [];
    const again = el('button', { type: 'button', 'data-focus': 'again', onclick: () => this.refresh() }, 'Try again');
    const text = problems(error).map((problem) => el('p', {}, shown(problem)));
    replaceKeepingFocus(
      rows,
      [
        el(
          'div',
          { class: 'problem-block', role: 'alert' },
          el('p', { class: 'strong' }, 'The invitations could not be listed.'),
          text,
          again,
        ),
      ],
      () => heading,
    );
    pages.replaceChildren();
  }

  #toggle({ id }) {
    if (!this.#unfolded.delete(id)) this.#unfolded.add(id);
    this.#showItems();
  }

  async #revokeOne(invitation) {
    const before = invitation.status;
    if (!(await this.#revoke(invitation))) return;
    // At once, from what the call gave; then what the server has.
    if (invitation.status !== before) this.#counts.moved(before, invitation.status);
    this.#showItems();
    this.#focusRow(invitation);
    await this.refresh(true);
    if (document.activeElement === document.body) this.#focusRow(invitation);
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

// A reload shows the same part of the list.
function remembered() {
  const query = new URLSearchParams(location.search);
  const status = query.get('status');
  const page = Number(query.get('page'));
  const size = Number(query.get('size'));
  return {
    status: STATUSES.includes(status) ? status : USUAL.status,
    page: Number.isSafeInteger(page) && page > 0 && page < 1e6 ? page : USUAL.page,
    size: SIZES.includes(size) ? size : USUAL.size,
  };
}
