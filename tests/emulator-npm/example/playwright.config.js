import { defineConfig } from '@playwright/test';

const port = process.env.PORT ?? '5180';
const baseURL = `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: 'browser',
  outputDir: process.env.PLAYWRIGHT_OUTPUT ?? 'test-results',
  fullyParallel: true,
  workers: 8,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL,
    // The URL that app.js was built with. Each worker answers it with its own emulator.
    clerkUrl: 'http://127.0.0.1:4100',
    launchOptions: { executablePath: process.env.CLERK_CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] },
  },
  webServer: { command: 'node server.mjs', url: baseURL, env: { PORT: port }, reuseExistingServer: false },
});
