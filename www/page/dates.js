// Human-readable times, relative and exact. `now` is a parameter.

import { el } from './dom.js';

const UNITS = [
  ['year', 365 * 24 * 3600],
  ['month', 30 * 24 * 3600],
  ['day', 24 * 3600],
  ['hour', 3600],
  ['minute', 60],
];

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const ABSOLUTE = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** `3 days ago`, `in 2 hours`, `just now`. */
export function relative(date, now) {
  const seconds = (date - now) / 1000;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? [];
  return unit ? RELATIVE.format(Math.round(seconds / size), unit) : 'just now';
}

/** A `<time>` with both; a dash for null. */
export function moment(date, now) {
  if (!date) return el('span', { class: 'quiet' }, '–');
  const iso = date.toISOString();
  return el(
    'time',
    { datetime: iso, class: 'moment', title: ABSOLUTE.format(date) },
    el('span', { 'data-relative': iso }, relative(date, now)),
    ' ',
    el('span', { class: 'exact' }, ABSOLUTE.format(date)),
  );
}

/** Updates every relative time on the page. */
export function refreshMoments(now) {
  for (const element of document.querySelectorAll('[data-relative]')) {
    const text = relative(new Date(element.dataset.relative), now);
    if (element.textContent !== text) element.textContent = text;
  }
}
