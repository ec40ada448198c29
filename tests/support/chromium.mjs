// The browser of the tests, for tests without a shared emulator.

import { chromium } from 'playwright-core';

/** What every Chromium of the project is started with. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // With `navigator.webdriver` clerk-js 6.40 takes every network failure for being offline.
  '--disable-blink-features=AutomationControlled',
];

/** A browser of its own. */
export const launch = (flags = []) =>
  chromium.launch({ executablePath: process.env.CLERK_CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...flags] });
