// A page without any test code, built for one Clerk instance.

import { Clerk } from 'clerk-organization';

const PUBLISHABLE_KEY = 'pk_test_ZXhhbXBsZS1hcHAtMS5jbGVyay5hY2NvdW50cy5kZXYk';
const clerk = new Clerk(PUBLISHABLE_KEY, { proxyUrl: 'http://127.0.0.1:4100' });

const element = (id) => document.getElementById(id);

function show(error) {
  element('problem').textContent = error ? (error.errors?.[0]?.longMessage ?? error.message) : '';
}

function entry(invitation) {
  const item = document.createElement('li');
  const revoke = document.createElement('button');
  revoke.textContent = `Revoke ${invitation.emailAddress}`;
  revoke.addEventListener('click', () => invitation.revoke().then(list, show));
  item.append(`${invitation.emailAddress} as ${invitation.role} `, revoke);
  return item;
}

async function list() {
  const { data } = await clerk.organization.getInvitations({ status: ['pending'], pageSize: 100 });
  element('invitations').replaceChildren(...data.map(entry));
  element('invitations').ariaBusy = 'false';
}

element('invite').addEventListener('submit', async (event) => {
  event.preventDefault();
  const emailAddress = new FormData(event.target).get('emailAddress');
  try {
    await clerk.organization.inviteMember({ emailAddress, role: 'org:member' });
    show();
    await list();
  } catch (error) {
    show(error);
  }
});

await clerk.load();
element('organization').textContent = clerk.organization?.name ?? 'Signed out';
element('person').textContent = clerk.user?.primaryEmailAddress?.emailAddress ?? '';
if (clerk.organization) await list().catch(show);
