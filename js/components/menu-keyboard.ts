// A menu by keyboard, as the WAI-ARIA Authoring Practices describe it: arrows, Home and End, the first letters of an
// item, Escape. The menu is one stop for Tab, which leaves it.

// How long typed letters belong together.
const TYPING_MS = 600;

export const items = (menu) => [...menu.querySelectorAll('[role^="menuitem"]')];

/**
 * Listens to a `role="menu"`, whose items are found when they are needed. `leave(back)` is called when it is to close;
 * `back` says whether the focus goes back to what opened it.
 */
export function menuKeys(menu, leave) {
  let typed = '';
  let pause;

  const typeahead = (letter, from) => {
    clearTimeout(pause);
    pause = setTimeout(() => (typed = ''), TYPING_MS);
    typed += letter.toLocaleLowerCase();
    const all = items(menu);
    // The same letter again and again goes through all that begin with it.
    const sought = new Set(typed).size === 1 ? typed[0] : typed;
    const start = from + (sought.length === 1 ? 1 : 0);
    const turned = [...all.slice(start), ...all.slice(0, start)];
    turned.find((item) => item.querySelector('.name').textContent.toLocaleLowerCase().startsWith(sought))?.focus();
  };

  menu.addEventListener('keydown', (event) => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = items(menu);
    const at = all.indexOf(event.target.closest('[role^="menuitem"]'));
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[key];
    if (to !== undefined) all.at(to % all.length)?.focus();
    else if (key === 'Escape') leave(true);
    else if (key === 'Tab') return leave(false);
    else if (key === 'Enter' || (key === ' ' && !typed)) all[at]?.click();
    else if ([...key].length === 1) typeahead(key, Math.max(at, 0));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
