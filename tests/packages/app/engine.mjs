// Uses the package in an engine without a browser: signs in, lists, invites and revokes. Without cookies the dev
// browser of a development instance is kept in memory.

import process from 'node:process';

import { Clerk, isClerkAPIResponseError } from 'clerk-organization';
import { parseEmailAddresses } from 'clerk-organization/addresses';

const { url, publishableKey, admin } = JSON.parse(process.env.CLERK_EMULATOR);

const clerk = new Clerk(publishableKey, { proxyUrl: url });
await clerk.load();
const { emailAddress: identifier, password } = admin;
const { createdSessionId } = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
await clerk.setActive({ session: createdSessionId });
const { organization } = clerk;
const { total_count: total } = await organization.getInvitations();
const invitation = await organization.inviteMember({ emailAddress: 'engine@example.com', role: 'org:member' });
await invitation.revoke();
const refusal = await organization.inviteMember({ emailAddress: 'nobody', role: 'org:member' }).catch((error) => error);
let walked = 0;
for await (const one of organization.invitations({ pageSize: 10 })) walked += one.id ? 1 : 0;
const { emailAddresses } = await parseEmailAddresses('Ada <ada@example.com>');
clerk.close();
console.log(JSON.stringify({ total, status: invitation.status, refused: isClerkAPIResponseError(refusal), walked, emailAddresses }));
