// The returned objects have the form of Clerk's objects, also after copies and further calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { emulator, requests } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

// Clerk's properties in Clerk's order (clerk-js 6.40), then ours.
const INVITATION = [
  'id',
  'pathRoot',
  'emailAddress',
  'organizationId',
  'publicMetadata',
  'status',
  'role',
  'roleName',
  'createdAt',
  'updatedAt',
  'revoke',
  'expiresAt',
  'url',
];
const ORGANIZATION = [
  'id',
  'pathRoot',
  'ssoBypassAllowlist',
  'name',
  'slug',
  'imageUrl',
  'hasImage',
  'publicMetadata',
  'adminDeleteEnabled',
  'createdAt',
  'updatedAt',
  'membersCount',
  'pendingInvitationsCount',
  'maxAllowedMemberships',
  'selfServeSSOEnabled',
  'exclusiveMembership',
];
const METHODS = [
  'update',
  'getRoles',
  'getDomains',
  'getDomain',
  'getEnterpriseConnections',
  'createEnterpriseConnection',
  'updateEnterpriseConnection',
  'deleteEnterpriseConnection',
  'createEnterpriseConnectionTestRun',
  'getEnterpriseConnectionTestRuns',
  'getDirectorySync',
  'createDirectorySync',
  'getMembershipRequests',
  'createDomain',
  'prepareOwnershipVerification',
  'attemptOwnershipVerification',
  'getMemberships',
  'getInvitations',
  'addMember',
  'inviteMember',
  'inviteMembers',
  'updateMember',
  'removeMember',
  'destroy',
  'setLogo',
  'initializePaymentMethod',
  'addPaymentMethod',
  'getPaymentMethods',
  // On the prototype in Clerk's client. Here it works detached too.
  'reload',
  // Properties that Clerk's client does not have.
  'inviteMembersSettled',
  'resendInvitation',
  'invitations',
  'liveList',
  'invitationList',
];

test('every object has its data as own properties, in order', async () => {
  const keys = await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    const page = await organization.getInvitations({ pageSize: 1 });
    const invited = await organization.inviteMember({ emailAddress: 'one@example.com', role: 'org:member' });
    const [bulk] = await organization.inviteMembers({ emailAddresses: ['two@example.com'], role: 'org:member' });
    const revoked = await bulk.revoke();
    return {
      organization: Object.keys(organization),
      page: Object.keys(page),
      invitations: [page.data[0], invited, bulk, revoked].map((invitation) => Object.keys(invitation)),
      forIn: (() => {
        const seen = [];
        for (const key in organization) seen.push(key);
        return seen;
      })(),
    };
  });
  assert.deepEqual(keys.organization, [...ORGANIZATION, ...METHODS]);
  assert.deepEqual(keys.forIn, keys.organization);
  assert.deepEqual(keys.page, ['total_count', 'data', 'totalCount']);
  for (const invitation of keys.invitations) assert.deepEqual(invitation, INVITATION);
});

test("an organization's data has Clerk's types and the server's values", async () => {
  const { data, dates, name } = await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    return {
      data: { ...organization },
      dates: [organization.createdAt instanceof Date, organization.updatedAt instanceof Date],
      name: organization.constructor.name,
    };
  });
  assert.equal(name, 'Organization');
  assert.deepEqual(dates, [true, true]);
  const { createdAt, updatedAt, imageUrl, ...rest } = data;
  assert.ok(createdAt <= updatedAt && createdAt < new Date());
  assert.match(imageUrl, /^http:\/\/127\.0\.0\.1:/);
  for (const method of METHODS) delete rest[method];
  assert.deepEqual(rest, {
    id: emulator.organizationId,
    pathRoot: '/organizations',
    ssoBypassAllowlist: { getUsers: undefined, addUser: undefined, addUsers: undefined, removeUser: undefined },
    name: 'Northwind Studio',
    slug: 'northwind-studio',
    hasImage: false,
    publicMetadata: {},
    adminDeleteEnabled: true,
    membersCount: 8,
    pendingInvitationsCount: 14,
    maxAllowedMemberships: 0,
    selfServeSSOEnabled: false,
    exclusiveMembership: false,
  });
});

