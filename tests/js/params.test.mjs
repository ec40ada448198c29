// Invalid params: the call rejects with the name of the param, and sends no request.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';

const suite = inBrowser({ as: 'admin' });

// By method: the param that the error must name, and the argument as source text, because many are not JSON.
const BAD = {
  getInvitations: [
    ['initialPage', '{ initialPage: 0 }'],
    ['initialPage', '{ initialPage: -1 }'],
    ['initialPage', '{ initialPage: 1.5 }'],
    ['initialPage', '{ initialPage: NaN }'],
    ['initialPage', '{ initialPage: Infinity }'],
    ['initialPage', '{ initialPage: "" }'],
    ['initialPage', '{ initialPage: "two" }'],
    ['initialPage', '{ initialPage: "0" }'],
    ['initialPage', '{ initialPage: true }'],
    ['initialPage', '{ initialPage: {} }'],
    ['initialPage', '{ initialPage: [1] }'],
    ['initialPage', '{ initialPage: 1n }'],
    ['initialPage', '{ initialPage: Symbol("1") }'],
    ['initialPage', '{ initialPage: 2 ** 53 }'],
    ['initialPage', '{ initialPage: 2 ** 31, pageSize: 500 }'],
    ['pageSize', '{ pageSize: 0 }'],
    ['pageSize', '{ pageSize: -10 }'],
    ['pageSize', '{ pageSize: 0.5 }'],
    ['pageSize', '{ pageSize: NaN }'],
    ['pageSize', '{ pageSize: "all" }'],
    ['pageSize', '{ pageSize: false }'],
    ['pageSize', '{ pageSize: () => 5 }'],
    ['pageSize', '{ pageSize: 2 ** 32 }'],
    ['status', '{ status: 5 }'],
    ['status', '{ status: null }'],
    ['status', '{ status: true }'],
    ['status', '{ status: {} }'],
    ['status', '{ status: ["pending", 5] }'],
    ['status', '{ status: ["pending", undefined] }'],
    ['status', '{ status: [["pending"]] }'],
    ['status', '{ status: Symbol("pending") }'],
    ['query', '{ query: Symbol("x") }'],
    ['query', '{ query: Object.create(null) }'],
    ['params', '5'],
    ['params', '"pending"'],
    ['params', 'true'],
    ['params', 'Symbol("x")'],
    ['params', '() => ({})'],
  ],
  inviteMember: [
    ['emailAddress', ''],
    ['emailAddress', 'null'],
    ['emailAddress', '"a@x.io"'],
    ['emailAddress', '5'],
    ['emailAddress', '{ role: "org:member" }'],
    ['emailAddress', '{ emailAddress: "", role: "org:member" }'],
    ['emailAddress', '{ emailAddress: " \\t\\n", role: "org:member" }'],
    ['emailAddress', '{ emailAddress: null, role: "org:member" }'],
    ['emailAddress', '{ emailAddress: 5, role: "org:member" }'],
    ['emailAddress', '{ emailAddress: ["a@x.io"], role: "org:member" }'],
    ['emailAddress', '{ emailAddress: Symbol("a@x.io"), role: "org:member" }'],
    ['emailAddress', '{ emailAddress: 1n, role: "org:member" }'],
    ['emailAddress', '{ emailAddress: globalThis, role: "org:member" }'],
    ['emailAddress', '{ email_address: "a@x.io", role: "org:member" }'],
    ['role', '{ emailAddress: "a@x.io" }'],
    ['role', '{ emailAddress: "a@x.io", role: "" }'],
    ['role', '{ emailAddress: "a@x.io", role: "  " }'],
    ['role', '{ emailAddress: "a@x.io", role: null }'],
    ['role', '{ emailAddress: "a@x.io", role: ["org:member"] }'],
    ['role', '{ emailAddress: "a@x.io", role: Symbol("org:member") }'],
    ['role', '{ emailAddress: "a@x.io", role: 1n }'],
    ['notify', '{ emailAddress: "a@x.io", role: "org:member", notify: 1n }'],
  ],
  inviteMembers: [
    ['emailAddresses', ''],
    ['emailAddresses', 'null'],
    ['emailAddresses', '["a@x.io"]'],
    ['emailAddresses', '{ role: "org:member" }'],
    ['emailAddresses', '{ emailAddresses: [], role: "org:member" }'],
    ['emailAddresses', '{ emailAddresses: "a@x.io", role: "org:member" }'],
    ['emailAddresses', '{ emailAddresses: new Set(["a@x.io"]), role: "org:member" }'],
    ['emailAddresses', '{ emailAddresses: { length: 1, 0: "a@x.io" }, role: "org:member" }'],
    ['emailAddresses', '{ emailAddresses: ["a@x.io", ""], role: "org:member" }'],
    ['emailAddresses', '{ emailAddresses: ["a@x.io", "  "], role: "org:member" }'],
    ['emailAddresses', '{ emailAddresses: ["a@x.io", null], role: "org:member" }'],
    ['emailAddresses', '{ emailAddresses: ["a@x.io", , "b@x.io"], role: "org:member" }'],
    ['emailAddresses', '{ emailAddresses: [{ emailAddress: "a@x.io" }], role: "org:member" }'],
    ['emailAddresses', '{ emailAddress: "a@x.io", role: "org:member" }'],
    ['role', '{ emailAddresses: ["a@x.io"] }'],
    ['role', '{ emailAddresses: ["a@x.io"], role: "" }'],
    ['role', '{ emailAddresses: ["a@x.io"], role: 7 }'],
    ['notify', '{ emailAddresses: ["a@x.io"], role: "org:member", notify: 1n }'],
  ],
  addMember: [
    ['userId', '{ role: "org:member" }'],
    ['userId', '{ userId: 1n, role: "org:member" }'],
    ['userId', '{ userId: globalThis, role: "org:member" }'],
    ['role', '{ userId: "user_1", role: 1n }'],
  ],
};

for (const [method, table] of Object.entries(BAD)) {
  test(`${method} rejects invalid params by name, before any request`, async () => {
    const { outcomes, calls } = await suite.page.evaluate(
      async ([method, table]) => {
        const organization = await activeOrganization();
        const { calls } = replaceFetch((url, init, real) => real(url, init));
        const outcomes = [];
        for (const [, source] of table) {
          outcomes.push(await outcome(() => new Function('call', `return call(${source})`)(organization[method])));
        }
        return { outcomes, calls };
      },
      [method, table],
    );
    assert.deepEqual(calls, []);
    table.forEach(([param, source], index) => {
      const { error, ...other } = outcomes[index];
      assert.deepEqual(other, {}, source);
      assert.deepEqual(
        [error.class, error.code],
        ['ClerkRuntimeError', 'invalid_params'],
        `${source}: ${error.message}`,
      );
      assert.match(error.message, new RegExp(`^Clerk: ${param} .+\\.\\n`), source);
    });
  });
}

test('an invalid call does not fail a concurrent valid one with the same JSON', async () => {
  const outcomes = await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    const valid = { emailAddress: 'a@example.com', role: 'org:member' };
    const invite = (params) => outcome(() => organization.inviteMember(params));
    return Promise.all([invite({ ...valid, notify: () => true }), invite(valid)]);
  });
  assert.deepEqual([outcomes[0].error?.param, outcomes[1].value?.emailAddress], ['notify', 'a@example.com']);
});

test('a call after a refused one works', async () => {
  const total = await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    await outcome(() => organization.getInvitations({ pageSize: 0 }));
    return (await organization.getInvitations()).total_count;
  });
  assert.equal(total, 31);
});
