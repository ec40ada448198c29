// One invitation in the list, and its details. The ARIA roles are explicit, because a phone shows the rows as cards,
// and a table with another `display` loses its semantics for screen readers.

import { moment } from '../page/dates.js';
import { addressParts, el } from '../page/dom.js';
import { roleName } from '../invite/roles.js';
import { STATUSES } from './status-counts.js';
import { mailLink } from './mail.js';

const cell = (name, label, ...children) => el('td', { role: 'cell', class: name, 'data-label': label }, children);

/** The mark of a status. An unknown status is shown by its own name. */
export const statusMark = (status) =>
  el('span', { class: `status ${STATUSES.includes(status) ? status : 'unknown'}` }, String(status));

const roleMark = (invitation) =>
  el('span', { title: invitation.role }, invitation.roleName || roleName(invitation.role));

/** The rows of one invitation. `on` has `revoke(id)` and `toggle(id)`. */
export function invitationRows(invitation, { open, now }, on) {
  const { id, emailAddress, role, status, createdAt, expiresAt } = invitation;
  const detailsId = `details-${id}`;
  const row = el(
    'tr',
    { role: 'row', tabindex: -1, 'data-invitation': id, 'data-focus': `row:${id}` },
    cell(
      'address',
      '',
      el(
        'button',
        {
          type: 'button',
          class: 'unfold',
          'aria-expanded': String(open),
          'aria-controls': detailsId,
          'data-focus': `unfold:${id}`,
          onclick: () => on.toggle(id),
        },
        el('span', { class: 'chevron', 'aria-hidden': 'true' }),
        el('span', { class: 'text' }, addressParts(emailAddress)),
      ),
    ),
    cell('role', 'Role', roleMark(invitation)),
    cell('state', 'Status', statusMark(status)),
    cell('created', 'Invited', moment(createdAt, now)),
    // Only pending invitations expire, and only expired ones have expired.
    cell('expires', 'Expires', moment(['pending', 'expired'].includes(status) ? expiresAt : null, now)),
    cell(
      'action',
      '',
      status === 'pending' &&
        el(
          'button',
          {
            type: 'button',
            class: 'quiet-button',
            'aria-label': `Revoke the invitation of ${emailAddress}`,
            'data-focus': `revoke:${id}`,
            onclick: () => on.revoke(id),
          },
          'Revoke',
        ),
    ),
  );
  const details = el(
    'tr',
    { role: 'row', class: 'details', id: detailsId, hidden: !open },
    el('td', { role: 'cell', colspan: 6 }, open && facts(invitation, now)),
  );
  return [row, details];
}

/** The row of an invitation that the server has not confirmed yet. It has no focusable control. */
export const provisionalRow = (invitation, now) =>
  el(
    'tr',
    { role: 'row', class: 'provisional' },
    cell('address', '', el('span', { class: 'text' }, addressParts(invitation.emailAddress))),
    cell('role', 'Role', roleMark(invitation)),
    cell('state', 'Status', el('span', { class: 'status sending' }, 'Sending …')),
    cell('created', 'Invited', moment(invitation.createdAt, now)),
    cell('expires', 'Expires', moment(null, now)),
    cell('action', ''),
  );

function facts(invitation, now) {
  const fact = (name, value) => el('div', {}, el('dt', {}, name), el('dd', {}, value));
  return el(
    'dl',
    { class: 'facts' },
    fact('id', invitation.id),
    fact('role', invitation.role),
    fact('updatedAt', moment(invitation.updatedAt, now)),
    fact('expiresAt', moment(invitation.expiresAt, now)),
    invitation.status === 'pending' && fact('mail', mailLink(globalThis.fetch, invitation)),
    fact('url', invitation.url ?? 'null'),
    fact('publicMetadata', el('pre', {}, JSON.stringify(invitation.publicMetadata, null, 2) ?? 'undefined')),
  );
}

/** Placeholder rows while the list is loading. */
export const skeletonRows = (count) =>
  Array.from({ length: count }, () =>
    el(
      'tr',
      { class: 'skeleton', 'aria-hidden': 'true' },
      ['address', 'role', 'state', 'created', 'expires', 'action'].map((name) =>
        el('td', { class: name }, el('span', { class: 'bone' })),
      ),
    ),
  );
