// How many: the organization's head and the numbers on the tabs. They come from the totals of the lists, because an
// organization's own `pendingInvitationsCount` is as old as the client that brought it.

import { byId, el } from '../page/dom.js';

export const STATUSES = ['pending', 'accepted', 'revoked', 'expired'];
const ALL = 'all';

export class Counts {
  #api;
  #organization;
  #known = new Map();
  #asked = 0;

  constructor(api, organization) {
    this.#api = api;
    this.#organization = organization;
    this.#show();
  }

  /** The total that a list of this status had. */
  learn(status, total) {
    this.#known.set(status, total);
    this.#show();
  }

  /** An invitation went from one status to another. */
  moved(from, to) {
    for (const [status, by] of [
      [from, -1],
      [to, 1],
    ]) {
      if (this.#known.has(status)) this.#known.set(status, Math.max(0, this.#known.get(status) + by));
    }
    this.#show();
  }

  /** Asks for every total but the one that the list just told. */
  async refresh(told) {
    const asked = ++this.#asked;
    const wanted = [ALL, ...STATUSES].filter((status) => status !== told);
    try {
      const pages = await this.#api.getAll(
        wanted.map((status) => ({ status: status === ALL ? undefined : status, pageSize: 1 })),
      );
      if (asked !== this.#asked) return;
      wanted.forEach((status, at) => this.#known.set(status, pages[at].totalCount));
    } catch {
      // The call log shows what failed. A number that may be wrong is worse than none.
      wanted.forEach((status) => this.#known.delete(status));
    }
    this.#show();
  }

  #show() {
    const { membersCount: members, maxAllowedMemberships: limit, pendingInvitationsCount } = this.#organization;
    const pending = this.#known.get('pending') ?? pendingInvitationsCount;
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
    for (const status of [ALL, ...STATUSES]) {
      const place = document.querySelector(`#status-tabs [data-value="${status}"] .count`);
      if (place) place.textContent = this.#known.get(status)?.toLocaleString('en') ?? '';
    }
  }
}
