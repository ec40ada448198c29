// The script that the build makes (xtask/scripts/glue.mjs). Only js/invitations/lazy-wasm.ts imports it.

declare module 'clerk-organization/lazy-glue' {
  import type { LazyGlue } from 'clerk-organization/lazy-glue-types';

  /** Creates the classes, functions and imports of one module instance. */
  export function createGlue(): LazyGlue;

  /** The exports that free an object. The browser also calls them when it collects an object. */
  export const frees: readonly string[];
}
