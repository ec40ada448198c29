// The domains of an organization: verification by a mailed code or a DNS record, and enrollment modes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, emulator, outbox, requests, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });
const DOMAINS = `/v1/organizations/${emulator.organizationId}/domains`;

// Clerk's properties in Clerk's order (clerk-js 6.40).
const DOMAIN = [
  'id',
  'pathRoot',
  'name',
  'organizationId',
  'enrollmentMode',
  'verification',
  'affiliationVerification',
  'ownershipVerification',
  'affiliationEmailAddress',
  'createdAt',
  'updatedAt',
  'totalPendingInvitations',
  'totalPendingSuggestions',
  'prepareAffiliationVerification',
  'attemptAffiliationVerification',
  'updateEnrollmentMode',
  'delete',
];

/** Runs `call` in the page with the active organization, and clears the request log before. */
async function onOrganization(call, argument) {
  await suite.page.evaluate(async () => (globalThis.organization = await activeOrganization()));
  await clearRequests();
  return suite.page.evaluate(call, argument);
}

const codeFor = async (address) => {
  const mail = (await outbox()).findLast(({ to }) => to === address);
  return /\b(\d{6})\b/.exec(JSON.stringify(mail))[1];
};

test('a domain is created, listed, fetched and deleted, with real dates', async () => {
  const seen = await onOrganization(async () => {
    const created = await organization.createDomain('northwind.example', { enrollmentMode: 'automatic_suggestion' });
    const plain = await organization.createDomain('harbor.example');
    const page = await organization.getDomains({ enrollmentMode: 'automatic_suggestion', pageSize: 5 });
    const fetched = await organization.getDomain({ domainId: created.id });
    const deleted = await plain.delete();
    return {
      keys: Object.keys(created),
      rowKeys: Object.keys(page.data[0]),
      page: [Object.keys(page), page.total_count, page.data[0].id === created.id],
      fetched: [fetched.name, fetched.enrollmentMode, fetched !== created],
      dates: [created.createdAt, created.updatedAt].map((date) => date instanceof Date && Math.abs(date - Date.now()) < 60_000),
      verification: created.verification,
      counts: [created.totalPendingInvitations, created.totalPendingSuggestions],
      deleted: [deleted === undefined, plain.name, (await organization.getDomains()).total_count],
    };
  });
  assert.deepEqual(seen.keys, DOMAIN);
  assert.deepEqual(seen.rowKeys, DOMAIN);
  assert.deepEqual(seen.page, [['total_count', 'data', 'totalCount'], 1, true]);
  assert.deepEqual(seen.fetched, ['northwind.example', 'automatic_suggestion', true]);
  assert.deepEqual(seen.dates, [true, true]);
  assert.deepEqual([seen.verification, seen.counts], [null, [0, 0]]);
  assert.deepEqual(seen.deleted, [true, 'harbor.example', 1]);
  const log = await sent();
  assert.deepEqual([log[0], log[2]], [`POST ${DOMAINS}`, `GET ${DOMAINS}?limit=5&offset=0&enrollment_mode=automatic_suggestion`]);
  assert.match(log[4], /^POST .*\/domains\/orgdmn_\w+\?_method=DELETE$/);
  const bodies = (await requests()).slice(0, 2).map(({ body }) => body);
  assert.deepEqual(bodies, ['name=northwind.example&enrollment_mode=automatic_suggestion', 'name=harbor.example']);
});

test('a mailed code verifies a domain, and each step updates the same object', async () => {
  const address = 'it@northwind.example';
  const prepared = await onOrganization(async (affiliationEmailAddress) => {
    globalThis.domain = await organization.createDomain('northwind.example');
    const { prepareAffiliationVerification } = domain;
    const resolved = await prepareAffiliationVerification({ affiliationEmailAddress });
    const { affiliationVerification: shown, verification } = domain;
    return {
      isSame: resolved === domain,
      isOne: shown === verification,
      shown: [shown.status, shown.strategy, shown.attempts],
      // Clerk's client has the current time here.
      minutes: Math.round((shown.expiresAt - Date.now()) / 60_000),
      address: domain.affiliationEmailAddress,
    };
  }, address);
  assert.deepEqual([prepared.isSame, prepared.isOne], [true, true]);
  assert.deepEqual(prepared.shown, ['unverified', 'email_code', 0]);
  assert.ok(prepared.minutes > 3, `${prepared.minutes}`);
  assert.equal(prepared.address, address);
  const verified = await suite.page.evaluate(async (code) => {
    const wrong = await outcome(() => domain.attemptAffiliationVerification({ code: '000000' }));
    const resolved = await domain.attemptAffiliationVerification({ code });
    return [wrong.error.status, resolved === domain, domain.affiliationVerification.status];
  }, await codeFor(address));
  assert.deepEqual(verified, [422, true, 'verified']);
  const bodies = (await requests()).slice(1).map(({ body }) => body);
  // The log redacts codes.
  const code = 'code=[redacted]';
  assert.deepEqual(bodies, ['affiliation_email_address=it%40northwind.example', code, code]);
});

