// The four operations: params, requests and results.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, emulator, outbox, requests, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });
const INVITATIONS = `/v1/organizations/${emulator.organizationId}/invitations`;

/** Runs `call` in the page with the active organization, and clears the request log before. */
async function onOrganization(call, argument) {
  await suite.page.evaluate(async () => (globalThis.organization = await activeOrganization()));
  await clearRequests();
  return suite.page.evaluate(call, argument);
}

test('a list without params has the ten newest invitations', async () => {
  const page = await onOrganization(async () => {
    const { data, total_count, totalCount } = await organization.getInvitations();
    return { total_count, totalCount, rows: data.map(({ id, createdAt }) => ({ id, at: createdAt.getTime() })) };
  });
  assert.deepEqual(await sent(), [`GET ${INVITATIONS}?limit=10&offset=0`]);
  assert.equal(page.rows.length, 10);
  assert.equal(new Set(page.rows.map(({ id }) => id)).size, 10);
  assert.deepEqual(
    page.rows,
    page.rows.toSorted((a, b) => b.at - a.at),
  );
  assert.equal(page.total_count, 31);
  assert.equal(page.totalCount, 31);
});

const LISTS = [
  ['no params', undefined, 'limit=10&offset=0'],
  ['null', null, 'limit=10&offset=0'],
  ['an empty object', {}, 'limit=10&offset=0'],
  ['undefined fields', { initialPage: undefined, pageSize: undefined, status: undefined }, 'limit=10&offset=0'],
  ['null fields', { initialPage: null, pageSize: null }, 'limit=10&offset=0'],
  ['page 2 of 5', { initialPage: 2, pageSize: 5 }, 'limit=5&offset=5'],
  ['page 3 of 7', { initialPage: 3, pageSize: 7 }, 'limit=7&offset=14'],
  ['the largest page', { pageSize: 500 }, 'limit=500&offset=0'],
  ['a page far out', { initialPage: 1_000_000, pageSize: 500 }, 'limit=500&offset=499999500'],
  ['numeric strings', { initialPage: '2', pageSize: '5' }, 'limit=5&offset=5'],
  ['one status as text', { status: 'pending' }, 'status=pending&limit=10&offset=0'],
  ['one status in an array', { status: ['pending'] }, 'status=pending&limit=10&offset=0'],
  ['several statuses', { status: ['pending', 'revoked'] }, 'status=pending&status=revoked&limit=10&offset=0'],
  ['an empty array of statuses', { status: [] }, 'status=&limit=10&offset=0'],
  ['a status that is not known here', { status: 'completed' }, 'status=completed&limit=10&offset=0'],
  [
    'others in their order',
    { query: 'x', status: 'pending', pageSize: 3, order_by: '-created_at' },
    'query=x&status=pending&order_by=-created_at&limit=3&offset=0',
  ],
  ['numbers and booleans', { n: 5, b: false }, 'n=5&b=false&limit=10&offset=0'],
  ['a comma', { query: 'a,b' }, 'query=a,b&limit=10&offset=0'],
  ['an undefined other', { query: undefined }, 'limit=10&offset=0'],
  ['an array of others', { role: ['org:admin', 'org:member'] }, 'role=org:admin&role=org:member&limit=10&offset=0'],
];

test('params become the query that clerk-js sends, and a comma stays in its value', async () => {
  await onOrganization(async (all) => {
    for (const [, params] of all) await outcome(() => organization.getInvitations(params));
  }, LISTS);
  const log = await sent();
  LISTS.forEach(([title, , query], index) => assert.equal(log[index], `GET ${INVITATIONS}?${query}`, title));
  assert.equal(log.length, LISTS.length);
});

test('the pages of a list have every invitation once', async () => {
  const { ids, totals } = await onOrganization(async () => {
    const ids = [];
    const totals = [];
    for (let initialPage = 1; initialPage <= 6; initialPage++) {
      const page = await organization.getInvitations({ initialPage, pageSize: 7 });
      ids.push(page.data.map(({ id }) => id));
      totals.push(page.total_count);
    }
    return { ids, totals };
  });
  assert.deepEqual(
    ids.map((page) => page.length),
    [7, 7, 7, 7, 3, 0],
  );
  assert.equal(new Set(ids.flat()).size, 31);
  assert.deepEqual(totals, [31, 31, 31, 31, 31, 31]);
});

