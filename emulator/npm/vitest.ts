// Vitest: one emulator for the run, and an instance of its own for each file that asks for one.

import { connectEmulator } from './connect.js';
import { createEmulator } from './index.node.js';
import type { Description, Instance, InstanceOptions } from './types.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The emulator that `clerk-organization-emulator/vitest` started as `globalSetup`. */
    clerkEmulator: Description;
  }
}

interface Provider {
  provide(key: 'clerkEmulator', value: Description): void;
}

/** `globalSetup`: starts an emulator on a free port, provides its description as `clerkEmulator`, and ends it after the run. */
export default async function setup(project: Provider): Promise<() => Promise<void>> {
  const emulator = await createEmulator();
  await emulator.listen();
  const { url, publishableKey, secretKey, organizationId, admin, member } = emulator;
  project.provide('clerkEmulator', { url, publishableKey, secretKey, organizationId, admin, member });
  return () => emulator.close();
}

/**
 * In a test file: creates an instance that no other file shares, and ends it after the file's tests. It takes a few
 * milliseconds. Needs the `globalSetup` of this module.
 */
export async function useInstance(options?: InstanceOptions): Promise<Instance> {
  // Not at the top: Vitest loads a `globalSetup` outside of a test, where its own module cannot be imported.
  const { afterAll, inject } = await import('vitest');
  const emulator = inject('clerkEmulator');
  if (!emulator) throw new Error("add `globalSetup: 'clerk-organization-emulator/vitest'` to Vitest's configuration");
  const instance = await connectEmulator(emulator).createInstance(options);
  afterAll(() => instance.end());
  return instance;
}
