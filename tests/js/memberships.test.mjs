// The members of an organization: lists, adding, changing roles, removing.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, createUser, emulator, requests, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });
const MEMBERSHIPS = `/v1/organizations/${emulator.organizationId}/memberships`;

// Clerk's properties in Clerk's order (clerk-js 6.40).
const MEMBERSHIP = [
  'id',
  'pathRoot',
  'publicMetadata',
  'publicUserData',
  'organization',
  'permissions',
  'role',
  'roleName',
  'createdAt',
  'updatedAt',
  'destroy',
  'update',
];

/** Runs `call` in the page with the active organization, and clears the request log before. */
async function onOrganization(call, argument) {
  await suite.page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    globalThis.organization = clerk.organization;
  });
  await clearRequests();
  return suite.page.evaluate(call, argument);
}

test('a list of members has complete memberships, like the user’s own in the client', async () => {
  const seen = await onOrganization(async () => {
    const page = await organization.getMemberships();
    const [own] = clerk.user.organizationMemberships;
    const first = page.data.find(({ publicUserData }) => publicUserData.userId === clerk.user.id);
    return {
      keys: Object.keys(page),
      total: [page.total_count, page.totalCount],
      rows: page.data.map((row) => Object.keys(row)),
      own: Object.keys(own),
      isDate: first.createdAt instanceof Date && first.updatedAt instanceof Date,
      isSameOrganization: page.data.every((row) => row.organization === organization),
      permissions: first.permissions.includes('org:sys_memberships:manage'),
      user: first.publicUserData,
      userKeys: Object.keys(own.publicUserData).slice(0, 6),
      role: [first.role, first.roleName],
    };
  });
  assert.deepEqual(await sent(), [`GET ${MEMBERSHIPS}?paginated=true&limit=10&offset=0`]);
  assert.deepEqual(seen.keys, ['total_count', 'data', 'totalCount']);
  assert.deepEqual(seen.total, [8, 8]);
  for (const row of [...seen.rows, seen.own]) assert.deepEqual(row, MEMBERSHIP);
  assert.ok(seen.isDate && seen.isSameOrganization && seen.permissions);
  assert.deepEqual(seen.userKeys, ['firstName', 'lastName', 'imageUrl', 'hasImage', 'identifier', 'userId']);
  assert.deepEqual([seen.user.firstName, seen.user.identifier], ['Ada', emulator.admin.emailAddress]);
  assert.deepEqual(seen.role, ['org:admin', 'Admin']);
});

test('members are filtered by roles and by a text, page by page', async () => {
  const seen = await onOrganization(async () => {
    const roles = await organization.getMemberships({ role: ['org:admin', 'org:viewer'], pageSize: 50 });
    const found = await organization.getMemberships({ query: 'milo' });
    const second = await organization.getMemberships({ initialPage: 2, pageSize: 5 });
    return {
      roles: [...new Set(roles.data.map(({ role }) => role))].sort(),
      found: found.data.map(({ publicUserData }) => publicUserData.firstName),
      second: second.data.length,
    };
  });
  assert.deepEqual(seen, { roles: ['org:admin', 'org:viewer'], found: ['Milo'], second: 3 });
  assert.deepEqual(await sent(), [
    `GET ${MEMBERSHIPS}?role=org:admin&role=org:viewer&paginated=true&limit=50&offset=0`,
    `GET ${MEMBERSHIPS}?query=milo&paginated=true&limit=10&offset=0`,
    `GET ${MEMBERSHIPS}?paginated=true&limit=5&offset=5`,
  ]);
});

test('addMember, updateMember and removeMember send one form each and resolve to the membership', async () => {
  const { userId } = await createUser('new.member@example.com');
  const seen = await onOrganization(async (userId) => {
    const counts = [];
    clerk.addListener(({ organization: { membersCount } }) => counts.push(membersCount));
    const added = await organization.addMember({ userId, role: 'org:member' });
    const changed = await organization.updateMember({ userId, role: 'org:viewer' });
    const removed = await organization.removeMember(userId);
    const { total_count } = await organization.getMemberships();
    return {
      roles: [added.role, changed.role, removed.role],
      isNew: added !== changed && changed !== removed,
      id: new Set([added.id, changed.id, removed.id]).size,
      who: removed.publicUserData.userId === userId,
      total_count,
      // A membership's answer updates the count, and listeners are called.
      told: [counts[0], counts[1]],
    };
  }, userId);
  assert.deepEqual(seen, { roles: ['org:member', 'org:viewer', 'org:viewer'], isNew: true, id: 1, who: true, total_count: 8, told: [8, 9] });
  const log = (await requests()).slice(0, 3).map(({ method, path, query, body }) => {
    const override = query.find(([name]) => name === '_method')?.[1];
    return [override ?? method, path, body];
  });
  assert.deepEqual(log, [
    ['POST', MEMBERSHIPS, `user_id=${userId}&role=org%3Amember`],
    ['PATCH', `${MEMBERSHIPS}/${userId}`, 'role=org%3Aviewer'],
    ['DELETE', `${MEMBERSHIPS}/${userId}`, ''],
  ]);
});

test('a membership’s methods update and return that same object, also when detached', async () => {
  const seen = await onOrganization(async () => {
    const { data } = await organization.getMemberships({ query: 'milo' });
    const [membership] = data;
    const { update, destroy } = membership;
    const changed = await update({ role: 'org:viewer' });
    const keys = Object.keys(changed);
    const state = [changed === membership, membership.role, membership.roleName];
    const gone = await destroy();
    const left = (await organization.getMemberships({ query: 'milo' })).total_count;
    return { keys, state, gone: gone === membership, still: membership.publicUserData.firstName, left };
  });
  assert.deepEqual(seen.keys, MEMBERSHIP);
  assert.deepEqual(seen.state, [true, 'org:viewer', 'Viewer']);
  assert.deepEqual([seen.gone, seen.still, seen.left], [true, 'Milo', 0]);
});

test("the user's own memberships have the same methods", async () => {
  const seen = await onOrganization(async () => {
    const own = clerk.user.organizationMemberships.find((one) => one.organization === organization);
    const refused = await outcome(() => own.update({ role: 'org:member' }));
    return { code: refused.error.errors[0].code, role: own.role };
  });
  assert.equal(seen.code, 'organization_minimum_permissions_needed');
  assert.equal(seen.role, 'org:admin');
});

test('a caller without the permission gets an error that names it, and nothing changes', async () => {
  await suite.context.clearCookies();
  await suite.signIn('member');
  const seen = await onOrganization(async (userId) => {
    const { data } = await organization.getMemberships({ query: 'ada' });
    const calls = {
      addMember: () => organization.addMember({ userId, role: 'org:member' }),
      updateMember: () => organization.updateMember({ userId, role: 'org:member' }),
      removeMember: () => organization.removeMember(userId),
      update: () => data[0].update({ role: 'org:member' }),
      destroy: () => data[0].destroy(),
    };
    const codes = [];
    for (const call of Object.values(calls)) codes.push((await outcome(call)).error.errors[0].code);
    return { codes, role: data[0].role };
  }, emulator.admin.userId);
  assert.deepEqual(seen.codes, Array(5).fill('missing_organization_permission'));
  assert.equal(seen.role, 'org:admin');
});
