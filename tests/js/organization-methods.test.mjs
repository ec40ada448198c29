// The organization itself: its name, its logo, its roles, deleting it, and Clerk's methods that this package does not have.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { backend, clearRequests, emulator, requests, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });
const ORGANIZATION = `/v1/organizations/${emulator.organizationId}`;
/** The smallest PNG. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Runs `call` in the page with the active organization, and clears the request log before. */
async function onOrganization(call, argument) {
  await suite.page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    globalThis.organization = clerk.organization;
  });
  await clearRequests();
  return suite.page.evaluate(call, argument);
}

test('update changes its own object, and listeners are called', async () => {
  const seen = await onOrganization(async () => {
    const names = [];
    clerk.addListener(({ organization }) => names.push(organization.name), { skipInitialEmit: true });
    const { update } = organization;
    const updated = await update({ name: 'Northwind Two', slug: 'northwind-two' });
    return {
      isSame: updated === organization && clerk.organization === organization,
      data: [organization.name, organization.slug],
      told: names.includes('Northwind Two'),
    };
  });
  assert.deepEqual(seen, { isSame: true, data: ['Northwind Two', 'northwind-two'], told: true });
  const [request] = await requests();
  assert.equal(request.body, 'name=Northwind+Two&slug=northwind-two');
  // If the server attaches no client to the answer, the page requests it.
  const [change, ...others] = await sent();
  assert.equal(change, `POST ${ORGANIZATION}?_method=PATCH`);
  assert.ok(others.every((line) => line === 'GET /v1/client'), `${others}`);
});

test('reload fetches changes by others into the same object', async () => {
  await suite.page.evaluate(async () => (globalThis.organization = await activeOrganization()));
  await backend('PATCH', `organizations/${emulator.organizationId}`, { name: 'Renamed elsewhere' });
  const seen = await suite.page.evaluate(async () => {
    const before = organization.name;
    const { reload } = organization;
    const reloaded = await reload();
    return [before, organization.name, reloaded === organization];
  });
  assert.deepEqual(seen, ['Northwind Studio', 'Renamed elsewhere', true]);
  assert.equal((await sent()).at(-1), `GET ${ORGANIZATION}`);
  const refused = await suite.page.evaluate(() => outcome(() => organization.reload({ rotatingTokenNonce: 'n' })));
  assert.equal(refused.error.code, 'not_supported');
});

test('a File is uploaded as multipart form data, a text as is, and null removes the logo', async () => {
  const seen = await onOrganization(async (png) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const file = new File([bytes], 'logo.png', { type: 'image/png' });
    const at = [organization.hasImage];
    const uploaded = await organization.setLogo({ file });
    at.push(organization.hasImage);
    const first = organization.imageUrl;
    const fromText = await organization.setLogo({ file: `data:image/png;base64,${png}` });
    const fromBlob = await organization.setLogo({ file: new Blob([bytes], { type: 'image/png' }) });
    const removed = await organization.setLogo({ file: null });
    at.push(organization.hasImage);
    return {
      at,
      // Like Clerk's client, which resolves to a new object.
      isNew: [uploaded, fromText, fromBlob].every((one) => one !== organization && one instanceof sdk.Organization),
      name: uploaded.name,
      has: uploaded.hasImage,
      works: (await uploaded.getInvitations({ pageSize: 1 })).data.length + (await uploaded.getRoles()).data.length > 1,
      url: first.includes('/images/'),
      // Unlike Clerk's client, which resolves to an object without a name.
      removed: removed === organization && removed.name,
    };
  }, PNG);
  assert.deepEqual(seen.at, [false, true, false]);
  assert.ok(seen.isNew && seen.has && seen.url && seen.works);
  assert.deepEqual([seen.name, seen.removed], ['Northwind Studio', 'Northwind Studio']);
  const uploads = (await requests()).filter(({ path }) => path.endsWith('/logo'));
  const kinds = uploads.map(({ headers, query }) => [
    query.find(([name]) => name === '_method')[1],
    headers['content-type'].split(';')[0],
  ]);
  assert.deepEqual(kinds, [
    ['PUT', 'multipart/form-data'],
    ['PUT', 'application/octet-stream'],
    ['PUT', 'multipart/form-data'],
    ['DELETE', 'application/x-www-form-urlencoded'],
  ]);
});

