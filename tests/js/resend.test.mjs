// resendInvitation revokes the old invitation and creates a new one. If the second step fails, the error has the
// revoked one.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clearRequests, outbox, sent } from '../support/emulator.mjs';
import { inBrowser } from '../support/browser.mjs';

const suite = inBrowser({ as: 'admin' });

async function onOrganization(call, argument) {
  await suite.page.evaluate(async () => (globalThis.organization = await activeOrganization()));
  await clearRequests();
  return suite.page.evaluate(call, argument);
}

test('the old invitation is revoked, the new one has its address and role, and a mail is sent', async () => {
  const seen = await onOrganization(async () => {
    const old = await organization.inviteMember({ emailAddress: 'ada@example.com', role: 'org:admin' });
    const resent = await organization.resendInvitation(old);
    return { old: old.status, other: resent.id !== old.id, real: resent instanceof sdk.OrganizationInvitation, address: resent.emailAddress, role: resent.role, status: resent.status };
  });
  assert.deepEqual(seen, { old: 'revoked', other: true, real: true, address: 'ada@example.com', role: 'org:admin', status: 'pending' });
  assert.deepEqual((await outbox()).map(({ to }) => to), ['ada@example.com', 'ada@example.com']);
});

test('an expired or revoked invitation is sent again without a revocation', async () => {
  const seen = await onOrganization(async () => {
    const seen = [];
    for (const status of ['expired', 'revoked']) {
      const { data } = await organization.getInvitations({ status, pageSize: 1 });
      const resent = await organization.resendInvitation(data[0]);
      seen.push([data[0].status, resent.status, resent.emailAddress === data[0].emailAddress]);
    }
    return seen;
  });
  assert.deepEqual(seen, [['expired', 'pending', true], ['revoked', 'pending', true]]);
  const posts = (await sent()).filter((line) => line.startsWith('POST')).map((line) => line.split('/').at(-1));
  assert.deepEqual(posts, ['invitations', 'invitations']);
});

test('if the invitation is no longer pending, nobody is invited', async () => {
  const seen = await onOrganization(async () => {
    const old = await organization.inviteMember({ emailAddress: 'ada@example.com', role: 'org:member' });
    await old.revoke();
    const stale = Object.assign(Object.create(Object.getPrototypeOf(old)), old, { status: 'pending' });
    return outcome(() => organization.resendInvitation(stale));
  });
  assert.equal(seen.error.errors[0].code, 'organization_invitation_not_pending');
  assert.equal((await outbox()).length, 1);
});

test('a failed second step is retried once, then rejects with the revoked invitation', async () => {
  const seen = await onOrganization(async () => {
    const old = await organization.inviteMember({ emailAddress: 'ada@example.com', role: 'org:member' });
    const run = async (answer) => {
      let sendings = 0;
      const { restore } = replaceFetch((url, init, real) => {
        if (init?.method !== 'POST' || !/invitations(\?|$)/.test(String(url))) return real(url, init);
        sendings += 1;
        return answer(sendings, () => real(url, init));
      });
      const ended = await organization.resendInvitation(old).catch((error) => ({
        code: error.code,
        cause: error.cause.status,
        revoked: error.revoked === old && old.status,
        says: error.message.includes('ada@example.com is revoked'),
      }));
      restore();
      return [sendings, ended.code ? ended : ended.status];
    };
    const failing = () => new Response('', { status: 500 });
    const refused = () => Response.json({ errors: [{ code: 'no' }] }, { status: 403 });
    return [
      await run(failing),
      await run(refused),
      await run((sendings, send) => (sendings === 1 ? failing() : send())),
    ];
  });
  const told = { code: 'invitation_not_resent', revoked: 'revoked', says: true };
  assert.deepEqual(seen, [[2, { ...told, cause: 500 }], [1, { ...told, cause: 403 }], [2, 'pending']]);
});

test('the second step is not retried if the new invitation may exist', async () => {
  const seen = await onOrganization(async () => {
    const old = await organization.inviteMember({ emailAddress: 'ada@example.com', role: 'org:member' });
    let sendings = 0;
    const { restore } = replaceFetch(async (url, init, real) => {
      if (!/invitations(\?|$)/.test(String(url))) return real(url, init);
      if (init?.method !== 'POST') return Response.json({ errors: [{ code: 'no' }] }, { status: 403 });
      sendings += 1;
      await real(url, init);
      throw new TypeError('Failed to fetch');
    });
    const error = await organization.resendInvitation(old).catch((error) => error);
    restore();
    return { sendings, code: error.code, cause: error.cause?.code, revoked: error.revoked === old, says: error.message };
  });
  assert.deepEqual(
    [seen.sendings, seen.code, seen.cause, seen.revoked],
    [1, 'invitation_not_resent', 'outcome_unknown', true],
  );
  assert.match(seen.says, /ada@example\.com is revoked, and it is not known whether a new one was made/);
  assert.equal((await outbox()).length, 2);
});

test('an abort stops the call before the revocation, and never between the steps', async () => {
  const seen = await onOrganization(async () => {
    const old = await organization.inviteMember({ emailAddress: 'ada@example.com', role: 'org:member' });
    const reason = new Error('enough');
    const before = await organization.resendInvitation(old, { signal: AbortSignal.abort(reason) }).catch((error) => [error === reason, old.status]);
    // Aborts while the new invitation is being created, after the old one was revoked.
    const controller = new AbortController();
    replaceFetch((url, init, real) => {
      if (/invitations(\?|$)/.test(String(url)) && init?.method === 'POST') controller.abort(reason);
      return real(url, init);
    });
    const { status } = await organization.resendInvitation(old, { signal: controller.signal });
    return { before, status, aborted: controller.signal.aborted, old: old.status };
  });
  assert.deepEqual(seen, { before: [true, 'pending'], status: 'pending', aborted: true, old: 'revoked' });
});

test('without a relay an invitation with public metadata is not revoked, so no metadata is lost', async () => {
  const seen = await onOrganization(async () => {
    const old = await organization.inviteMember({ emailAddress: 'ada@example.com', role: 'org:member' });
    old.publicMetadata = { team: 'red' };
    const codes = [];
    for (const one of [old, undefined, {}]) codes.push((await outcome(() => organization.resendInvitation(one))).error.code);
    return { codes, status: old.status };
  });
  assert.deepEqual(seen, { codes: ['not_on_frontend_api', 'invalid_params', 'invalid_params'], status: 'pending' });
  assert.deepEqual((await sent()).filter((line) => line.endsWith('/revoke')), []);
});
