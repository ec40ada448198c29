import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['unit/**/*.test.js'],
    globalSetup: 'clerk-organization-emulator/vitest',
    maxWorkers: 8,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
