// A component's place in the page, and the elements in it.

import { el } from './elements.js';
import { stylesheet } from './stylesheet.js';

export { el, fill } from './elements.js';
export type { Attributes, Child } from './elements.js';

/** Creates a component's shadow root inside `node`. `remove` removes it. */
export function attach(node: Element): { root: ShadowRoot; remove: () => void } {
  const host = el('div');
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [stylesheet];
  node.append(host);
  return { root, remove: () => host.remove() };
}
