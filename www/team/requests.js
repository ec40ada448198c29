// Requests to join from users with an address in one of the organization's domains.

import { moment } from '../page/dates.js';
import { announce, byId, el } from '../page/dom.js';
import { Entries } from '../page/entries.js';
import { clearProblems, showProblems } from '../page/problems.js';
import { nameOf, personMark } from './person.js';

const area = byId('area-requests');

/** Connects the area until `signal` is aborted. Returns the function to call at each visit. */
export function showRequests(api, { mayManage }, signal) {
  clearProblems(area);
  const list = new Entries({
    id: 'requests-list',
    noun: 'request',
    nothing: 'No requests to join.',
    signal,
    open: (page, signal) => api.membershipRequests({ ...page, status: 'pending' }, signal),
    entry: (request) => [
      ...personMark(request.publicUserData),
      el('span', { class: 'since' }, 'Asked ', moment(request.createdAt, Date.now())),
      mayManage && button(request, 'Accept', 'accept', `${nameOf(request.publicUserData)} is a member now.`),
      mayManage && button(request, 'Reject', 'reject', `The request of ${nameOf(request.publicUserData)} is rejected.`),
    ],
  });

  const button = (request, word, method, done) =>
    el(
      'button',
      {
        type: 'button',
        class: method === 'reject' ? 'quiet-button' : null,
        'aria-label': `${word} the request of ${nameOf(request.publicUserData)}`,
        'data-focus': `${method}:${request.id}`,
        onclick: () => settle(request, method, done),
      },
      word,
    );

  async function settle(request, method, done) {
    clearProblems(area);
    try {
      await api.settleRequest(request, method);
      announce(done);
    } catch (error) {
      showProblems(area, error);
    }
    if (!signal.aborted) list.focus(request.id);
  }

  return () => list.visit();
}
