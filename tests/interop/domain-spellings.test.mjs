// A domain in its own script and in ASCII (`xn--`) is the same domain, in requests and in answers. The client
// recognises an answer in either spelling, and finds a change whose answer was lost.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { backend, emulator, fault, requests, clearRequests } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });
const OWN_SCRIPT = 'münchen.example';
const ASCII = 'xn--mnchen-3ya.example';

/** Makes the server answer with the ASCII form. The emulator itself answers with the other one. */
async function answerInAscii() {
  await suite.context.route(`${emulator.url}/v1/organizations/**`, async (route) => {
    const response = await route.fetch().catch(() => undefined);
    if (!response) return route.abort();
    const body = (await response.text()).replaceAll(OWN_SCRIPT, ASCII);
    return route.fulfill({ response, body });
  });
}

/** Sends one invitation and several, in both spellings of the domain. Resolves to the addresses in the answers. */
const invite = (name) =>
  suite.page.evaluate(
    async ([name, domains]) => {
      const organization = await activeOrganization();
      const role = 'org:member';
      const seen = [];
      for (const domain of domains) {
        const one = await organization.inviteMember({ emailAddress: `${name}@${domain}`, role });
        const emailAddresses = ['a', 'b'].map((letter) => `${name}-${letter}@${domain}`);
        const many = await organization.inviteMembers({ emailAddresses, role });
        seen.push(one.emailAddress, ...many.map(({ emailAddress }) => emailAddress));
        for (const invitation of [one, ...many]) await invitation.revoke();
      }
      return seen;
    },
    [name, [OWN_SCRIPT, ASCII]],
  );

const addresses = (name, domain) => ['', '-a', '-b', '', '-a', '-b'].map((letter) => `${name}${letter}@${domain}`);

const posts = async () => {
  const all = (await requests()).filter(({ method, path }) => method === 'POST' && /invitations(\/bulk)?$/.test(path));
  return all.length;
};

for (const [title, answered, prepare] of [
  ['its own script', OWN_SCRIPT, () => {}],
  ['ASCII', ASCII, answerInAscii],
]) {
  test(`an invitation is recognised in either spelling when the server answers in ${title}`, async () => {
    await prepare();
    assert.deepEqual(await invite('x'), addresses('x', answered));
  });

  test(`an invitation whose answer was lost is found in either spelling when the server answers in ${title}`, async () => {
    await prepare();
    await clearRequests();
    // The server creates the invitation, and a gateway answers instead.
    await fault({ method: 'POST', path: 'invitations(/bulk)?$', status: 504, body: 'gateway', after: true, times: 4 });
    assert.deepEqual(await invite('lost'), addresses('lost', answered));
    assert.equal(await posts(), 4, 'none was sent again');
  });
}

test('both spellings are one invitation and one user', async () => {
  const path = `organizations/${emulator.organizationId}/invitations`;
  const made = await backend('POST', path, { email_address: `one@${OWN_SCRIPT}`, role: 'org:member' });
  assert.equal(made.email_address, `one@${OWN_SCRIPT}`);
  const again = backend('POST', path, { email_address: `One@${ASCII.toUpperCase()}`, role: 'org:member' });
  await assert.rejects(again, /organization_invitation_not_unique|duplicate/);
  const user = await backend('POST', 'users', { email_address: [`user@${ASCII}`] });
  const found = await backend('GET', `users?email_address=${encodeURIComponent(`user@${OWN_SCRIPT}`)}`);
  assert.deepEqual(found.map(({ id }) => id), [user.id]);
});

test('a bulk call of any size sends an address in both spellings only once', async () => {
  const rows = await suite.page.evaluate(
    async ([own, ascii]) => {
      const organization = await activeOrganization();
      const emailAddresses = [`twice@${own}`, `twice@${ascii}`, `once@${ascii}`];
      const rows = await organization.inviteMembersSettled({ emailAddresses, role: 'org:member' });
      return rows.map(({ emailAddress, status, invitation }) => [emailAddress, status, invitation.emailAddress]);
    },
    [OWN_SCRIPT, ASCII],
  );
  assert.deepEqual(rows, [
    [`twice@${OWN_SCRIPT}`, 'invited', `twice@${OWN_SCRIPT}`],
    [`twice@${ASCII}`, 'invited', `twice@${OWN_SCRIPT}`],
    [`once@${ASCII}`, 'invited', `once@${OWN_SCRIPT}`],
  ]);
  const path = `organizations/${emulator.organizationId}/invitations?status=pending&email_address=`;
  for (const name of ['twice', 'once']) {
    const { total_count } = await backend('GET', path + encodeURIComponent(`${name}@${ASCII}`));
    assert.equal(total_count, 1, name);
  }
});
