import { Clerk } from 'clerk-organization';

onmessage = async ({ data: { publishableKey, url } }) => {
  const clerk = new Clerk(publishableKey, { proxyUrl: url });
  await clerk.load().catch((error) => postMessage(String(error)));
  postMessage(clerk.status);
};
