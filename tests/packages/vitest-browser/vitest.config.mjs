import { fileURLToPath } from 'node:url';

import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  cacheDir: '../node_modules/.cache/vitest-browser',
  // The package is installed for all tests, above this folder's package.json. An app has one package.json for both.
  server: { fs: { allow: [fileURLToPath(new URL('../..', import.meta.url))] } },
  test: {
    provide: { emulator: JSON.parse(process.env.CLERK_EMULATOR) },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: process.env.CLERK_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] } }),
      instances: [{ browser: 'chromium' }],
    },
  },
});
