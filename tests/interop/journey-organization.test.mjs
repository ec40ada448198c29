// Every method of the official browser client's Organization except enterprise and billing, and the user's methods for
// organizations, on the emulator.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createClerkClient } from '@clerk/backend';

import { inBrowser } from '../support/browser.mjs';
import { change, emulator, outbox, requests } from '../support/emulator.mjs';
import { load } from './clerk-js.mjs';

const suite = inBrowser({ as: 'admin', path: '/clerk-js' });
const { organizationId, secretKey, url: apiUrl } = emulator;
const { users } = createClerkClient({ secretKey, apiUrl, telemetry: { disabled: true } });
const PASSWORD = 'a long enough password';

const newUser = (emailAddress) => users.createUser({ emailAddress: [emailAddress], password: PASSWORD });

/** Runs a function in the admin's page with the active organization. */
async function asAdmin(run, argument) {
  if (!(await suite.page.evaluate(() => 'clerk' in globalThis))) await load(suite.page, 'theirs');
  return suite.page.evaluate(`(${run})(clerk.organization, ${JSON.stringify(argument ?? null)})`);
}

/** Opens a page for another user, in a separate profile. */
async function asUser(identifier) {
  const context = await suite.page.context().browser().newContext();
  const page = await context.newPage();
  await page.goto(`${suite.site.url}/clerk-js`);
  await load(page, 'theirs');
  await page.evaluate(
    async (params) => {
      const { createdSessionId } = await clerk.client.signIn.create({ strategy: 'password', ...params });
      await clerk.setActive({ session: createdSessionId });
    },
    { identifier, password: PASSWORD },
  );
  return page;
}

test('create, update, reload, getOrganization and destroy', async () => {
  const seen = await asAdmin(async () => {
    const created = await clerk.createOrganization({ name: 'Acme', slug: 'acme' });
    const before = [created.name, created.slug, created.membersCount, created.adminDeleteEnabled];
    await clerk.setActive({ organization: created.id });
    const returned = await clerk.organization.update({ name: 'Acme Two', slug: 'acme-two' });
    const got = await clerk.getOrganization(created.id);
    await created.reload();
    const after = [returned.name, got.slug, created.name, clerk.organization.name];
    const taken = await clerk.organization.update({ slug: 'northwind-studio' }).catch(({ errors }) => errors[0]);
    await clerk.organization.destroy();
    const gone = await clerk.getOrganization(created.id).catch(({ status }) => status);
    return {
      before,
      after,
      taken: [taken.code, taken.meta.paramName],
      gone,
      left: clerk.user.organizationMemberships.length,
    };
  });
  assert.deepEqual(seen, {
    before: ['Acme', 'acme', 1, true],
    after: ['Acme Two', 'acme-two', 'Acme Two', 'Acme Two'],
    taken: ['form_identifier_exists', 'slug'],
    gone: 404,
    left: 2,
  });
});

test('setLogo takes a file, base64 text and null', async () => {
  const seen = await asAdmin(async (organization) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 2, height: 2 });
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
    const file = await organization.setLogo({ file: blob });
    const shown = await (await fetch(file.imageUrl)).blob();
    const text = await organization.setLogo({ file: canvas.toDataURL('image/png').split(',')[1] });
    const refused = await organization
      .setLogo({ file: new Blob(['<svg/>']) })
      .catch(({ status, errors }) => [status, errors[0].code]);
    await organization.setLogo({ file: null });
    await organization.reload();
    return {
      file: file.hasImage,
      type: shown.type,
      same: shown.size === blob.size,
      text: text.hasImage,
      refused,
      end: organization.hasImage,
    };
  });
  assert.deepEqual(seen, {
    file: true,
    type: 'image/png',
    same: true,
    text: true,
    refused: [400, 'request_body_invalid'],
    end: false,
  });
});

test('getMemberships, addMember, updateMember and removeMember', async () => {
  const user = await newUser('new@example.com');
  const seen = await asAdmin(async (organization, userId) => {
    const all = await organization.getMemberships();
    const page = await organization.getMemberships({ initialPage: 2, pageSize: 3 });
    const admins = await organization.getMemberships({ role: ['org:admin', 'org:viewer'] });
    const added = await organization.addMember({ userId, role: 'org:viewer' });
    const roles = [added.role];
    const found = await organization.getMemberships({ query: 'new@example' });
    const updated = await organization.updateMember({ userId, role: 'org:admin' });
    const itself = await added.update({ role: 'org:member' });
    const removed = await organization.removeMember(userId);
    const last = await organization.removeMember(clerk.user.id).catch(({ status, errors }) => [status, errors[0].code]);
    return {
      total: [all.total_count, all.data.length, page.total_count, page.data.length],
      second: page.data[0].id === all.data[3].id,
      admins: [...new Set(admins.data.map(({ role }) => role))].sort(),
      roles: [...roles, updated.role, itself.role],
      same: [itself === added, removed.publicUserData.userId === userId],
      found: [found.total_count, found.data[0].publicUserData.identifier],
      last,
      end: (await organization.getMemberships()).total_count,
    };
  }, user.id);
  const { total, ...rest } = seen;
  assert.deepEqual(total, [total[0], total[0], total[0], 3]);
  assert.deepEqual(rest, {
    second: true,
    admins: seen.admins,
    roles: ['org:viewer', 'org:admin', 'org:member'],
    same: [true, true],
    found: [1, 'new@example.com'],
    last: [400, 'organization_minimum_permissions_needed'],
    end: total[0],
  });
  assert.ok(seen.admins.includes('org:admin') && !seen.admins.includes('org:member'));
});

