// `invitationRelay` in the page: invitations when the app's own server does not answer.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, outbox, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

/**
 * Invites through a relay that closes the connection without an answer. With `invites` it creates the invitation first.
 */
async function invitedInSilence(params, invites) {
  await clearRequests();
  return suite.page.evaluate(
    async ([params, invites]) => {
      const clerk = new sdk.Clerk(emulator.publishableKey, { proxyUrl: emulator.url, invitationRelay: '/relay' });
      await clerk.load();
      // The relay uses another client, so this client does not have the new invitation yet.
      const { inviteMembers } = await activeOrganization();
      const fetched = globalThis.fetch;
      globalThis.fetch = async (url, init) => {
        if (new URL(url, location.href).pathname !== '/relay') return fetched(url, init);
        const { emailAddress, emailAddresses = [emailAddress], role } = JSON.parse(init.body);
        if (invites) await inviteMembers({ emailAddresses, role });
        throw new TypeError('the connection was closed');
      };
      try {
        const invite = params.emailAddresses ? clerk.organization.inviteMembers : clerk.organization.inviteMember;
        return await outcome(async () => [await invite(params)].flat().map(({ emailAddress, status }) => [emailAddress, status]));
      } finally {
        globalThis.fetch = fetched;
      }
    },
    [params, invites],
  );
}

const more = { role: 'org:member', publicMetadata: { team: 'red' } };

test('an invitation that the relay created before its answer was lost is found, and not sent again', async () => {
  const one = await invitedInSilence({ ...more, emailAddress: 'Silent.One@example.com' }, true);
  assert.deepEqual(one.value, [['silent.one@example.com', 'pending']]);
  const emailAddresses = ['silent.two@example.com', 'silent.three@example.com'];
  const two = await invitedInSilence({ ...more, emailAddresses }, true);
  assert.deepEqual(two.value, emailAddresses.map((address) => [address, 'pending']));
  assert.equal((await outbox()).length, 3);
});

test('if the relay created no invitation, the call fails after one look-up, and nobody is invited', async () => {
  const { error } = await invitedInSilence({ ...more, emailAddress: 'silent.four@example.com' }, false);
  assert.deepEqual([error.class, error.code], ['ClerkRuntimeError', 'network_error']);
  assert.equal((await sent()).filter((line) => /invitations/.test(line)).length, 1);
  assert.deepEqual((await outbox()).map(({ to }) => to).filter((to) => /four/.test(to)), []);
});
