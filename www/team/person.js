// A person in the lists of the team page: picture or monogram, name, address.

import { addressParts, el } from '../page/dom.js';

/** The name of a member or of a user who requests to join, or the address if the name is missing. */
export const nameOf = ({ firstName, lastName, identifier }) => [firstName, lastName].filter(Boolean).join(' ') || identifier;

/** @param data `publicUserData` of a membership or a request */
export function personMark(data) {
  const name = nameOf(data);
  const picture =
    data.hasImage && data.imageUrl ?
      el('img', { class: 'face', src: data.imageUrl, alt: '', width: 36, height: 36 })
    : el('span', { class: 'face', 'aria-hidden': 'true' }, [...name][0]?.toUpperCase());
  return [
    picture,
    el(
      'div',
      { class: 'who' },
      el('span', { class: 'name' }, name),
      name !== data.identifier && el('span', { class: 'address quiet' }, addressParts(data.identifier)),
    ),
  ];
}
