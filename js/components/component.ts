// What a component gets from the `Clerk` that mounts it.

import type { MayNavigateTo } from '../navigation.js';
import type { Client, Clerk } from '../types.js';

export interface ComponentContext {
  /** Loaded: nothing is mounted before. */
  clerk: Clerk & { client: Client };
  mayNavigateTo: MayNavigateTo;
}

/** Mounts a component in `node`. Returns a function that unmounts it. */
export type Mount<Props> = (context: ComponentContext, node: Element, props: Props) => () => void;
