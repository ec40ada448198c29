// The user's own calls: memberships, received invitations, leaving, and the defaults for a new organization.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { backend, change, clearRequests, createUser, emulator, fault, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

// Clerk's properties in Clerk's order (clerk-js 6.40), then ours.
const INVITATION = [
  'id',
  'pathRoot',
  'emailAddress',
  'publicOrganizationData',
  'publicMetadata',
  'status',
  'role',
  'createdAt',
  'updatedAt',
  'accept',
  'expiresAt',
];

/** Signs in as a new user with an invitation. Resolves to a page with a loaded `clerk`. */
async function invited() {
  const person = await createUser('invited@example.com');
  await backend('POST', `organizations/${emulator.organizationId}/invitations`, {
    email_address: person.emailAddress,
    role: 'org:viewer',
    public_metadata: { team: 'blue', aB: { c_d: 1 } },
  });
  await suite.context.clearCookies();
  await suite.signIn(person);
  const page = await suite.open('/');
  await page.evaluate(async () => (globalThis.clerk = await loadedClerk()));
  await clearRequests();
  return page;
}

test('a received invitation is listed and accepted, and the membership gets its metadata', async () => {
  const page = await invited();
  const seen = await page.evaluate(async () => {
    const told = [];
    clerk.addListener(({ user }) => told.push(user.organizationMemberships.length), { skipInitialEmit: true });
    const page = await clerk.user.getOrganizationInvitations({ status: 'pending' });
    const [invitation] = page.data;
    const keys = Object.keys(invitation);
    const { accept } = invitation;
    const [one, other] = await Promise.all([accept(), accept()]);
    const [membership] = clerk.user.organizationMemberships;
    return {
      page: [Object.keys(page), page.total_count],
      keys,
      of: invitation.publicOrganizationData,
      isSame: one === invitation && other === invitation,
      status: invitation.status,
      days: Math.round((invitation.expiresAt - invitation.createdAt) / 86_400_000),
      membership: [membership.role, membership.publicMetadata, membership.organization.name],
      told: told.at(-1),
      again: (await outcome(accept)).error.errors[0].code,
    };
  });
  assert.deepEqual(seen.page, [['total_count', 'data', 'totalCount'], 1]);
  assert.deepEqual(seen.keys, INVITATION);
  assert.deepEqual(Object.keys(seen.of), ['hasImage', 'imageUrl', 'name', 'id', 'slug']);
  assert.deepEqual([seen.isSame, seen.status, seen.days, seen.told], [true, 'accepted', 30, 1]);
  assert.deepEqual(seen.membership, ['org:viewer', { team: 'blue', aB: { c_d: 1 } }, 'Northwind Studio']);
  assert.equal(seen.again, 'organization_invitation_already_accepted');
  const log = await sent();
  assert.equal(log[0], 'GET /v1/me/organization_invitations?status=pending&limit=10&offset=0');
  // One request for the two concurrent calls, and one for the refused call.
  assert.equal(log.filter((line) => line.endsWith('/accept')).length, 2);
});

test('if the server attaches no client to an acceptance, the client is fetched', async () => {
  const page = await invited();
  await page.evaluate(async () => {
    const { data } = await clerk.user.getOrganizationInvitations();
    globalThis.invitation = data[0];
  });
  await change({ attach_client: 'never' });
  await clearRequests();
  const memberships = await page.evaluate(async () => {
    await invitation.accept();
    return clerk.user.organizationMemberships.length;
  });
  assert.equal(memberships, 1);
  assert.deepEqual((await sent()).map((line) => line.split('?')[0].replace(/orginv_\w+/, '…')), [
    'POST /v1/me/organization_invitations/…/accept',
    'GET /v1/client',
  ]);
});

test('the user lists memberships and leaves an organization', async () => {
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const { getOrganizationMemberships, leaveOrganization } = clerk.user;
    const page = await getOrganizationMemberships({ pageSize: 1, initialPage: 2 });
    const harbor = clerk.user.organizationMemberships.find(({ organization }) => organization.name === 'Harbor Collective');
    const left = await leaveOrganization(harbor.organization.id);
    return {
      total: [page.total_count, page.data.length],
      left: Object.keys(left),
      deleted: [left.object, left.deleted],
      memberships: clerk.user.organizationMemberships.map(({ organization }) => organization.name),
      last: (await outcome(() => leaveOrganization(clerk.organization.id))).error.errors[0].code,
      none: (await outcome(() => leaveOrganization('org_lost'))).error.status,
      missing: (await outcome(() => leaveOrganization(''))).error.param,
    };
  });
  assert.deepEqual(seen.total, [2, 1]);
  assert.deepEqual(seen.left, ['object', 'id', 'slug', 'deleted']);
  assert.deepEqual(seen.deleted, ['organization_membership', true]);
  assert.deepEqual(seen.memberships, ['Northwind Studio']);
  assert.deepEqual([seen.last, seen.none, seen.missing], ['organization_minimum_permissions_needed', 404, 'id']);
  const log = await sent();
  assert.ok(log.includes('GET /v1/me/organization_memberships?paginated=true&limit=1&offset=1'));
  assert.ok(log.some((line) => /^POST \/v1\/me\/organization_memberships\/org_\w+\?_method=DELETE$/.test(line)));
});

test('the defaults for a new organization are complete even if the server sends none', async () => {
  const form = { name: 'Example', slug: 'example', logo: 'https://img.example/l.png', blur_hash: 'LKO2' };
  const advisory = { code: 'organization_already_exists', severity: 'warning', meta: { organization_name: 'Example' } };
  const read = () =>
    suite.page.evaluate(async () => {
      globalThis.clerk ??= await loadedClerk();
      return clerk.user.getOrganizationCreationDefaults();
    });
  const empty = { name: '', slug: '', logo: null, blurHash: null };
  assert.deepEqual(await read(), { pathRoot: '', advisory: null, form: empty });
  await fault({ path: 'organization_creation_defaults', body: { response: { form, advisory }, client: null } });
  const { blur_hash: blurHash, ...others } = form;
  assert.deepEqual(await read(), { pathRoot: '', advisory, form: { ...others, blurHash } });
});
