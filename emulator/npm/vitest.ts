// Vitest: one emulator per run, and a separate instance for each file that calls `useInstance`.

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

/**
 * The `globalSetup`: starts an emulator on a free port, provides its description as `clerkEmulator`, and closes it
 * after the run.
 */
export default async function setup(project: Provider): Promise<() => Promise<void>> {
  const emulator = await createEmulator();
  await emulator.listen();
  const { url, publishableKey, secretKey, organizationId, admin, member } = emulator;
  project.provide('clerkEmulator', { url, publishableKey, secretKey, organizationId, admin, member });
  return () => emulator.close();
}

/**
 * Call it in a test file. Creates an instance for this file and ends it after the file's tests. It takes a few
 * milliseconds. Requires the `globalSetup` of this module.
 */
export async function useInstance(options?: InstanceOptions): Promise<Instance> {
  // Imported here because Vitest loads a `globalSetup` outside of tests, where the module `vitest` cannot be imported.
  const { afterAll, inject } = await import('vitest');
  const emulator = inject('clerkEmulator');
  if (!emulator) throw new Error("add `globalSetup: 'clerk-organization-emulator/vitest'` to Vitest's configuration");
  const instance = await connectEmulator(emulator).createInstance(options);
  afterAll(() => instance.end());
  return instance;
}
