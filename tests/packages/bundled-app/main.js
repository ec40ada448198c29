// An app that imports the package by name and has a worker. The emulator comes from the page's URL.

import { Clerk, OrganizationInvitation } from 'clerk-organization';

const { key: publishableKey, url } = Object.fromEntries(new URLSearchParams(location.search));

async function run() {
  const clerk = new Clerk(publishableKey, { proxyUrl: url });
  if (process.env.NODE_ENV !== 'production') import('clerk-organization/devtools').then(({ mountDevtools }) => mountDevtools(clerk));
  await clerk.load();
  const { organization } = clerk;
  const invitation = await organization.inviteMember({ emailAddress: 'bundled@example.com', role: 'org:member' });
  await invitation.revoke();
  let count = 0;
  for await (const one of organization.invitations({ pageSize: 10 })) count += one instanceof OrganizationInvitation ? 1 : 0;
  const { totalCount } = await organization.getInvitations();
  clerk.mountOrganizationSwitcher(document.body.appendChild(document.createElement('div')));
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  const inWorker = await new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve(message);
    worker.postMessage({ publishableKey, url });
  });
  // Minifiers must keep the names of error classes.
  const { name } = await organization.getInvitations({ initialPage: 0 }).catch((error) => error);
  return { status: invitation.status, name, isWhole: count === totalCount, inWorker };
}

globalThis.result = run().catch((error) => ({ error: String(error), cause: String(error.cause) }));