test('a list filtered by status has and counts only that status', async () => {
  const counts = await onOrganization(async () => {
    const counts = {};
    for (const status of ['pending', 'accepted', 'revoked', 'expired', ['revoked', 'expired']]) {
      const { data, total_count } = await organization.getInvitations({ status, pageSize: 100 });
      const wrong = data.filter((invitation) => ![status].flat().includes(invitation.status));
      counts[status] = { total: total_count, rows: data.length, wrong: wrong.length };
    }
    return counts;
  });
  const all = { pending: 14, accepted: 6, revoked: 5, expired: 6, 'revoked,expired': 11 };
  for (const [status, count] of Object.entries(all)) {
    assert.deepEqual(counts[status], { total: count, rows: count, wrong: 0 }, status);
  }
});

test('inviteMember sends one form and resolves to the server’s invitation', async () => {
  const invited = await onOrganization(async () => {
    const invitation = await organization.inviteMember({ emailAddress: 'Zoé+1@example.com', role: 'org:viewer' });
    const { data } = await organization.getInvitations({ pageSize: 1 });
    return { invitation: { ...invitation, revoke: undefined }, listed: data[0].id };
  });
  const [create] = await requests();
  assert.equal(`${create.method} ${create.path}`, `POST ${INVITATIONS}`);
  assert.equal(create.body, 'email_address=Zo%C3%A9%2B1%40example.com&role=org%3Aviewer');
  assert.equal(create.headers['content-type'], 'application/x-www-form-urlencoded');
  const { invitation } = invited;
  assert.match(invitation.id, /^orginv_/);
  assert.equal(invited.listed, invitation.id);
  assert.equal(invitation.emailAddress, 'zoé+1@example.com');
  assert.equal(invitation.organizationId, emulator.organizationId);
  assert.deepEqual([invitation.status, invitation.role, invitation.roleName], ['pending', 'org:viewer', 'Viewer']);
  assert.deepEqual(invitation.publicMetadata, {});
  assert.equal(invitation.expiresAt - invitation.createdAt, 30 * 24 * 60 * 60 * 1000);
  assert.equal(invitation.url, null);
  assert.deepEqual(
    (await outbox()).map(({ to }) => to),
    ['zoé+1@example.com'],
  );
});

test('inviteMembers sends one form and resolves to a plain array in the order of the addresses', async () => {
  const emailAddresses = ['c@example.com', 'a@example.com', 'b@example.com'];
  const invited = await onOrganization(async (emailAddresses) => {
    const made = await organization.inviteMembers({ emailAddresses, role: 'org:member' });
    return {
      isArray: Array.isArray(made),
      invitations: made.every((one) => one instanceof sdk.OrganizationInvitation),
      addresses: made.map((one) => one.emailAddress),
      total: (await organization.getInvitations()).total_count,
    };
  }, emailAddresses);
  const [bulk] = await requests();
  assert.equal(`${bulk.method} ${bulk.path}`, `POST ${INVITATIONS}/bulk`);
  assert.equal(bulk.headers['content-type'], 'application/x-www-form-urlencoded');
  assert.equal(
    bulk.body,
    'email_address=c%40example.com&email_address=a%40example.com&email_address=b%40example.com&role=org%3Amember',
  );
  assert.deepEqual(invited, { isArray: true, invitations: true, addresses: emailAddresses, total: 34 });
});

test('more addresses than one request takes are sent in parts, and the error of a failed part lists the invited and the remaining ones', async () => {
  const seen = await onOrganization(async () => {
    const emailAddresses = Array.from({ length: 25 }, (_, n) => `many.${n}@example.com`);
    const made = await organization.inviteMembers({ emailAddresses, role: 'org:member' });
    const others = emailAddresses.map((address) => `other.${address}`);
    let sendings = 0;
    const { calls, restore } = replaceFetch((url, init, real) =>
      sendings++ === 2 ? Promise.resolve(Response.json({ errors: [{ code: 'x' }] }, { status: 422 })) : real(url, init),
    );
    const error = await organization.inviteMembers({ emailAddresses: others, role: 'org:member' }, { chunkSize: 5 }).catch((error) => error);
    restore();
    return {
      made: made.map(({ emailAddress }) => emailAddress),
      emailAddresses,
      others,
      sent: calls.length,
      status: error.status,
      invited: error.invited.map(({ emailAddress, status }) => `${emailAddress} ${status}`),
      remaining: error.remaining,
      pending: [organization.pendingInvitationsCount, (await organization.getInvitations({ status: 'pending' })).total_count],
    };
  });
  assert.deepEqual(seen.made, seen.emailAddresses);
  assert.deepEqual([seen.sent, seen.status], [3, 422]);
  assert.deepEqual(seen.invited, seen.others.slice(0, 10).map((address) => `${address} pending`));
  assert.deepEqual(seen.remaining, seen.others.slice(10));
  assert.deepEqual(seen.pending, [14 + 35, 14 + 35]);
  const sizes = (await requests()).filter(({ method }) => method === 'POST').map(({ body }) => body.split('email_address=').length - 1);
  assert.deepEqual(sizes, [10, 10, 5, 5, 5]);
});

