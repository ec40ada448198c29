// The numbers of invitations in the organization's header and on the tabs. Each is the total of a live list of one row, so
// it follows changes of this page and of others.

import { byId, el } from '../page/dom.js';

export const STATUSES = ['pending', 'accepted', 'revoked', 'expired'];

const CODE = `const counts = [
  'pending', 'accepted', 'revoked', 'expired',
].map((status) =>
  organization.invitationList({ status, pageSize: 1 }),
);`;

export class Counts {
  #api;
  #organization;
  #signal;
  #known = new Map();
  #lists = [];

  constructor(api, organization, signal) {
    this.#api = api;
    this.#organization = organization;
    this.#signal = signal;
    this.show();
  }

  /** Starts to count, unless it has started. */
  begin() {
    if (this.#lists.length || this.#signal.aborted) return;
    const about = { code: CODE, aside: true, signal: this.#signal };
    this.#lists = this.#api.invitationLists(
      STATUSES.map((status) => ({ status, pageSize: 1 })),
      about,
    );
    STATUSES.forEach((status, at) => this.#lists[at].subscribe(() => this.#learn(status, this.#lists[at])));
  }

  /** The lists whose totals are the counts. */
  get lists() {
    return this.#lists;
  }

  #learn(status, { totalCount, isLoading, error }) {
    // A number that may be wrong is worse than none. The first number arrives with the first rows.
    if (error) this.#known.delete(status);
    else if (!isLoading || this.#known.has(status)) this.#known.set(status, totalCount);
    this.show();
  }

  /** Shows the current numbers. */
  show() {
    const {
      membersCount: members,
      maxAllowedMemberships: limit,
      pendingInvitationsCount: pending,
    } = this.#organization;
    const figure = (id, label, value) => el('div', { id }, el('dt', {}, label), el('dd', {}, value));
    byId('counts').replaceChildren(
      figure('count-members', 'Members', members.toLocaleString('en')),
      figure('count-pending', 'Pending', pending.toLocaleString('en')),
      figure(
        'count-seats',
        'Seats',
        limit ? `${(members + pending).toLocaleString('en')} of ${limit.toLocaleString('en')}` : 'No limit',
      ),
    );
    const numbers = STATUSES.map((status) => [status, this.#known.get(status)]);
    // There are no other statuses.
    const all =
      this.#known.size === STATUSES.length ? [...this.#known.values()].reduce((sum, one) => sum + one) : undefined;
    for (const [status, number] of [['all', all], ...numbers]) {
      byId(`status-tab-${status}`).querySelector('.count').textContent = number?.toLocaleString('en') ?? '';
    }
  }
}
