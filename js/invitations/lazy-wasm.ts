// The boundary to the lazy wasm module: many invitations, walks over pages, live lists and pasted addresses. The module starts
// at its first use, and after a failed start or a trap at the next use. No other file imports its glue.

import { createGlue, frees } from 'clerk-organization/lazy-glue';

import { runtimeError } from '../errors.js';
import type { LazyCore } from '../lazy-glue-types.js';
import { guardTraps } from '../trap.js';
import type { WasmSource } from '../types.js';
import { givenLazySource, instantiate } from '../wasm-source.js';

const MODULE = { file: 'clerk_organization_lazy_bg.wasm', argument: 'init(source, lazySource)' };

// Bundlers find the module by this expression. It is relative to chunks/ of the built package.
const defaultSource = (): WasmSource => {
  if (!import.meta.url) throw new Error('this bundle has no import.meta.url');
  return new URL('../wasm/clerk_organization_lazy_bg.wasm', import.meta.url);
};

let current: Promise<LazyCore> | undefined;

/** Drops an instance, so that the next use starts another one. */
const forget = (instance: Promise<LazyCore>): void => {
  if (current === instance) current = undefined;
};

async function start(onTrap: () => void): Promise<LazyCore> {
  const glue = createGlue();
  const exports = await instantiate(() => givenLazySource() ?? defaultSource(), glue.imports, MODULE);
  const trapped = (cause: unknown) => {
    onTrap();
    return runtimeError('wasm_terminated', 'The lazy wasm module crashed; the next call restarts it.', cause);
  };
  // The state machines in its memory are lost, so calls that still use one fail. There is nothing to free.
  const afterTrap = (error: Error, name: string) => {
    if (!frees.includes(name)) throw error;
  };
  glue.start(guardTraps(exports, trapped, afterTrap));
  return glue;
}

/**
 * Returns the instance to use, the same one until it traps.
 *
 * @throws {ClerkRuntimeError} `wasm_load_failed`
 */
export function lazyCore(): Promise<LazyCore> {
  if (!current) {
    const started: Promise<LazyCore> = start(() => forget(started));
    current = started;
    started.catch(() => forget(started));
  }
  return current;
}
