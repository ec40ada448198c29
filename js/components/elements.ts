// Elements without markup.

type Listeners = { [Name in keyof HTMLElementEventMap as `on${Name}`]?: (event: HTMLElementEventMap[Name]) => unknown };

type AttributeName =
  | `aria-${string}`
  | `data-${string}`
  | 'alt'
  | 'autocomplete'
  | 'class'
  | 'for'
  | 'hidden'
  | 'href'
  | 'id'
  | 'inputmode'
  | 'name'
  | 'novalidate'
  | 'open'
  | 'rel'
  | 'required'
  | 'role'
  | 'spellcheck'
  | 'src'
  | 'tabindex'
  | 'target'
  | 'type'
  | 'value';

export type Attributes = Listeners & { [name in AttributeName]?: string | boolean | undefined };

export type Child = Node | string | false | null | undefined | '';

/**
 * Creates an element.
 *
 * @param attributes false and undefined are left out, true becomes the empty string, and `onclick` and the like take a
 * listener
 * @param children strings become text and are never parsed as markup
 */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Child | Child[])[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value as EventListener);
    else if (value !== false && value !== undefined) element.setAttribute(key, value === true ? '' : value);
  }
  fill(element, ...children);
  return element;
}

/** Replaces the children of an element. */
export function fill(element: Element, ...children: (Child | Child[])[]): void {
  element.replaceChildren(...children.flat().filter(isShown));
}

const isShown = (child: Child): child is Node | string => Boolean(child);
