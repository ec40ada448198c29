// Failures of every method of organizations, memberships, domains, requests and users.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { backend, clearRequests, createUser, emulator, fault, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

/** Adds `reads` and `changes` to the page: every method, with valid arguments. */
async function prepare() {
  const { userId } = await createUser('another@example.com');
  await suite.page.evaluate(async (userId) => {
    globalThis.clerk = await loadedClerk();
    const { organization, user } = clerk;
    const domain = await organization.createDomain('northwind.example');
    const milo = (await organization.getMemberships({ query: 'milo' })).data[0];
    const page = (rows) => Response.json({ response: { data: rows, total_count: rows.length }, client: null });
    const at = { created_at: 1, updated_at: 1 };
    const of = { id: 'org_x', name: 'X', slug: 'x', image_url: '', has_image: false };
    // Rows that other users must create.
    const rows = async (list, row) => {
      const { restore } = replaceFetch(() => Promise.resolve(page([row])));
      const [made] = (await list()).data;
      restore();
      return made;
    };
    const request = await rows(organization.getMembershipRequests, { id: 'req_1', organization_id: organization.id, status: 'pending', ...at });
    const received = await rows(user.getOrganizationInvitations, { id: 'orginv_1', public_organization_data: of, ...at });
    const suggestion = await rows(user.getOrganizationSuggestions, { id: 'sug_1', public_organization_data: of, ...at });
    globalThis.reads = {
      reload: (o) => organization.reload(o),
      getRoles: (o) => organization.getRoles({}, o),
      getMemberships: (o) => organization.getMemberships({}, o),
      getDomains: (o) => organization.getDomains({}, o),
      getDomain: (o) => organization.getDomain({ domainId: domain.id }, o),
      getMembershipRequests: (o) => organization.getMembershipRequests({}, o),
      getOrganizationMemberships: (o) => user.getOrganizationMemberships({}, o),
      getOrganizationInvitations: (o) => user.getOrganizationInvitations({}, o),
      getOrganizationSuggestions: (o) => user.getOrganizationSuggestions({}, o),
      getOrganizationCreationDefaults: (o) => user.getOrganizationCreationDefaults(o),
    };
    const file = new Blob([new Uint8Array(8)], { type: 'image/png' });
    globalThis.changes = {
      update: (o) => organization.update({ name: 'Other' }, o),
      setLogo: (o) => organization.setLogo({ file }, o),
      removeLogo: (o) => organization.setLogo({ file: null }, o),
      addMember: (o) => organization.addMember({ userId, role: 'org:member' }, o),
      updateMember: (o) => organization.updateMember({ userId: milo.publicUserData.userId, role: 'org:viewer' }, o),
      removeMember: (o) => organization.removeMember(milo.publicUserData.userId, o),
      'membership.update': (o) => milo.update({ role: 'org:member' }, o),
      'membership.destroy': (o) => milo.destroy(o),
      createDomain: (o) => organization.createDomain('other.example', {}, o),
      prepareOwnershipVerification: (o) => organization.prepareOwnershipVerification([domain.id], o),
      attemptOwnershipVerification: (o) => organization.attemptOwnershipVerification([domain.id], o),
      'domain.prepare': (o) => domain.prepareAffiliationVerification({ affiliationEmailAddress: 'a@northwind.example' }, o),
      'domain.attempt': (o) => domain.attemptAffiliationVerification({ code: '123456' }, o),
      'domain.updateEnrollmentMode': (o) => domain.updateEnrollmentMode({ enrollmentMode: 'automatic_invitation' }, o),
      'domain.delete': (o) => domain.delete(o),
      'request.accept': (o) => request.accept(o),
      'request.reject': (o) => request.reject(o),
      'invitation.accept': (o) => received.accept(o),
      'suggestion.accept': (o) => suggestion.accept(o),
      leaveOrganization: (o) => user.leaveOrganization(organization.id, o),
      destroy: (o) => organization.destroy(o),
    };
    // Calls each method while `stub` replaces `fetch`.
    globalThis.underFetch = async (methods, stub, options) => {
      const { calls, restore } = replaceFetch(stub);
      const seen = {};
      for (const [name, method] of Object.entries(methods)) {
        const before = calls.length;
        const { error, value, pending } = await outcome(() => method(options));
        seen[name] = [error?.class, error?.code, error?.status, calls.length - before, pending ?? value];
      }
      restore();
      return seen;
    };
  }, userId);
  await clearRequests();
}

const each = (seen, expected) => {
  assert.ok(Object.keys(seen).length >= 10);
  for (const [name, one] of Object.entries(seen)) assert.deepEqual([name, ...one.map((part) => part ?? null)], [name, ...expected]);
};

test('each method rejects with the refusal and its code', async () => {
  await prepare();
  const seen = await suite.page.evaluate(() =>
    underFetch({ ...reads, ...changes }, () =>
      Promise.resolve(Response.json({ errors: [{ code: 'no', message: 'no' }] }, { status: 422 })),
    ),
  );
  each(seen, ['ClerkAPIResponseError', 'api_response_error', 422, 1, null]);
});

