// The script that the build makes (xtask/scripts/glue.mjs). Only js/wasm.ts imports it.

declare module 'clerk-organization/glue' {
  import type { Glue } from 'clerk-organization/glue-types';

  /** Creates the classes, functions and imports of one module instance. */
  export function createGlue(): Glue;
}