test('spread, JSON and structuredClone keep the data', async () => {
  const seen = await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    const {
      data: [invitation],
    } = await organization.getInvitations({ status: 'pending' });
    const { revoke, ...data } = { ...invitation };
    const cloned = structuredClone(data);
    const parsed = JSON.parse(JSON.stringify(invitation));
    return {
      spreadRevokes: (await revoke()).status,
      clonedKeys: Object.keys(cloned),
      clonedDate: cloned.createdAt instanceof Date && +cloned.createdAt === +data.createdAt,
      parsed,
      iso: data.createdAt.toISOString(),
      organizationJson: Object.keys(JSON.parse(JSON.stringify(organization))),
    };
  });
  assert.equal(seen.spreadRevokes, 'revoked');
  const withoutMethods = INVITATION.filter((key) => key !== 'revoke');
  assert.deepEqual(seen.clonedKeys, withoutMethods);
  assert.ok(seen.clonedDate);
  assert.deepEqual(Object.keys(seen.parsed), withoutMethods);
  assert.equal(seen.parsed.createdAt, seen.iso);
  assert.equal(seen.parsed.status, 'pending');
  assert.deepEqual(seen.organizationJson, ORGANIZATION);
});

test('instanceof and the class name identify an object', async () => {
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const {
      data: [invitation],
    } = await clerk.organization.getInvitations();
    return [
      clerk instanceof sdk.Clerk,
      sdk.default === sdk.Clerk,
      clerk.organization instanceof sdk.Organization,
      invitation instanceof sdk.OrganizationInvitation,
      invitation.constructor.name,
      clerk.organization.constructor.name,
      clerk.user.organizationMemberships.every(({ organization }) => organization instanceof sdk.Organization),
    ];
  });
  assert.deepEqual(seen, [true, true, true, true, 'OrganizationInvitation', 'Organization', true]);
});

test("Chromium's console shows the class and the data, and no pointer into wasm", async () => {
  const session = await suite.context.newCDPSession(suite.page);
  const logged = [];
  session.on('Runtime.consoleAPICalled', ({ args }) => logged.push(...args));
  await session.send('Runtime.enable');
  await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    const {
      data: [invitation],
    } = await organization.getInvitations();
    console.log(organization, invitation);
  });
  assert.deepEqual(
    logged.map(({ className }) => className),
    ['Organization', 'OrganizationInvitation'],
  );
  for (const { objectId, preview } of logged) {
    const shown = preview.properties.map(({ name }) => name);
    assert.deepEqual(shown.slice(0, 2), ['id', 'pathRoot']);
    const { result } = await session.send('Runtime.getProperties', { objectId, ownProperties: true });
    const enumerable = result.filter((property) => property.enumerable).map(({ name }) => name);
    assert.deepEqual(
      enumerable.filter((name) => /wbg|ptr/i.test(name)),
      [],
    );
  }
});

test('methods work detached, in a callback, and on a copy', async () => {
  const seen = await suite.page.evaluate(async () => {
    const { getInvitations, inviteMember, inviteMembers } = await activeOrganization();
    const { revoke } = await inviteMember({ emailAddress: 'a@example.com', role: 'org:member' });
    const [bulk] = await inviteMembers({ emailAddresses: ['b@example.com'], role: 'org:member' });
    const pages = await Promise.all([{ pageSize: 1 }, { pageSize: 2 }].map(getInvitations));
    return [(await revoke()).status, (await bulk.revoke.call(null)).status, ...pages.map(({ data }) => data.length)];
  });
  assert.deepEqual(seen, ['revoked', 'revoked', 1, 2]);
});

