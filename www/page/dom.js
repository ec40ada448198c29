// Creates elements without markup: data becomes a text node or an attribute, and is never parsed as HTML.

/**
 * Creates an element. Attributes that are false, null or undefined are left out, true becomes the empty string, and
 * functions such as `onclick` become listeners. Children that are strings become text.
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(key, value === true ? '' : value);
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** An address split where a line may break: before its `@`, and after a dot or another sign. */
export const addressParts = (address) =>
  address.split(/(?=@)|(?<=[.+_-])/).flatMap((part, at) => (at ? [el('wbr'), part] : [part]));

/** The element with this id, which the page must have. */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
}

/** Announces a text to screen readers, without moving the focus. */
export function announce(text) {
  byId('announcer').textContent = text;
}

/**
 * Makes `children` the content of `container`. Nodes that were already there stay in place, and so does the focus in
 * them.
 */
export function arrange(container, children) {
  const wanted = new Set(children);
  for (const child of [...container.childNodes]) if (!wanted.has(child)) child.remove();
  children.forEach((child, at) => {
    if (container.childNodes[at] !== child) container.insertBefore(child, container.childNodes[at] ?? null);
  });
}

/**
 * Like {@link arrange}, but keeps the focus: on the control with the same `data-focus`, or else on the result of
 * `fallback()`, so that keyboard users do not start again at the top of the page.
 */
export function arrangeKeepingFocus(container, children, fallback) {
  const focused = container.contains(document.activeElement) ? document.activeElement : null;
  arrange(container, children);
  if (!focused || focused === document.activeElement) return;
  const same = [...container.querySelectorAll('[data-focus]')].find(
    (one) => one.dataset.focus === focused.dataset.focus,
  );
  (same && !same.disabled ? same : fallback())?.focus();
}

/** `3 members`, `1 member`. */
export const counted = (number, one, many = `${one}s`) => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
