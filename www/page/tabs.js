// Tabs as in the ARIA pattern: one Tab stop, arrow keys move and select, Home and End go to the ends.

/**
 * Connects the `role="tab"` elements inside `tablist`. Calls `choose(value)` with the `data-value` of the tab that the
 * user selects, until `signal` is aborted. Returns `select(value)`, which selects a tab without calling `choose`.
 */
export function tabs(tablist, choose, signal) {
  const all = () => [...tablist.querySelectorAll('[role="tab"]')];

  function select(value) {
    for (const tab of all()) {
      const chosen = tab.dataset.value === value;
      tab.setAttribute('aria-selected', chosen);
      tab.tabIndex = chosen ? 0 : -1;
    }
    reveal();
  }

  // On a narrow screen the tabs scroll sideways. This does not use `scrollIntoView`, which may scroll the page as well.
  function reveal() {
    const tab = tablist.querySelector('[aria-selected="true"]');
    if (!tab) return;
    const [inner, outer] = [tab.getBoundingClientRect(), tablist.getBoundingClientRect()];
    tablist.scrollLeft += Math.min(0, inner.left - outer.left) + Math.max(0, inner.right - outer.right);
  }

  const resizes = new ResizeObserver(reveal);
  resizes.observe(tablist);
  signal?.addEventListener('abort', () => resizes.disconnect());

  function pick(tab) {
    select(tab.dataset.value);
    tab.focus();
    choose(tab.dataset.value);
  }

  tablist.addEventListener(
    'click',
    ({ target }) => {
      const tab = target.closest('[role="tab"]');
      if (tab) pick(tab);
    },
    { signal },
  );

  tablist.addEventListener(
    'keydown',
    (event) => {
      const list = all();
      const at = list.indexOf(event.target.closest('[role="tab"]'));
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + list.length, Home: 0, End: list.length - 1 }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      pick(list[to % list.length]);
    },
    { signal },
  );

  return select;
}