test('a logo that is not an image is rejected by the package or the server', async () => {
  const seen = await onOrganization(async () => {
    const calls = [
      () => organization.setLogo({}),
      () => organization.setLogo({ file: 7 }),
      () => organization.setLogo({ file: new Blob(['text']) }),
      () => organization.setLogo({ file: null }),
    ];
    const seen = [];
    for (const call of calls) {
      const { error } = await outcome(call);
      seen.push([error.class, error.param ?? error.status]);
    }
    return seen;
  });
  assert.deepEqual(seen.slice(0, 2), Array(2).fill(['ClerkRuntimeError', 'file']));
  assert.equal(seen[2][0], 'ClerkAPIResponseError');
  assert.deepEqual(seen[3], ['ClerkAPIResponseError', 404]);
});

test('roles have their permissions, with dates, and Clerk’s name for a migration', async () => {
  const seen = await onOrganization(async () => {
    const page = await organization.getRoles({ pageSize: 2 });
    const [role] = page.data;
    return {
      keys: Object.keys(page),
      total: page.total_count,
      migrates: page.has_role_set_migration,
      role: Object.keys(role),
      permission: Object.keys(role.permissions[0]),
      dates: [role.createdAt instanceof Date, role.permissions[0].updatedAt instanceof Date],
      key: role.key,
    };
  });
  assert.deepEqual(await sent(), [`GET ${ORGANIZATION}/roles?limit=2&offset=0`]);
  assert.deepEqual(seen.keys, ['data', 'total_count', 'has_role_set_migration', 'totalCount']);
  assert.deepEqual([seen.total > 2, seen.migrates], [true, false]);
  assert.deepEqual(seen.role, ['id', 'pathRoot', 'key', 'name', 'description', 'permissions', 'createdAt', 'updatedAt']);
  assert.deepEqual(seen.permission, ['id', 'pathRoot', 'key', 'name', 'description', 'type', 'createdAt', 'updatedAt']);
  assert.deepEqual([seen.dates, seen.key], [[true, true], 'org:admin']);
});

test('destroy deletes the organization, which is then no longer active, and leaves its data readable', async () => {
  const seen = await onOrganization(async () => {
    const result = await organization.destroy();
    const memberships = clerk.user.organizationMemberships.map((one) => one.organization.name);
    return { result: result === undefined, name: organization.name, active: clerk.organization, memberships };
  });
  assert.deepEqual(seen, { result: true, name: 'Northwind Studio', active: null, memberships: ['Harbor Collective'] });
  assert.equal((await sent())[0], `POST ${ORGANIZATION}?_method=DELETE`);
});

test("each unsupported method of Clerk's rejects with its name, and sends nothing", async () => {
  const seen = await onOrganization(async () => {
    const names = [
      'getEnterpriseConnections',
      'createEnterpriseConnection',
      'updateEnterpriseConnection',
      'deleteEnterpriseConnection',
      'createEnterpriseConnectionTestRun',
      'getEnterpriseConnectionTestRuns',
      'getDirectorySync',
      'createDirectorySync',
      'initializePaymentMethod',
      'addPaymentMethod',
      'getPaymentMethods',
    ];
    const calls = names.map((name) => [name, organization[name]]);
    calls.push(...Object.entries(organization.ssoBypassAllowlist));
    const seen = [];
    for (const [name, method] of calls) {
      const { error } = await outcome(() => method({}));
      seen.push([error.class, error.code, error.message.includes(`.${name}()`)]);
    }
    return seen;
  });
  assert.equal(seen.length, 15);
  for (const one of seen) assert.deepEqual(one, ['ClerkRuntimeError', 'not_supported', true]);
  assert.deepEqual(await sent(), []);
});
