// Clerk's official browser client, unmodified, on the emulator: it works there, and this package loads with the same requests.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { LOADING, clearRequests, emulator, outbox, requests, reset, sentByLoad } from '../support/emulator.mjs';
import { load, onWire } from './clerk-js.mjs';

const suite = inBrowser({ path: '/clerk-js' });

test('the official client loads, signs in with a password and performs the four operations', async () => {
  assert.equal(await load(suite.page, 'theirs'), 'ready');
  assert.equal(await suite.page.evaluate(() => clerk.version), '6.40.0');
  const seen = await suite.page.evaluate(async () => {
    const { emailAddress: identifier, password } = emulator.admin;
    const signIn = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
    await clerk.setActive({ session: signIn.createdSessionId });
    const { organization } = clerk;
    const page = await organization.getInvitations({ status: ['pending'], pageSize: 5 });
    const invitation = await organization.inviteMember({ emailAddress: 'official@example.com', role: 'org:member' });
    const bulk = await organization.inviteMembers({
      emailAddresses: ['x@example.com', 'y@example.com'],
      role: 'org:viewer',
    });
    const revoked = await invitation.revoke();
    return {
      status: [clerk.status, signIn.status],
      user: clerk.user.id,
      organization: organization.id,
      page: [page.total_count, page.data.length],
      bulk: bulk.map(({ emailAddress, roleName }) => `${emailAddress} ${roleName}`),
      revoked: [revoked === invitation, invitation.status],
      now: (await organization.getInvitations()).total_count,
      token: (await clerk.session.getToken()).split('.').length,
    };
  });
  assert.deepEqual(seen, {
    status: ['ready', 'complete'],
    user: emulator.admin.userId,
    organization: emulator.organizationId,
    page: [14, 5],
    bulk: ['x@example.com Viewer', 'y@example.com Viewer'],
    revoked: [true, 'revoked'],
    now: 34,
    token: 3,
  });
  assert.deepEqual(
    (await outbox()).map(({ to }) => to),
    ['official@example.com', 'x@example.com', 'y@example.com'],
  );
});

test('the official client and ours share one dev browser and one session, both ways', async () => {
  await suite.signIn('admin');
  await load(suite.page, 'theirs');
  const other = await suite.open('/');
  await load(other, 'ours');
  const [theirs, ours] = await Promise.all(
    [suite.page, other].map((page) => page.evaluate(() => [clerk.session.id, clerk.client.id])),
  );
  assert.deepEqual(ours, theirs);
  const id = await other.evaluate(
    async () => (await clerk.organization.inviteMember({ emailAddress: 'z@example.com', role: 'org:member' })).id,
  );
  assert.equal(
    await suite.page.evaluate(async () => (await clerk.organization.getInvitations({ pageSize: 1 })).data[0].id),
    id,
  );
});

for (const [title, who, expected] of [
  ['new', undefined, ['POST /v1/dev_browser', ...LOADING]],
  ['signed-in', 'admin', LOADING],
]) {
  test(`load() of a ${title} browser puts the same requests on the wire`, async () => {
    const wires = [];
    for (const which of ['theirs', 'ours']) {
      await reset();
      await suite.context.clearCookies();
      if (who) await suite.signIn(who);
      // Any cookie will do: the log then shows which requests carry cookies.
      await suite.context.addCookies([{ name: 'app', value: '1', url: suite.site.url }]);
      const page = await suite.open('/clerk-js');
      await clearRequests();
      await load(page, which);
      assert.deepEqual(await sentByLoad(), expected, which);
      wires.push(onWire((await requests()).sort((a, b) => a.path.localeCompare(b.path))));
      await page.close();
    }
    assert.deepEqual(wires[1], wires[0]);
  });
}