test('getRoles', async () => {
  const roles = await asAdmin(async (organization) => {
    const { data, total_count, has_role_set_migration } = await organization.getRoles({ pageSize: 2 });
    return {
      keys: data.map(({ key }) => key),
      total_count,
      has_role_set_migration,
      permissions: data[1].permissions.map(({ key }) => key),
    };
  });
  assert.deepEqual(roles, {
    keys: ['org:admin', 'org:member'],
    total_count: 4,
    has_role_set_migration: false,
    permissions: ['org:sys_memberships:read', 'org:sys_billing:read'],
  });
});

test('getInvitations, inviteMember, inviteMembers and revoke', async () => {
  const seen = await asAdmin(async (organization) => {
    const before = await organization.getInvitations({ status: ['pending'] });
    const one = await organization.inviteMember({ emailAddress: 'one@example.com', role: 'org:member' });
    const more = await organization.inviteMembers({
      emailAddresses: ['two@example.com', 'three@example.com'],
      role: 'org:viewer',
    });
    const revoked = await one.revoke();
    const after = await organization.getInvitations({ status: ['pending'] });
    return {
      added: after.total_count - before.total_count,
      revoked: [revoked === one, one.status],
      more: more.map(({ roleName }) => roleName),
    };
  });
  assert.deepEqual(seen, { added: 2, revoked: [true, 'revoked'], more: ['Viewer', 'Viewer'] });
});

test('createDomain, getDomains, getDomain, affiliation by mailed code, enrollment mode, delete', async () => {
  const created = await asAdmin(async (organization) => {
    const domain = await organization.createDomain('acme.example');
    globalThis.domain = domain;
    await domain.prepareAffiliationVerification({ affiliationEmailAddress: 'jane@acme.example' });
    return [domain.name, domain.enrollmentMode, domain.verification.status, domain.affiliationEmailAddress];
  });
  assert.deepEqual(created, ['acme.example', 'manual_invitation', 'unverified', 'jane@acme.example']);
  const { to, code } = (await outbox()).at(-1);
  assert.equal(to, 'jane@acme.example');
  const seen = await asAdmin(async (organization, code) => {
    await domain.attemptAffiliationVerification({ code });
    await domain.updateEnrollmentMode({ enrollmentMode: 'automatic_suggestion', deletePending: true });
    const got = await organization.getDomain({ domainId: domain.id });
    const listed = await organization.getDomains({ enrollmentMode: 'automatic_suggestion' });
    const none = await organization.getDomains({ enrollmentMode: 'automatic_invitation' });
    await domain.delete();
    return [
      got.affiliationVerification.status,
      got.enrollmentMode,
      listed.total_count,
      listed.data[0].id === domain.id,
      none.total_count,
      (await organization.getDomains()).total_count,
    ];
  }, code);
  assert.deepEqual(seen, ['verified', 'automatic_suggestion', 1, true, 0, 0]);
});

test('prepareOwnershipVerification and attemptOwnershipVerification', async () => {
  await change({ ownership_record_is_published: false });
  const read = `({ status, txtRecordName, txtRecordValue, attempts }) => [status, Boolean(txtRecordName && txtRecordValue), attempts]`;
  const seen = await asAdmin(`async (organization) => {
    const read = ${read};
    const { id } = await organization.createDomain('acme.example');
    globalThis.ids = [id, 'orgdmn_unknown'];
    const prepared = await organization.prepareOwnershipVerification(ids);
    const attempted = await organization.attemptOwnershipVerification(ids);
    return [read(prepared.data[0].ownershipVerification), prepared.errors.map(({ code }) => code), read(attempted.data[0].ownershipVerification)];
  }`);
  assert.deepEqual(seen, [['unverified', true, 0], ['resource_not_found'], ['unverified', true, 1]]);
  await change({ ownership_record_is_published: true });
  const done = await asAdmin(`async (organization) =>
    (${read})((await organization.attemptOwnershipVerification(ids)).data[0].ownershipVerification)`);
  assert.deepEqual(done, ['verified', false, 2]);
});