test('changing params right after a call does not affect it, whether or not its chunk is loaded', async () => {
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const { organization } = clerk;
    const inviteAll = async (addresses) => {
      const params = { role: 'org:member' };
      const invited = addresses.map((emailAddress) => organization.inviteMember(Object.assign(params, { emailAddress })));
      const many = { emailAddresses: [`many.${addresses[0]}`], role: 'org:member' };
      invited.push(organization.inviteMembers(many).then(([first]) => first));
      many.emailAddresses[0] = 'x@example.com';
      many.role = 'org:admin';
      return (await Promise.all(invited)).map(({ emailAddress, role }) => `${emailAddress} ${role}`);
    };
    const first = await inviteAll(['a@example.com', 'b@example.com']);
    const second = await inviteAll(['c@example.com', 'd@example.com']);
    const created = { name: 'One' };
    const organizations = [clerk.createOrganization(created), clerk.createOrganization(Object.assign(created, { name: 'Two' }))];
    const names = (await Promise.all(organizations)).map(({ name }) => name);
    const chosen = { organization: null };
    const activated = clerk.setActive(chosen);
    chosen.organization = organization.id;
    await activated;
    const active = clerk.organization?.id ?? null;
    const again = { session: clerk.session };
    const reloaded = clerk.reload(again);
    again.session = null;
    await reloaded;
    const isSignedIn = clerk.session !== null;
    const listed = { status: ['revoked'] };
    const list = organization.invitationList(listed);
    listed.status[0] = 'pending';
    await new Promise((fetched) => list.subscribe(() => list.isLoading || fetched()));
    const statuses = [...new Set(list.data.map(({ status }) => status))];
    await list.close();
    return { first, second, names, active, isSignedIn, statuses };
  });
  assert.deepEqual(seen, {
    first: ['a@example.com org:member', 'b@example.com org:member', 'many.a@example.com org:member'],
    second: ['c@example.com org:member', 'd@example.com org:member', 'many.c@example.com org:member'],
    names: ['One', 'Two'],
    active: null,
    isSignedIn: true,
    statuses: ['revoked'],
  });
});

test('changing params while inviteMembers sends its parts does not affect them', async () => {
  const invited = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const params = { emailAddresses: ['a', 'b', 'c'].map((name) => `${name}@example.com`), role: 'org:member' };
    clerk.on('request', () => {
      params.role = 'org:admin';
      params.emailAddresses[2] = 'x@example.com';
    });
    const invitations = await clerk.organization.inviteMembers(params, { chunkSize: 1 });
    return invitations.map(({ emailAddress, role }) => `${emailAddress[0]} ${role}`);
  });
  assert.deepEqual(invited, ['a org:member', 'b org:member', 'c org:member']);
});

test("an abort after the first part leaves the caller's reason unchanged, and its error lists the invited and the remaining addresses", async () => {
  const seen = await onOrganization(async () => {
    const emailAddresses = Array.from({ length: 6 }, (_, n) => `aborted.${n}@example.com`);
    const seen = [];
    for (const reason of [new Error('my own'), Object.freeze(new Error('frozen')), undefined, 'a text']) {
      const controller = new AbortController();
      let sendings = 0;
      const { restore } = replaceFetch((url, init, real) => {
        if (!String(url).includes('/invitations') || sendings++ === 0) return real(url, init);
        controller.abort(reason);
        return new Promise(() => {});
      });
      const addresses = emailAddresses.map((address) => `${seen.length}.${address}`);
      const options = { chunkSize: 2, signal: controller.signal };
      const error = await organization.inviteMembers({ emailAddresses: addresses, role: 'org:member' }, options).catch((error) => error);
      restore();
      seen.push({
        class: error instanceof sdk.ClerkRuntimeError,
        is: [error.name, error.code, error.cause === controller.signal.reason],
        invited: error.invited.map(({ emailAddress }) => emailAddress).join() === addresses.slice(0, 2).join(),
        remaining: error.remaining.join() === addresses.slice(2).join(),
        unchanged: Object.keys(Object(controller.signal.reason)).filter((name) => ['invited', 'remaining'].includes(name)),
      });
    }
    return seen;
  });
  const expected = { class: true, is: ['AbortError', 'aborted', true], invited: true, remaining: true, unchanged: [] };
  assert.deepEqual(seen, [expected, expected, expected, expected]);
});

