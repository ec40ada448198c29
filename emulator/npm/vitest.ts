// Vitest's `globalSetup`: one emulator for the run, and an instance of its own for each file that asks for one.

import { createEmulator } from './index.node.js';
import type { Description } from './types.js';

interface Provider {
  provide(key: 'clerkEmulator', value: Description): void;
}

/** Starts an emulator on a free port, provides its description as `clerkEmulator`, and ends it after the run. */
export default async function setup(project: Provider): Promise<() => Promise<void>> {
  const emulator = await createEmulator();
  await emulator.listen();
  const { url, publishableKey, secretKey, organizationId, admin, member } = emulator;
  project.provide('clerkEmulator', { url, publishableKey, secretKey, organizationId, admin, member });
  return () => emulator.close();
}