test('a change whose answer is lost rejects with outcome_unknown and is sent once', async () => {
  await prepare();
  const seen = await suite.page.evaluate(() => underFetch(changes, () => Promise.reject(new TypeError('Failed to fetch'))));
  each(seen, ['ClerkRuntimeError', 'outcome_unknown', null, 1, null]);
  const gateway = await suite.page.evaluate(() =>
    underFetch(changes, () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 }))),
  );
  each(gateway, ['ClerkRuntimeError', 'outcome_unknown', null, 1, null]);
  const cutOff = await suite.page.evaluate(() => underFetch(changes, () => Promise.resolve(new Response('{"response":'))));
  each(cutOff, ['ClerkRuntimeError', 'outcome_unknown', null, 1, null]);
});

test('a change that was applied without an answer rejects with its request, and the object stays as it was', async () => {
  await prepare();
  await fault({ method: 'PATCH', path: 'memberships', status: 504, body: 'gateway', after: true });
  const lost = await suite.page.evaluate(async () => {
    const [milo] = (await clerk.organization.getMemberships({ query: 'milo' })).data;
    const { error } = await outcome(() => milo.update({ role: 'org:viewer' }));
    const now = (await clerk.organization.getMemberships({ query: 'milo' })).data[0].role;
    return { code: error.code, method: error.method, path: error.path, cause: error.cause, role: milo.role, now };
  });
  assert.deepEqual([lost.code, lost.method, lost.role, lost.now], ['outcome_unknown', 'PATCH', 'org:member', 'org:viewer']);
  assert.match(lost.path, /^\/v1\/organizations\/org_\w+\/memberships\/user_\w+$/);
});

test('a change without a network rejects with network_error at once', async () => {
  await prepare();
  await suite.context.setOffline(true);
  const seen = await suite.page.evaluate(async () => {
    const seen = {};
    for (const [name, method] of Object.entries({ ...reads, ...changes })) {
      const { error } = await outcome(method);
      seen[name] = [error.class, error.code];
    }
    return seen;
  });
  await suite.context.setOffline(false);
  each(seen, ['ClerkRuntimeError', 'network_error']);
});

test('a list that cannot be fetched is retried, then rejects with network_error', async () => {
  await prepare();
  const seen = await suite.page.evaluate(() => {
    hurry();
    return underFetch(reads, () => Promise.reject(new TypeError('Failed to fetch')));
  });
  each(seen, ['ClerkRuntimeError', 'network_error', null, 4, null]);
});

test('a 2xx answer with an unexpected body rejects with invalid_response', async () => {
  await prepare();
  for (const body of [{}, { response: null }, { response: { data: [null], total_count: 1 } }, { response: 7 }]) {
    const seen = await suite.page.evaluate(
      async (body) => {
        const { getOrganizationCreationDefaults: _, ...lists } = reads;
        return underFetch(lists, () => Promise.resolve(Response.json({ client: null, ...body })));
      },
      body,
    );
    for (const [name, [kind, code]] of Object.entries(seen)) {
      assert.deepEqual([name, kind, code], [name, 'ClerkRuntimeError', 'invalid_response'], JSON.stringify(body));
    }
  }
});

test('an invalid param rejects with its name, and nothing is sent', async () => {
  await prepare();
  const seen = await suite.page.evaluate(async () => {
    const { organization, user } = clerk;
    const [membership] = user.organizationMemberships;
    const calls = {
      addMember: () => organization.addMember(),
      'addMember of nobody': () => organization.addMember({ role: 'org:member' }),
      'addMember in no role': () => organization.addMember({ userId: 'user_1', role: ' ' }),
      updateMember: () => organization.updateMember(),
      'updateMember to no role': () => organization.updateMember({ userId: 'user_1' }),
      removeMember: () => organization.removeMember(),
      'membership.update': () => membership.update(),
      update: () => organization.update('Acme'),
      getMemberships: () => organization.getMemberships({ pageSize: 0 }),
      getDomains: () => organization.getDomains('x'),
      getDomain: () => organization.getDomain(),
      createDomain: () => organization.createDomain(),
      leaveOrganization: () => user.leaveOrganization(),
      timeoutMs: () => organization.getRoles({}, { timeoutMs: 'soon' }),
    };
    const { calls: sent, restore } = replaceFetch(() => Promise.reject(new Error('sent')));
    const seen = {};
    for (const [name, call] of Object.entries(calls)) {
      const { error } = await outcome(call);
      seen[name] = `${error.code} ${error.param}`;
    }
    restore();
    return { seen, sent: sent.length };
  });
  const params = ['userId', 'userId', 'role', 'id', 'role', 'id', 'role', 'params', 'pageSize', 'params', 'id', 'name', 'id', 'timeoutMs'];
  assert.deepEqual(Object.values(seen.seen), params.map((param) => `invalid_params ${param}`));
  assert.equal(seen.sent, 0);
});

