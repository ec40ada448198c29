// The context of a component: the parts of its `Clerk` that it uses.

import type { MayNavigateTo } from '../navigation.js';
import type { Client, Clerk } from '../types.js';

export interface ComponentContext {
  /** A loaded `Clerk`: components are mounted after `load()`. */
  clerk: Clerk & { client: Client };
  mayNavigateTo: MayNavigateTo;
}

/** Mounts a component in `node`. Returns a function that unmounts it. */
export type Mount<Props> = (context: ComponentContext, node: Element, props: Props) => () => void;
