import { expect, test } from 'vitest';

import { Clerk } from 'clerk-organization';

test('loads', async () => {
  const clerk = new Clerk(process.env.KEY, { proxyUrl: process.env.URL });
  await clerk.load({ polling: false });
  expect(clerk.loaded).toBe(true);
  clerk.close();
});