test('the enrollment mode changes, with or without deleting pending invitations and suggestions', async () => {
  const seen = await onOrganization(async () => {
    const domain = await organization.createDomain('northwind.example');
    const { updateEnrollmentMode } = domain;
    const resolved = await updateEnrollmentMode({ enrollmentMode: 'automatic_invitation' });
    const seen = [resolved === domain, domain.enrollmentMode];
    await domain.updateEnrollmentMode({ enrollmentMode: 'manual_invitation', deletePending: true });
    return [...seen, domain.enrollmentMode];
  });
  assert.deepEqual(seen, [true, 'automatic_invitation', 'manual_invitation']);
  const bodies = (await requests()).slice(1).map(({ body }) => body);
  assert.deepEqual(bodies, ['enrollment_mode=automatic_invitation', 'enrollment_mode=manual_invitation&delete_pending=true']);
});

test('the DNS records of several domains are prepared in one call and verified in one call', async () => {
  const seen = await onOrganization(async () => {
    const domains = [await organization.createDomain('a.example'), await organization.createDomain('b.example')];
    const ids = domains.map(({ id }) => id);
    const prepared = await organization.prepareOwnershipVerification(ids);
    const attempted = await organization.attemptOwnershipVerification([...ids, 'orgdmn_lost']);
    const [first] = prepared.data;
    const { expiresAt, verifiedAt, ...shown } = first.ownershipVerification;
    return {
      keys: Object.keys(prepared),
      rows: Object.keys(first),
      shown: { ...shown, txtRecordValue: typeof shown.txtRecordValue },
      fields: Object.keys(first.ownershipVerification),
      dates: [expiresAt instanceof Date && expiresAt > new Date(), verifiedAt],
      verified: attempted.data.map(({ ownershipVerification: { status, verifiedAt } }) => [status, verifiedAt instanceof Date]),
      errors: attempted.errors,
    };
  });
  assert.deepEqual(seen.keys, ['data', 'errors']);
  assert.deepEqual(seen.rows, DOMAIN);
  assert.deepEqual(seen.fields, ['status', 'strategy', 'attempts', 'expiresAt', 'verifiedAt', 'txtRecordName', 'txtRecordValue']);
  assert.deepEqual(seen.shown, {
    status: 'unverified',
    strategy: 'txt',
    attempts: 0,
    txtRecordName: '_clerk-emulator.a.example',
    txtRecordValue: 'string',
  });
  assert.deepEqual(seen.dates, [true, null]);
  assert.deepEqual(seen.verified, Array(2).fill(['verified', true]));
  assert.deepEqual(seen.errors.map(({ id }) => id), ['orgdmn_lost']);
  const { body, path } = (await requests())[2];
  assert.match(body, /^organization_domain_ids=orgdmn_\w+&organization_domain_ids=orgdmn_\w+$/);
  assert.equal(path, `${DOMAINS}/prepare_ownership_verification/bulk`);
});

test('a missing id, name or code is rejected before any request', async () => {
  const seen = await onOrganization(async () => {
    const domain = await organization.createDomain('northwind.example');
    const calls = [
      () => organization.getDomain({}),
      () => organization.createDomain(''),
      () => organization.prepareOwnershipVerification([]),
      () => domain.attemptAffiliationVerification({}),
      () => organization.getDomains({ initialPage: 0 }),
    ];
    const seen = [];
    for (const call of calls) {
      const { error } = await outcome(call);
      seen.push([error.code, error.param]);
    }
    return seen;
  });
  const params = ['id', 'name', 'organizationDomainIds', 'code', 'initialPage'];
  assert.deepEqual(seen, params.map((param) => ['invalid_params', param]));
  assert.equal((await sent()).length, 1);
});
