// The app's code with Mock Service Worker: no server, and the emulator in this process.

import { createEmulator } from 'clerk-organization-emulator';
import { emulatorHandler } from 'clerk-organization-emulator/msw';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, expect, test } from 'vitest';

import { inviteNewcomers } from '../team.js';

const emulator = await createEmulator();
const server = setupServer(emulatorHandler(emulator), http.get('https://other.example/', () => HttpResponse.text('other')));
server.listen({ onUnhandledRequest: 'error' });
// Imported last, because it captures the global `fetch` at import.
const { createClerkClient } = await import('@clerk/backend');
const { secretKey, organizationId, url: apiUrl } = emulator;
const clerk = createClerkClient({ secretKey, apiUrl, telemetry: { disabled: true } });

afterEach(() => emulator.reset());
afterAll(async () => {
  server.close();
  await emulator.close();
});

test('the emulator answers beside the other handlers', async () => {
  expect(await inviteNewcomers(clerk, organizationId, ['ada@example.com'])).toEqual(['ada@example.com']);
  expect(await emulator.outbox.list({ to: 'ada@example.com' })).toHaveLength(1);
  expect(await (await fetch('https://other.example/')).text()).toBe('other');
});

test('a fault that closes the connection is a network error', async () => {
  await emulator.faults.add({ path: '^/v1/users', drop: true });
  await expect(fetch(`${apiUrl}/v1/users`, { headers: { authorization: `Bearer ${secretKey}` } })).rejects.toThrow(TypeError);
});

test('requests to an instance are answered too', async () => {
  const instance = await emulator.createInstance();
  const itsClerk = createClerkClient({ secretKey: instance.secretKey, apiUrl: instance.url, telemetry: { disabled: true } });
  expect(await inviteNewcomers(itsClerk, instance.organizationId, ['ada@example.com'])).toHaveLength(1);
  expect(await emulator.outbox.list()).toEqual([]);
  await instance.end();
});