test('each method rejects with the error of its time limit or signal', async () => {
  await prepare();
  const seen = await suite.page.evaluate(async () => {
    const hanging = (_url, { signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const timeouts = await underFetch({ ...reads, ...changes }, hanging, { timeoutMs: 20 });
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    const { calls, restore } = replaceFetch(hanging);
    const aborted = {};
    for (const [name, method] of Object.entries({ ...reads, ...changes })) {
      aborted[name] = [await method({ signal }).catch((error) => error === reason)];
    }
    restore();
    return { timeouts, aborted, sent: calls.length };
  });
  each(seen.timeouts, ['ClerkRuntimeError', 'timeout', null, 1, null]);
  each(seen.aborted, [true]);
  assert.equal(seen.sent, 0);
});

test('a double click sends one request for each change', async () => {
  await prepare();
  const seen = await suite.page.evaluate(async () => {
    const { calls, restore } = replaceFetch(
      () => new Promise((resolve) => setTimeout(resolve, 20, Response.json({ errors: [{ code: 'no' }] }, { status: 422 }))),
    );
    const seen = {};
    for (const [name, method] of Object.entries(changes)) {
      const before = calls.length;
      const both = await Promise.all([outcome(method), outcome(method)]);
      seen[name] = [calls.length - before, both[0].error.status, both[1].error.status];
    }
    restore();
    return seen;
  });
  each(seen, [1, 422, 422]);
});

test('a change in one tab reaches the others, which fetch the organization', async () => {
  await prepare();
  const other = await suite.open('/');
  await other.evaluate(async () => (globalThis.organization = await activeOrganization()));
  await clearRequests();
  await suite.page.evaluate(() => changes.addMember());
  await other.waitForFunction(() => organization.membersCount === 9);
  assert.ok((await sent()).includes(`GET /v1/organizations/${emulator.organizationId}`));
});

test('an organization that is deleted, left or joined in one tab follows in the others', async () => {
  await suite.page.evaluate(async () => (globalThis.clerk = await loadedClerk()));
  const other = await suite.open('/');
  await other.evaluate(async () => (globalThis.clerk = await loadedClerk()));
  const names = () => clerk.user.organizationMemberships.map(({ organization }) => organization.name).join();
  await suite.page.evaluate(() => clerk.organization.destroy());
  await other.waitForFunction(() => clerk.organization === null);
  assert.equal(await other.evaluate(names), 'Harbor Collective');
  const person = await createUser('joins@example.com');
  await backend('POST', `organizations/${await other.evaluate(() => clerk.user.organizationMemberships[0].organization.id)}/invitations`, {
    email_address: person.emailAddress,
    role: 'org:member',
  });
  await suite.context.clearCookies();
  await suite.signIn(person);
  const [one, two] = [await suite.open('/'), await suite.open('/')];
  for (const page of [one, two]) await page.evaluate(async () => (globalThis.clerk = await loadedClerk()));
  await one.evaluate(async () => (await clerk.user.getOrganizationInvitations()).data[0].accept());
  await two.waitForFunction(() => clerk.user.organizationMemberships.length === 1);
  await two.evaluate(() => clerk.user.leaveOrganization(clerk.user.organizationMemberships[0].organization.id));
  await one.waitForFunction(() => clerk.user.organizationMemberships.length === 0);
});

test('observers see the request of a method, without its body', async () => {
  await prepare();
  const seen = await suite.page.evaluate(async () => {
    const events = [];
    clerk.on('request', ({ method, path, attempt }) => events.push([method, path.replace(/_\w+/g, '_…'), attempt]));
    clerk.on('response', ({ status }) => events.push([status]));
    await changes.updateMember();
    return events;
  });
  assert.deepEqual(seen, [['PATCH', '/v1/organizations/org_…/memberships/user_…', 1], [200]]);
});

test('a success without an id never resolves to an organization or an attempt', async () => {
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const { signIn, signUp } = clerk.client;
    const methods = {
      createOrganization: (o) => clerk.createOrganization({ name: 'New' }, o),
      getOrganization: (o) => clerk.getOrganization('org_1', o),
      'signIn.create': (o) => signIn.create({ identifier: 'a@example.com' }, o),
      'signUp.create': (o) => signUp.create({ emailAddress: 'a@example.com' }, o),
    };
    const codes = {};
    for (const response of [{}, [], 'x', 7, { id: '' }, { id: 7 }, { id: null, name: 'New' }]) {
      const { restore } = replaceFetch(() => Promise.resolve(Response.json({ response, client: null })));
      for (const [name, method] of Object.entries(methods)) (codes[name] ??= new Set()).add((await outcome(method)).error?.code);
      restore();
    }
    return Object.entries(codes).map(([name, codes]) => [name, ...codes]);
  });
  assert.deepEqual(seen, [
    ['createOrganization', 'outcome_unknown'],
    ['getOrganization', 'invalid_response'],
    ['signIn.create', 'invalid_response'],
    ['signUp.create', 'invalid_response'],
  ]);
});
