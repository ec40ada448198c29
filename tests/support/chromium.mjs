// The browser of the tests, for tests without a shared emulator.

import { chromium } from 'playwright-core';

/** Flags for every Chromium of the project. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // With `navigator.webdriver` clerk-js 6.40 treats every network failure as offline.
  '--disable-blink-features=AutomationControlled',
];

/** Launches a separate browser. */
export const launch = (flags = []) =>
  chromium.launch({ executablePath: process.env.CLERK_CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...flags] });
