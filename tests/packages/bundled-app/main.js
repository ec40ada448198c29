// An app as its author writes it: the package by its name, a worker beside it. The emulator is named in the address.

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
  // What minifies an app leaves its errors their names.
  const { name } = await organization.getInvitations({ initialPage: 0 }).catch((error) => error);
  return { status: invitation.status, name, isWhole: count === totalCount, inWorker };
}

globalThis.result = run().catch((error) => ({ error: String(error), cause: String(error.cause) }));
