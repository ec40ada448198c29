// 2xx answers with an unexpected body, for every operation: they reject with `invalid_response`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { fault } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

// None of these is a valid answer to any operation.
const NEVER = [
  '',
  '<!doctype html><title>Sign in to the network</title>',
  'null',
  '{}',
  '[]',
  '5',
  '"ok"',
  'true',
  '{"response":{"id":"orginv_1"',
  '{"client":null}',
  '{"id":"orginv_1","email_address":"a@example.com"}',
  '{"data":[],"total_count":0}',
  '{"response":null}',
  '{"response":null,"client":null}',
  '{"response":5}',
  '{"response":0}',
  '{"response":"ok"}',
  '{"response":""}',
  '{"response":true}',
  '{"response":false}',
  '{"response":{}}',
  '{"response":[null]}',
  '{"response":[{}]}',
  '{"response":{"id":null}}',
  '{"response":{"id":5}}',
  '{"response":{"id":""}}',
  '{"response":{"object":"organization_invitation"}}',
  '{"errors":[{"code":"x","message":"x"}]}',
];
const WRONG = {
  getInvitations: [
    '{"response":[]}',
    '{"response":{"data":[]}}',
    '{"response":{"total_count":0}}',
    '{"response":{"data":null,"total_count":0}}',
    '{"response":{"data":{},"total_count":0}}',
    '{"response":{"data":"rows","total_count":4}}',
    '{"response":{"data":5,"total_count":5}}',
    '{"response":{"data":[null],"total_count":1}}',
    '{"response":{"data":[5],"total_count":1}}',
    '{"response":{"data":["x"],"total_count":1}}',
    '{"response":{"data":[{}],"total_count":1}}',
    '{"response":{"data":[[]],"total_count":1}}',
    '{"response":{"data":[{"id":7}],"total_count":1}}',
    '{"response":{"data":[{"id":"orginv_1"},{}],"total_count":2}}',
    '{"response":{"data":[],"total_count":"0"}}',
    '{"response":{"data":[],"total_count":null}}',
    '{"response":{"data":[],"totalCount":0}}',
  ],
  inviteMember: [
    '{"response":[]}',
    '{"response":[{"id":"orginv_1"}]}',
    '{"response":{"data":[{"id":"orginv_1"}],"total_count":1}}',
  ],
  inviteMembers: [
    '{"response":[]}',
    '{"response":[{"id":"orginv_1"}]}',
    '{"response":[{"id":"orginv_1"},null]}',
    '{"response":[{"id":"orginv_1"},{}]}',
    '{"response":{"id":"orginv_1"}}',
    '{"response":{"data":[]}}',
    '{"response":{"data":"orginv"}}',
    '{"response":{"data":{"length":2}}}',
    '{"response":{"data":5}}',
    '{"response":{"data":null}}',
    '{"response":{"length":2}}',
    '{"response":"two"}',
  ],
  revoke: [
    '{"response":[]}',
    '{"response":[{"id":"orginv_1"}]}',
    '{"response":{"id":"orginv_another","status":"revoked"}}',
  ],
};

/** Whether the body of a 2xx answer counts as truncated. */
function isCutOff(body) {
  try {
    JSON.parse(body ?? '');
    return false;
  } catch {
    return true;
  }
}

for (const name of Object.keys(WRONG)) {
  test(`${name} rejects a 2xx answer with an unexpected body`, async () => {
    const bodies = [...NEVER, ...WRONG[name]];
    const { seen, after } = await suite.page.evaluate(
      async ([name, bodies]) => {
        const { [name]: call, getInvitations } = await operations();
        const seen = [];
        for (const status of [200, 201, 204, 205]) {
          for (const body of status < 204 ? bodies : [null]) {
            const { calls, restore } = replaceFetch(async () => new Response(body, { status }));
            const result = await outcome(call);
            restore();
            seen.push({ title: `${status} ${body}`, body, result, calls: calls.length });
          }
        }
        return { seen, after: (await getInvitations()).total_count };
      },
      [name, bodies],
    );
    assert.equal(seen.length, 2 * bodies.length + 2);
    for (const { title, body, result, calls } of seen) {
      const { error, ...other } = result;
      assert.deepEqual(other, {}, title);
      // A change whose answer is truncated is looked up; here the list is truncated as well.
      const isLookedUp = name !== 'getInvitations' && isCutOff(body);
      assert.deepEqual(
        [error.class, error.code],
        ['ClerkRuntimeError', isLookedUp ? 'outcome_unknown' : 'invalid_response'],
        `${title}: ${error.message}`,
      );
      // The change is not retried.
      assert.equal(calls, isLookedUp ? 2 : 1, title);
    }
    assert.equal(after, 31);
  });
}

