// The links below a list: the current page, the number of rows, and links to other pages.

import { el } from '../page/dom.js';

/** The pages to link around `page` of `last`: the ends, the neighbours, and null for a gap. */
export function offered(page, last) {
  const near = [1, page - 1, page, page + 1, last].filter((one) => one >= 1 && one <= last);
  const all = [...new Set(near)];
  return all.flatMap((one, at) => {
    const gap = at ? one - all[at - 1] : 1;
    // A gap of one page would be as wide as its link.
    return (
      gap === 2 ? [one - 1, one]
      : gap > 2 ? [null, one]
      : [one]
    );
  });
}

/** The content of the `<nav>`. Calls `go(page)` when a page is selected. */
export function pageLinks({ page, size, total }, go) {
  const last = Math.max(1, Math.ceil(total / size));
  const first = total ? (page - 1) * size + 1 : 0;
  const link = (to, text, label) =>
    el(
      'button',
      {
        type: 'button',
        'aria-label': label,
        'aria-current': to === page && text === String(to) ? 'page' : null,
        disabled: to < 1 || to > last,
        'data-focus': `page:${text}`,
        onclick: () => go(to),
      },
      text,
    );
  return [
    el(
      'p',
      { class: 'range' },
      `${first.toLocaleString('en')}–${Math.min(total, page * size).toLocaleString('en')} of ${total.toLocaleString('en')}`,
    ),
    el(
      'div',
      { class: 'page-links' },
      link(page - 1, '‹', 'Previous page'),
      offered(page, last).map((one) =>
        one === null ? el('span', { class: 'gap', 'aria-hidden': 'true' }, '…') : link(one, String(one), `Page ${one}`),
      ),
      link(page + 1, '›', 'Next page'),
    ),
  ];
}
