// A fixture for Playwright Test: each worker has an emulator of its own.

import { createEmulator } from './index.node.js';
import type { Emulator } from './types.js';

type Use<T> = (value: T) => Promise<void>;

/** For `test.extend`: `const test = base.extend(clerkFixtures)`. `emulator` listens on a free port, and each test begins with its seed. */
export const clerkFixtures = {
  clerkWorkerEmulator: [
    // Playwright reads the dependencies of a fixture from this pattern.
    async ({}: object, use: Use<Emulator>): Promise<void> => {
      const emulator = await createEmulator();
      await emulator.listen();
      await use(emulator);
      await emulator.close();
    },
    { scope: 'worker' },
  ] as const,
  emulator: async ({ clerkWorkerEmulator }: { clerkWorkerEmulator: Emulator }, use: Use<Emulator>): Promise<void> => {
    await clerkWorkerEmulator.reset();
    await use(clerkWorkerEmulator);
  },
};