test('a truncated list rejects, and a change with a truncated answer is looked up and sent once more', async () => {
  for (const [index, name] of ['getInvitations', 'inviteMember', 'inviteMembers', 'revoke'].entries()) {
    if (index === 0) await suite.page.evaluate(async () => (globalThis.calls = await operations()));
    // A complete valid body that is shorter than its Content-Length.
    await fault({
      path: '/invitations',
      status: 200,
      body: '{"response":{"data":[],"total_count":0},"client":null}',
      contentLength: 5000,
    });
    const { error, value } = await suite.page.evaluate((name) => outcome(calls[name]), name);
    if (name === 'getInvitations') {
      assert.equal(error?.class, 'ClerkRuntimeError', name);
      assert.ok(['invalid_response', 'network_error'].includes(error.code), `${name}: ${error.code}`);
    } else {
      assert.ok(value, `${name}: ${error?.message}`);
    }
  }
});

test('a revoke that did not happen leaves the invitation as it is', async () => {
  const changed = await suite.page.evaluate(
    async (bodies) => {
      const organization = await activeOrganization();
      const {
        data: [invitation],
      } = await organization.getInvitations({ status: 'pending' });
      const before = JSON.stringify(invitation);
      const changed = [];
      for (const body of bodies) {
        const { restore } = replaceFetch(async () => new Response(body));
        await outcome(invitation.revoke);
        restore();
        if (JSON.stringify(invitation) !== before) changed.push(body);
      }
      return changed;
    },
    [...NEVER, ...WRONG.revoke],
  );
  assert.deepEqual(changed, []);
});

test('additional fields and unknown values are accepted as they are', async () => {
  const seen = await suite.page.evaluate(async () => {
    const { getInvitations, inviteMembers } = await operations();
    const answer = async (call, response) => {
      const { restore } = replaceFetch(async () => Response.json({ response, client: null, more: 1 }));
      const value = await call();
      restore();
      return value;
    };
    const row = (id, name) => ({
      id,
      email_address: `${name}@example.com`,
      organization_id: 'org_1',
      status: 'on_the_moon',
      role: 'org:new',
      surprise: {},
    });
    const empty = await answer(getInvitations, { data: [], total_count: 7, has_more: true });
    const odd = await answer(getInvitations, { data: [row('orginv_1', 'a')], total_count: 1 });
    // The description of the Frontend API allows both forms.
    const paged = await answer(inviteMembers, { data: [row('orginv_1', 'a'), row('orginv_2', 'b')], total_count: 2 });
    const more = await answer(inviteMembers, [row('orginv_1', 'a'), row('orginv_2', 'b'), row('orginv_3', 'c')]);
    return [
      empty.data,
      empty.total_count,
      Object.keys(empty),
      odd.data[0].status,
      'surprise' in odd.data[0],
      paged.length,
      more.length,
    ];
  });
  assert.deepEqual(seen, [[], 7, ['total_count', 'data', 'totalCount'], 'on_the_moon', false, 2, 3]);
});

test('a malformed client in an answer neither fails the call nor signs the user out', async () => {
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const { organization } = clerk;
    const seen = [];
    for (const client of [
      'client',
      5,
      true,
      [],
      {},
      { sessions: 5 },
      { sessions: [null] },
      { sessions: 'x' },
      {
        sessions: [
          { id: clerk.session.id, status: 'active', user: { id: clerk.user.id, organization_memberships: 5 } },
        ],
      },
    ]) {
      const { restore } = replaceFetch(async () => Response.json({ response: { data: [], total_count: 0 }, client }));
      const { value } = await outcome(() => organization.getInvitations());
      restore();
      const { calls, restore: stop } = replaceFetch((url, init, real) => real(url, init));
      const next = await outcome(() => clerk.organization.getInvitations());
      stop();
      seen.push([
        JSON.stringify(client),
        value?.total_count,
        clerk.organization === organization,
        next.value?.total_count,
        calls[0].url.includes('_clerk_session_id=sess_'),
        clerk.user.fullName,
      ]);
    }
    return seen;
  });
  for (const [client, ...rest] of seen) assert.deepEqual(rest, [0, true, 31, true, 'Ada Ferreira'], client);
});
