// Calls that the compiler must accept or reject. tests/emulator-npm/runners.test.mjs compiles this file.

import { test as base } from '@playwright/test';
import { connectEmulator, createEmulator, installFetch, signIn } from 'clerk-organization-emulator';
import type { Connected, Emulator, Instance, Mail, SignedIn } from 'clerk-organization-emulator';
import { emulatorHandler } from 'clerk-organization-emulator/msw';
import { clerkFixtures } from 'clerk-organization-emulator/playwright';
import type { ClerkFixtures, ClerkWorkerFixtures } from 'clerk-organization-emulator/playwright';
import setup, { useInstance } from 'clerk-organization-emulator/vitest';
import { setupServer } from 'msw/node';
import { inject } from 'vitest';

const emulator: Emulator = await createEmulator({ settings: { frontend_bulk_limit: 3 }, now: () => 0 });
const mails: Mail[] = await emulator.outbox.list({ to: 'a@example.com', wait: 10 });
const uninstall: () => void = installFetch(emulator);
const response: Response = await emulator.fetch(emulator.url);
const connected: Connected = connectEmulator(inject('clerkEmulator'));
const instance: Instance = await useInstance({ settings: { rate_limits: false } });
const signedIn: SignedIn = await signIn(instance, { emailAddress: 'a@example.com', password: 'b' });
const server = setupServer(emulatorHandler(emulator));
// @ts-expect-error `path` is required
await emulator.faults.add({ status: 503 });

const test = base.extend<ClerkFixtures, ClerkWorkerFixtures>(clerkFixtures);
test.use({ clerkUrl: 'http://127.0.0.1:4100', clerkInstance: { settings: { rate_limits: false } } });
test('typed', async ({ page, emulator, clock, outbox, faults, signIn }) => {
  await signIn(emulator.member ?? undefined);
  await page.goto('/');
  const now: number = await clock.advance(1);
  const [mail] = await outbox.list({ wait: now });
  const to: string | undefined = mail?.to;
  await faults.add({ path: to ?? '' });
  // @ts-expect-error the milliseconds are a number
  await clock.advance('a day');
});

export { connected, mails, response, server, setup, signedIn, uninstall };
