// A view of the panel: the content of a tab.

/** The content of a tab. */
export interface View {
  readonly id: string;
  readonly title: string;
  readonly element: HTMLElement;
  /** The number in the title, or an empty string. */
  badge?(): string;
  /** Renders the current state. Called while the tab is open, after each event and once a second. */
  refresh(): void;
}

/** Makes `children` the content of `container`. Nodes that were there stay in place, and so does the focus in them. */
export function arrange(container: Element, children: Node[]): void {
  const wanted = new Set(children);
  for (const child of [...container.childNodes]) if (!wanted.has(child as Node)) child.remove();
  children.forEach((child, at) => {
    if (container.childNodes[at] !== child) container.insertBefore(child, container.childNodes[at] ?? null);
  });
}

/** Sets a text only if it differs, so that a selection in it stays. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** `340 ms` */
export function milliseconds(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms < 1 ? '<1 ms' : `${Math.round(ms)} ms`;
}