/** Creates the verified domain `acme.example` with this enrollment mode. */
async function verifiedDomain(enrollmentMode) {
  await asAdmin(async (organization, enrollmentMode) => {
    const domain = await organization.createDomain('acme.example', { enrollmentMode });
    await domain.prepareAffiliationVerification({ affiliationEmailAddress: 'jane@acme.example' });
    globalThis.domain = domain;
  }, enrollmentMode);
  const { code } = (await outbox()).at(-1);
  await asAdmin((organization, code) => domain.attemptAffiliationVerification({ code }).then(() => undefined), code);
}

test('a user with an address in a domain with automatic invitations is invited, and accepts in the application', async () => {
  await verifiedDomain('automatic_invitation');
  await newUser('one@acme.example');
  const page = await asUser('one@acme.example');
  const seen = await page.evaluate(async () => {
    const { data } = await clerk.user.getOrganizationInvitations({ status: 'pending' });
    const accepted = await data[0].accept();
    const [membership] = (await clerk.user.getOrganizationMemberships()).data;
    await clerk.setActive({ organization: membership.organization });
    return [data.length, data[0].emailAddress, accepted.status, membership.role, clerk.organization.name];
  });
  assert.deepEqual(seen, [1, 'one@acme.example', 'accepted', 'org:member', 'Northwind Studio']);
  await page.context().close();
  const left = await asAdmin(async (organization) => {
    const { data } = await organization.getMemberships({ query: 'one@acme' });
    await data[0].destroy();
    return (await organization.getMemberships({ query: 'one@acme' })).total_count;
  });
  assert.equal(left, 0, 'the method of the membership removed it');
});

test('an accepted suggestion becomes a membership request: getMembershipRequests, accept and reject', async () => {
  await verifiedDomain('automatic_suggestion');
  const people = [];
  for (const name of ['one', 'two']) {
    await newUser(`${name}@acme.example`);
    const page = await asUser(`${name}@acme.example`);
    const suggested = await page.evaluate(async () => {
      const { data } = await clerk.user.getOrganizationSuggestions({ status: ['pending', 'accepted'] });
      const accepted = await data[0].accept();
      return [data.length, data[0].publicOrganizationData.name, accepted.status];
    });
    assert.deepEqual(suggested, [1, 'Northwind Studio', 'accepted']);
    people.push(page);
  }
  const seen = await asAdmin(async (organization) => {
    const pending = await organization.getMembershipRequests({ status: 'pending' });
    const [two, one] = pending.data;
    await one.accept();
    await two.reject();
    const left = await organization.getMembershipRequests({ status: 'pending' });
    return [pending.total_count, one.status, two.status, one.publicUserData.identifier, left.total_count];
  });
  assert.deepEqual(seen, [2, 'accepted', 'revoked', 'one@acme.example', 0]);
  const roles = await Promise.all(
    people.map((page) =>
      page.evaluate(async () => (await clerk.user.getOrganizationMemberships()).data.map(({ role }) => role)),
    ),
  );
  assert.deepEqual(roles, [['org:member'], []]);
  for (const page of people) await page.context().close();
});

test('a member leaves, and users change their own data', async () => {
  const user = await newUser('new@example.com');
  await asAdmin(
    (organization, userId) => organization.addMember({ userId, role: 'org:viewer' }).then(() => undefined),
    user.id,
  );
  const page = await asUser('new@example.com');
  const seen = await page.evaluate(async (organizationId) => {
    const before = clerk.user.organizationMemberships.length;
    const refused = await clerk.organization
      .update({ name: 'Mine' })
      .catch(({ status, errors }) => [status, errors[0].code]);
    await clerk.user.leaveOrganization(organizationId);
    await clerk.user.update({ firstName: 'Mila', unsafeMetadata: { theme: 'dark' } });
    const defaults = await clerk.user.getOrganizationCreationDefaults();
    return {
      before,
      refused,
      after: [clerk.user.organizationMemberships.length, clerk.organization],
      user: [clerk.user.firstName, clerk.user.unsafeMetadata],
      defaults: [defaults.form.name, defaults.advisory],
    };
  }, organizationId);
  assert.deepEqual(seen, {
    before: 1,
    refused: [403, 'missing_organization_permission'],
    after: [0, null],
    user: ['Mila', { theme: 'dark' }],
    defaults: ['', null],
  });
  await page.context().close();
  const failed = (await requests()).filter(({ status }) => status >= 500 || status === 404);
  assert.deepEqual(failed, [], 'no request of the client was answered with 404 or a server error');
});
