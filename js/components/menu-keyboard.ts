// The keyboard of a menu, as the WAI-ARIA Authoring Practices describe it: arrows, Home, End, the first letters of an item,
// Escape. Tab leaves the menu, which is one tab stop.

/** Letters that are typed within this time form one search text. */
const TYPING_MS = 600;

/** Returns the items of a menu. */
export const menuItems = (menu: Element): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];

/**
 * Handles the keys of a `role="menu"`. It reads the items at each key.
 *
 * @param close closes the menu; `refocus` is whether the element that opened it gets the focus
 */
export function handleMenuKeys(menu: HTMLElement, close: (refocus: boolean) => void): void {
  let typed = '';
  let pause: ReturnType<typeof setTimeout>;

  const focusTyped = (letter: string, from: number) => {
    clearTimeout(pause);
    pause = setTimeout(() => (typed = ''), TYPING_MS);
    typed += letter.toLocaleLowerCase();
    const items = menuItems(menu);
    // A repeated letter moves through all items that start with it.
    const sought = new Set(typed).size === 1 ? letter.toLocaleLowerCase() : typed;
    const start = from + (sought.length === 1 ? 1 : 0);
    const rotated = [...items.slice(start), ...items.slice(0, start)];
    const name = (item: Element) => item.querySelector('.name')?.textContent?.toLocaleLowerCase();
    rotated.find((item) => name(item)?.startsWith(sought))?.focus();
  };

  menu.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const items = menuItems(menu);
    const at = items.findIndex((item) => target instanceof Node && item.contains(target));
    const targets: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 };
    const to = targets[key];
    if (to !== undefined) items.at(to % items.length)?.focus();
    else if (key === 'Escape') close(true);
    else if (key === 'Tab') return close(false);
    else if (key === 'Enter' || (key === ' ' && !typed)) items[at]?.click();
    else if ([...key].length === 1) focusTyped(key, Math.max(at, 0));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