test('two overlapping calls do not disturb each other', async () => {
  const seen = await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    const [pending, revoked, invited] = await Promise.all([
      organization.getInvitations({ status: 'pending', pageSize: 100 }),
      organization.getInvitations({ status: 'revoked', pageSize: 100 }),
      organization.inviteMember({ emailAddress: 'c@example.com', role: 'org:member' }),
    ]);
    const statuses = (page) => [...new Set(page.data.map(({ status }) => status))];
    return [statuses(pending), statuses(revoked), invited.emailAddress];
  });
  assert.deepEqual(seen, [['pending'], ['revoked'], 'c@example.com']);
});

test('a call can be made inside the then of another', async () => {
  const status = await suite.page.evaluate(async () => {
    const { getInvitations, inviteMember } = await activeOrganization();
    return inviteMember({ emailAddress: 'd@example.com', role: 'org:member' })
      .then(() => getInvitations({ status: 'pending', pageSize: 1 }))
      .then(({ data: [invitation] }) => invitation.revoke().then((revoked) => revoked.status));
  });
  assert.equal(status, 'revoked');
});

test('listing a row again creates a new object, and each keeps its own data', async () => {
  const seen = await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    const row = async () =>
      (await organization.getInvitations({ status: ['pending', 'revoked'], pageSize: 1 })).data[0];
    const [first, second] = [await row(), await row()];
    await first.revoke();
    const refused = await outcome(second.revoke);
    return [first === second, first.id === second.id, first.status, second.status, refused.error.status];
  });
  assert.deepEqual(seen, [false, true, 'revoked', 'pending', 404]);
});

test('an organization stays the same object when the client is fetched again', async () => {
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const before = clerk.organization;
    const { fetch } = globalThis;
    // The server may attach a client to any answer.
    globalThis.fetch = async (...request) => {
      const answer = await (await fetch(...request)).json();
      const client = await (await fetch(`${emulator.url}/v1/client`, { credentials: 'include' })).json();
      client.response.sessions[0].user.organization_memberships.forEach(
        ({ organization }) => (organization.name += '!'),
      );
      return Response.json({ ...answer, client: client.response });
    };
    await before.getInvitations();
    globalThis.fetch = fetch;
    return [clerk.organization === before, before.name, (await before.getInvitations()).total_count];
  });
  assert.deepEqual(seen, [true, 'Northwind Studio!', 31]);
});

test('values that a caller writes into an object do not reach requests', async () => {
  await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    organization.id = '../../client';
    organization.name = 'mine';
    await organization.getInvitations({ pageSize: 1 });
  });
  const { path } = (await requests()).at(-1);
  assert.equal(path, `/v1/organizations/${emulator.organizationId}/invitations`);
});

test("unexpected values of the server are copied as Clerk's client copies them", async () => {
  const seen = await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    const { restore } = replaceFetch(async () =>
      Response.json({
        response: {
          total_count: 2,
          data: [
            {
              id: 'orginv_1',
              public_metadata: null,
              created_at: 0,
              updated_at: 'yesterday',
              status: 'brand_new',
              extra: 1,
            },
            {
              id: 'orginv_2',
              public_metadata: { aB: { c_d: 1 } },
              expires_at: 1700000000000,
              url: 'https://x.io/t',
              created_at: 5,
            },
          ],
        },
      }),
    );
    const {
      data: [odd, whole],
    } = await organization.getInvitations();
    restore();
    const now = (date) => Math.abs(date - Date.now()) < 5000;
    return {
      odd: [
        odd.publicMetadata,
        odd.status,
        odd.roleName,
        odd.emailAddress,
        now(odd.createdAt),
        now(odd.updatedAt),
        odd.extra,
      ],
      ours: [odd.expiresAt, odd.url, +whole.expiresAt, whole.url, +whole.createdAt],
      metadata: whole.publicMetadata,
    };
  });
  assert.deepEqual(seen.odd, [null, 'brand_new', undefined, undefined, true, true, undefined]);
  assert.deepEqual(seen.ours, [null, null, 1700000000000, 'https://x.io/t', 5]);
  assert.deepEqual(seen.metadata, { aB: { c_d: 1 } });
});
