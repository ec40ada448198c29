// The link in an invitation's mail, which the emulator stores instead of sending it, for this page.

import { el } from '../page/dom.js';

/**
 * The link that the invited person opens, with this page's URL, once the outbox is read; a text if there is no mail.
 */
export function mailLink(fetch, { id, emailAddress }) {
  const place = el('span', {}, '…');
  fetch('/__emulator/outbox?limit=500')
    .then((response) => response.json())
    .then((mails) => {
      const mail = mails.findLast(({ invitationId, link }) => invitationId === id && link);
      if (!mail) return place.replaceChildren('none in the outbox');
      const url = new URL(location.pathname, location.href);
      url.searchParams.set('__clerk_ticket', new URL(mail.link).searchParams.get('ticket'));
      place.replaceChildren(
        el('a', { href: url.href, target: '_blank', rel: 'noopener' }, `Open the link as ${emailAddress}`),
        ' (in a private window to be somebody else)',
      );
    })
    .catch(() => place.replaceChildren('the outbox could not be read'));
  return place;
}
