// The app's code on an instance of this file's own, so every file can invite the same people.

import { createClerkClient } from '@clerk/backend';
import { useInstance } from 'clerk-organization-emulator/vitest';
import { beforeEach, expect, test } from 'vitest';

import { inviteNewcomers } from '../team.js';

const instance = await useInstance();
const { secretKey, organizationId, url: apiUrl } = instance;
const clerk = createClerkClient({ secretKey, apiUrl, telemetry: { disabled: true } });

beforeEach(() => instance.reset());

test('each newcomer gets a mail', async () => {
  expect(await inviteNewcomers(clerk, organizationId, ['ada@example.com', 'grace@example.com'])).toHaveLength(2);
  const mails = await instance.outbox.list();
  expect(mails.map(({ to }) => to)).toEqual(['ada@example.com', 'grace@example.com']);
});

test('members and people who are already invited get no mail', async () => {
  await inviteNewcomers(clerk, organizationId, ['ada@example.com']);
  const again = ['ada@example.com', instance.member.emailAddress];
  expect(await inviteNewcomers(clerk, organizationId, again)).toEqual([]);
  expect(await instance.outbox.list()).toHaveLength(1);
});

test('an invitation that has expired does not count', async () => {
  await inviteNewcomers(clerk, organizationId, ['ada@example.com']);
  await instance.clock.advance(31 * 86_400_000);
  expect(await inviteNewcomers(clerk, organizationId, ['ada@example.com'])).toEqual(['ada@example.com']);
});

test('a failure reaches the caller', async () => {
  await instance.faults.add({ method: 'POST', path: '/invitations$', status: 422, body: { errors: [] } });
  await expect(inviteNewcomers(clerk, organizationId, ['ada@example.com'])).rejects.toMatchObject({ status: 422 });
});
