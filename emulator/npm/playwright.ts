// Fixtures for Playwright Test: each worker has its own emulator, and each test starts with its seed.

import { createHash } from 'node:crypto';

import type {
  BrowserContext,
  Fixtures,
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
} from '@playwright/test';

import { createEmulator } from './index.node.js';
import { signIn } from './sign-in.js';
import type { Controls, Emulator, InstanceOptions, Person } from './types.js';

/** The fixtures of a test. */
export interface ClerkFixtures {
  /** The worker's emulator, reset to its seed. */
  emulator: Emulator;
  clock: Controls['clock'];
  outbox: Controls['outbox'];
  faults: Controls['faults'];
  /**
   * Signs a person in in the test's browser context, by default the emulator's admin. Open pages show it after a
   * reload. Requires Playwright's `baseURL`.
   */
  signIn(person?: Pick<Person, 'emailAddress' | 'password'>): Promise<void>;
}

/** The fixtures of each worker, and the options that `use` in Playwright's configuration sets. */
export interface ClerkWorkerFixtures {
  /** The worker's emulator and the address that it listens on. */
  clerkWorker: { emulator: Emulator; address: string };
  /**
   * The `proxyUrl` that the app was built with. Requests of pages to it are sent to the worker's emulator, so that all
   * workers can share one app. Without it, the app must use `emulator.url`, which differs for each worker.
   */
  clerkUrl: string | undefined;
  /** The seed and settings of every test. */
  clerkInstance: InstanceOptions;
}

type Test = PlaywrightTestArgs & PlaywrightTestOptions;
type Worker = PlaywrightWorkerArgs & PlaywrightWorkerOptions;

/** For `test.extend`: `const test = base.extend<ClerkFixtures, ClerkWorkerFixtures>(clerkFixtures)`. */
export const clerkFixtures: Fixtures<ClerkFixtures, ClerkWorkerFixtures, Test, Worker> = {
  clerkUrl: [undefined, { option: true, scope: 'worker' }],
  clerkInstance: [{}, { option: true, scope: 'worker' }],
  clerkWorker: [
    async ({ clerkUrl, clerkInstance }, use) => {
      const emulator = await createEmulator({ ...clerkInstance, ...(clerkUrl === undefined ? {} : { url: clerkUrl }) });
      const { url: address } = await emulator.listen();
      await use({ emulator, address });
      await emulator.close();
    },
    { scope: 'worker' },
  ],
  emulator: async ({ clerkWorker: { emulator } }, use) => {
    await emulator.reset();
    await use(emulator);
  },
  // Runs for every page, so that a test that does not use `emulator` also starts with the seed.
  context: async ({ context, emulator, clerkUrl, clerkWorker: { address } }, use) => {
    if (clerkUrl !== undefined) {
      await context.route(
        (url) => url.origin === new URL(clerkUrl).origin,
        (route) => route.continue({ url: route.request().url().replace(new URL(emulator.url).origin, address) }),
      );
    }
    await use(context);
  },
  clock: async ({ emulator }, use) => use(emulator.clock),
  outbox: async ({ emulator }, use) => use(emulator.outbox),
  faults: async ({ emulator }, use) => use(emulator.faults),
  signIn: async ({ context, emulator, baseURL }, use) => {
    await use(async (person = emulator.admin ?? undefined) => {
      if (baseURL === undefined) throw new Error("signIn() needs Playwright's option `baseURL`");
      if (!person) throw new Error('the seed has no admin with a password; name a person');
      const { devBrowser, clientToken } = await signIn(emulator, person, emulator.fetch);
      await removeSession(context, [baseURL, emulator.url]);
      const names = ['__clerk_db_jwt', `__clerk_db_jwt_${cookieSuffix(emulator.publishableKey)}`];
      await context.addCookies([
        ...names.map((name) => ({ name, value: devBrowser, url: baseURL, sameSite: 'Lax' as const })),
        { name: '__client', value: clientToken, url: emulator.url, httpOnly: true, sameSite: 'Lax' },
      ]);
    });
  },
};

/** The cookies of a page's session and dev browser, with or without the suffix of a publishable key. */
const OF_SESSION = /^(?:__session|__client_uat|__clerk_db_jwt)(?:_|$)|^clerk_active_context$/;

/**
 * Removes the cookies of earlier sessions. A dev browser in the cookie with the app's suffix would take precedence over
 * a new one in the cookie without it, and the app's key may differ from the emulator's.
 */
async function removeSession(context: BrowserContext, urls: string[]): Promise<void> {
  const identity = ({ name, domain, path }: { name: string; domain: string; path: string }) => `${name} ${domain} ${path}`;
  const old = (await context.cookies(urls)).filter(({ name }) => OF_SESSION.test(name)).map(identity);
  if (old.length === 0) return;
  const kept = (await context.cookies()).filter((cookie) => !old.includes(identity(cookie)));
  // Playwright before 1.43 can only clear all cookies.
  await context.clearCookies();
  await context.addCookies(kept);
}

/** The suffix of the cookies of a publishable key. */
const cookieSuffix = (key: string) => createHash('sha1').update(key).digest('base64url').slice(0, 8);