test('inviteMembers is all or nothing: with one bad address nobody is invited', async () => {
  const { refused, total } = await onOrganization(async () => ({
    refused: await outcome(() =>
      organization.inviteMembers({ emailAddresses: ['good@example.com', 'bad'], role: 'org:member' }),
    ),
    total: (await organization.getInvitations()).total_count,
  }));
  assert.equal(refused.error.class, 'ClerkAPIResponseError');
  assert.equal(refused.error.status, 422);
  assert.deepEqual(refused.error.errors[0].meta.emailAddresses, ['bad']);
  assert.equal(total, 31);
});

test('revoke updates its own object and resolves to it', async () => {
  const revoked = await onOrganization(async () => {
    const {
      data: [invitation],
    } = await organization.getInvitations({ status: 'pending', pageSize: 1 });
    const before = { ...invitation };
    const resolved = await invitation.revoke();
    const sameRest = Object.keys(before).every(
      (key) => ['status', 'updatedAt'].includes(key) || JSON.stringify(before[key]) === JSON.stringify(invitation[key]),
    );
    return {
      same: resolved === invitation,
      sameRest,
      id: invitation.id,
      status: [before.status, invitation.status],
      later: invitation.updatedAt > before.updatedAt,
      sameMethod: before.revoke === invitation.revoke,
      pendingLeft: (await organization.getInvitations({ status: 'pending' })).total_count,
    };
  });
  const revoke = (await requests())[1];
  assert.equal(`${revoke.method} ${revoke.path}`, `POST ${INVITATIONS}/${revoked.id}/revoke`);
  assert.equal(revoke.body, '');
  assert.equal(revoke.headers['content-type'], 'application/x-www-form-urlencoded');
  assert.deepEqual(revoked, {
    same: true,
    sameRest: true,
    id: revoked.id,
    status: ['pending', 'revoked'],
    later: true,
    sameMethod: true,
    pendingLeft: 13,
  });
});

test('a second revoke is refused and leaves the object as it is', async () => {
  const { second, unchanged } = await onOrganization(async () => {
    const invitation = await organization.inviteMember({ emailAddress: 'twice@example.com', role: 'org:member' });
    await invitation.revoke();
    const before = JSON.stringify(invitation);
    const second = await outcome(invitation.revoke);
    return { second, unchanged: JSON.stringify(invitation) === before };
  });
  assert.equal(second.error.status, 404);
  assert.equal(second.error.errors[0].code, 'organization_invitation_not_pending');
  assert.ok(unchanged);
});

test('the common query params are at the end of every request, in the order of clerk-js', async () => {
  await onOrganization(() => organization.getInvitations());
  const [{ query, headers }] = await requests();
  assert.deepEqual(
    query.map(([name]) => name),
    ['limit', 'offset', '__clerk_api_version', '_clerk_js_version', '_clerk_session_id', '__clerk_db_jwt'],
  );
  const values = Object.fromEntries(query);
  assert.equal(values.__clerk_api_version, '2026-08-20');
  assert.equal(values._clerk_js_version, '6.40.0');
  assert.match(values._clerk_session_id, /^sess_/);
  assert.equal(headers.authorization, undefined);
  assert.equal(headers['content-type'], undefined);
  assert.equal(headers.cookie, '[redacted]');
});

test('a member without the permission gets an error that names it', async () => {
  await suite.context.clearCookies();
  await suite.signIn('member');
  const refused = await onOrganization(() => outcome(() => organization.getInvitations()));
  assert.equal(refused.error.status, 403);
  assert.equal(refused.error.errors[0].code, 'missing_organization_permission');
});
