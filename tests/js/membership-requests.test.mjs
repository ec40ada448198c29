// Suggestions and membership requests, from the user's acceptance to the admin's decision.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, createUser, emulator, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });
const REQUESTS = `/v1/organizations/${emulator.organizationId}/membership_requests`;

const SUGGESTION = ['id', 'pathRoot', 'publicOrganizationData', 'status', 'createdAt', 'updatedAt', 'accept'];
const REQUEST = ['id', 'pathRoot', 'organizationId', 'status', 'publicUserData', 'createdAt', 'updatedAt', 'accept', 'reject'];

/** Creates a domain with suggestions; two of its users accept theirs. Resolves to the first user's observations. */
async function requested() {
  // Ada's address verifies the domain.
  await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    await organization.createDomain('example.com', { enrollmentMode: 'automatic_suggestion' });
  });
  const seen = [];
  for (const name of ['first', 'second']) {
    const person = await createUser(`${name}.asks@example.com`);
    await suite.context.clearCookies();
    await suite.signIn(person);
    await clearRequests();
    const page = await suite.open('/');
    seen.push(
      await page.evaluate(async () => {
        const { user } = await loadedClerk();
        const page = await user.getOrganizationSuggestions({ status: ['pending'] });
        const [suggestion] = page.data;
        const { accept } = suggestion;
        const accepted = await accept();
        return {
          page: [Object.keys(page), page.total_count],
          keys: Object.keys(suggestion),
          of: suggestion.publicOrganizationData.name,
          ofKeys: Object.keys(suggestion.publicOrganizationData),
          isSame: accepted === suggestion,
          status: suggestion.status,
          again: (await outcome(accept)).error.status,
        };
      }),
    );
    await page.close();
  }
  seen.push(await sent());
  await suite.context.clearCookies();
  await suite.signIn('admin');
  return seen;
}

test('a suggestion that a user accepts becomes a request, which an admin accepts or rejects', async () => {
  const [suggested, , log] = await requested();
  assert.deepEqual(suggested.page, [['total_count', 'data', 'totalCount'], 1]);
  assert.deepEqual(suggested.keys, SUGGESTION);
  assert.deepEqual(suggested.ofKeys, ['hasImage', 'imageUrl', 'name', 'id', 'slug']);
  const { of, isSame, status, again } = suggested;
  assert.deepEqual([of, isSame, status, again], ['Northwind Studio', true, 'accepted', 400]);
  assert.ok(log.includes('GET /v1/me/organization_suggestions?status=pending&limit=10&offset=0'));
  const page = await suite.open('/');
  await page.evaluate(async () => (globalThis.organization = await activeOrganization()));
  await clearRequests();
  const seen = await page.evaluate(async () => {
    const page = await organization.getMembershipRequests({ status: 'pending' });
    const [one, other] = page.data;
    const keys = Object.keys(one);
    const { accept } = one;
    const accepted = await accept();
    const rejected = await other.reject();
    const all = await organization.getMembershipRequests({ pageSize: 3 });
    return {
      page: [Object.keys(page), page.total_count],
      keys,
      who: one.publicUserData.identifier,
      isSame: [accepted === one, rejected === other],
      statuses: [one.status, other.status],
      dates: one.createdAt instanceof Date,
      again: (await outcome(() => other.accept())).error.class,
      all: all.data.map(({ status }) => status).sort(),
      members: (await organization.getMemberships({ query: 'asks' })).total_count,
    };
  });
  assert.deepEqual(seen.page, [['total_count', 'data', 'totalCount'], 2]);
  assert.deepEqual(seen.keys, REQUEST);
  assert.match(seen.who, /asks@example\.com$/);
  assert.deepEqual([seen.isSame, seen.dates], [[true, true], true]);
  assert.deepEqual(seen.statuses, ['accepted', 'revoked']);
  assert.equal(seen.again, 'ClerkAPIResponseError');
  assert.deepEqual(seen.all, ['accepted', 'revoked']);
  assert.equal(seen.members, 1);
  const lines = await sent();
  // The first page is still open and fetches the organization after each change.
  const [accept, reject] = lines.filter((line) => line.startsWith('POST'));
  assert.equal(lines[0], `GET ${REQUESTS}?status=pending&limit=10&offset=0`);
  assert.match(accept, /^POST .*\/membership_requests\/\w+\/accept$/);
  assert.match(reject, /^POST .*\/membership_requests\/\w+\/reject$/);
});

test('a double click on accept is one request and one membership', async () => {
  await requested();
  const page = await suite.open('/');
  await page.evaluate(async () => (globalThis.organization = await activeOrganization()));
  await clearRequests();
  const seen = await page.evaluate(async () => {
    const [request] = (await organization.getMembershipRequests()).data;
    const [one, other] = await Promise.all([request.accept(), request.accept()]);
    return [one === request, other === request, request.status];
  });
  assert.deepEqual(seen, [true, true, 'accepted']);
  assert.equal((await sent()).filter((line) => line.endsWith('/accept')).length, 1);
});
