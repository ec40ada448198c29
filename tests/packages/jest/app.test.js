test('loads', async () => {
  const { Clerk } = await import('clerk-organization');
  const clerk = new Clerk(process.env.KEY, { proxyUrl: process.env.URL });
  await clerk.load({ polling: false });
  expect(clerk.loaded).toBe(true);
  clerk.close();
});
