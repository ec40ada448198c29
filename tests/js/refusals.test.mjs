// Every answer that is not 2xx, over every operation: a `ClerkAPIResponseError` with all of the server's details.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearFaults, fault } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

// Without 407, 408, 421 and 425, which Chromium handles itself.
const STATUSES = [
  300, 302, 304, 400, 401, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 416, 418, 422, 423, 424, 426,
  428, 429, 431, 451, 499, 500, 501, 502, 503, 504, 505, 507, 520, 599,
];
const ENVELOPE = {
  errors: [
    {
      code: 'form_param_format_invalid',
      message: 'is invalid',
      long_message: 'email_address must be a valid email address.',
      meta: {
        param_name: 'email_address',
        email_addresses: ['a@'],
        permissions: ['org:x'],
        deep_thing: { as_it: 'is' },
      },
    },
    { code: 'second', message: 'too' },
  ],
  clerk_trace_id: 'trace_1',
};
const READ = [
  {
    code: 'form_param_format_invalid',
    message: 'is invalid',
    longMessage: 'email_address must be a valid email address.',
    meta: { paramName: 'email_address', emailAddresses: ['a@'], permissions: ['org:x'], deepThing: { as_it: 'is' } },
  },
  { code: 'second', message: 'too', meta: {} },
];

/**
 * Whether the operation is a change that a gateway answered. It is looked up, and the gateway answers the look-up too.
 */
const isLookedUp = (operation, status) => operation !== 'getInvitations' && [502, 503, 504].includes(status);

/** The number of attempts if the server always answers with this status. */
function sendings(operation, status) {
  // With a new token, once.
  if (status === 401) return 2;
  const unread = status === 429 || (operation === 'getInvitations' && [502, 503, 504].includes(status));
  return unread ? 4 : 1;
}

test("every refusing status with Clerk's envelope, over every operation", async () => {
  const seen = await suite.page.evaluate(
    async ([statuses, envelope]) => {
      const calls = Object.entries(await operations());
      hurry();
      const seen = [];
      for (const [name, call] of calls) {
        for (const status of statuses) {
          // By default Chromium caches 300 and 410.
          const headers = { 'cache-control': 'no-store' };
          await refuse('POST', { path: '/invitations', status, body: envelope, headers, times: 100 });
          const { calls: fetches, restore } = replaceFetch((url, init, real) => real(url, init));
          const result = await outcome(call);
          restore();
          await refuse('DELETE');
          const sent = fetches.map(({ url }) => new URL(url).pathname.split('/').slice(2));
          seen.push({ name, status, result, sent: sent.map(([first, , third]) => `${first}/${third}`) });
        }
      }
      return seen;

      async function refuse(method, fault) {
        await fetch(`${emulator.url}/__emulator/faults`, { method, body: JSON.stringify(fault) });
      }
    },
    [STATUSES, ENVELOPE],
  );
  assert.equal(seen.length, 4 * STATUSES.length);
  for (const { name, status, result, sent } of seen) {
    const title = `${name} ${status}`;
    const { error, ...other } = result;
    assert.deepEqual(other, {}, title);
    const lookUps = isLookedUp(name, status) ? 4 : 0;
    const again = Array(sendings(name, status) - 1 + lookUps).fill('organizations/invitations');
    const between = status === 401 ? ['client/undefined', 'client/sess'] : [];
    const paths = sent.map((path) => path.replace(/sess_\w+/, 'sess'));
    assert.deepEqual(paths, ['organizations/invitations', ...between, ...again], title);
    if (lookUps) {
      assert.deepEqual([error.class, error.code], ['ClerkRuntimeError', 'outcome_unknown'], title);
      continue;
    }
    assert.deepEqual(
      [error.class, error.name, error.code, error.status],
      ['ClerkAPIResponseError', 'ClerkAPIResponseError', 'api_response_error', status],
      title,
    );
    // A 304 never has a body.
    if (status === 304) continue;
    assert.equal(error.message, 'email_address must be a valid email address.', title);
    assert.equal(error.clerkTraceId, 'trace_1', title);
    assert.deepEqual(error.errors, READ, title);
  }
});

// Bodies that a gateway, a proxy, a bug or a broken connection may send instead of the envelope.
const BODIES = [
  '',
  '<!doctype html><h1>502 Bad Gateway</h1>',
  'null',
  '[]',
  '{}',
  '5',
  '"oops"',
  'true',
  '{"errors":null}',
  '{"errors":"oops"}',
  '{"errors":{}}',
  '{"errors":[]}',
  '{"errors":5}',
  '{"error":"oops"}',
  '{"errors":[{"code":"cut_o',
  '\u0000\u0001',
  '{"errors":[{"code":',
];
// Bodies with malformed errors.
const ODD = [
  ['{"errors":[null]}', [{ meta: {} }]],
  ['{"errors":["oops"]}', [{ meta: {} }]],
  ['{"errors":[{"code":"x","meta":null}]}', [{ code: 'x', meta: {} }]],
  ['{"errors":[{"code":"x","meta":5}]}', [{ code: 'x', meta: {} }]],
  ['{"errors":[{"code":"x","long_message":5}]}', [{ code: 'x', longMessage: 5, meta: {} }]],
  [
    '{"errors":[{"code":"x","long_message":{"toString":1,"valueOf":2}}]}',
    [{ code: 'x', longMessage: { toString: 1, valueOf: 2 }, meta: {} }],
  ],
  [
    '{"errors":[{"code":"x","meta":{"__proto__":{"bad":1},"constructor":1}}]}',
    [{ code: 'x', meta: { constructor: 1, _Proto__: { bad: 1 } } }],
  ],
];

test('a refusal whose body is not the envelope has the status, a message and no errors', async () => {
  const seen = await suite.page.evaluate(
    async (bodies) => {
      const calls = Object.entries(await operations());
      hurry();
      const seen = [];
      for (const [name, call] of calls) {
        for (const body of bodies) {
          for (const [status, statusText] of [
            [400, 'Bad Request'],
            [502, 'Bad Gateway'],
            [503, ''],
          ]) {
            const { restore } = replaceFetch(async () => new Response(body, { status, statusText }));
            const result = await outcome(call);
            restore();
            seen.push({ title: `${name} ${status} ${body}`, name, body, status, statusText, result });
          }
        }
      }
      return seen;
    },
    [...BODIES, ...ODD.map(([body]) => body)],
  );
  for (const { title, name, body, status, statusText, result } of seen) {
    const { error, ...other } = result;
    assert.deepEqual(other, {}, title);
    if (isLookedUp(name, status)) {
      assert.deepEqual([error.class, error.code], ['ClerkRuntimeError', 'outcome_unknown'], title);
      continue;
    }
    assert.deepEqual([error.class, error.status], ['ClerkAPIResponseError', status], title);
    // HTTP/2 has no status text, but the message must not be empty.
    assert.equal(error.message, statusText || 'HTTP status 503', title);
    assert.deepEqual(error.errors, ODD.find(([odd]) => odd === body)?.[1] ?? [], title);
  }
});

test('a refusal with a truncated body is still that refusal', async () => {
  const seen = await suite.page.evaluate(async () => {
    const seen = [];
    const calls = Object.entries(await operations());
    hurry();
    const fault = { path: '/invitations', status: 502, body: '{"errors":[{"code":"x"', contentLength: 5000, times: 100 };
    await fetch(`${emulator.url}/__emulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
    for (const [name, call] of calls) seen.push([name, await outcome(call)]);
    return seen;
  });
  for (const [name, { error }] of seen) {
    const expected = isLookedUp(name, 502) ? ['ClerkRuntimeError', undefined, undefined] : ['ClerkAPIResponseError', 502, []];
    assert.deepEqual([error?.class, error?.status, error?.errors], expected, name);
  }
});

test('retryAfter is a number of seconds or absent', async () => {
  const table = [
    ['20', 20],
    ['0', 0],
    ['120', 120],
    [undefined, undefined],
    ['', undefined],
    ['soon', undefined],
    ['-1', undefined],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['Wed, 21 Oct 2015', 0],
    ['Wed, 99 Oct 2015 07:28:00 GMT', undefined],
    ['later 7', undefined],
    ['1e3', undefined],
    ['Infinity', undefined],
  ];
  const seen = await suite.page.evaluate(async (table) => {
    const { getInvitations, inviteMember } = await operations();
    hurry();
    const seen = [];
    for (const [value] of table) {
      for (const call of [getInvitations, inviteMember]) {
        const headers = value === undefined ? {} : { 'Retry-After': value };
        const { restore } = replaceFetch(async () =>
          Response.json({ errors: [{ code: 'too_many_requests' }] }, { status: 429, headers }),
        );
        seen.push((await outcome(call)).error.retryAfter);
        restore();
      }
    }
    return seen;
  }, table);
  assert.deepEqual(
    seen,
    table.flatMap(([, seconds]) => [seconds, seconds]),
  );
});

test('retryAfter is readable from another origin, and the request is sent again after that time', async () => {
  for (const operation of ['getInvitations', 'inviteMember', 'inviteMembers', 'revoke']) {
    await suite.page.evaluate(async () => (globalThis.calls ??= await operations()));
    await fault({ path: '/invitations', status: 429, body: { errors: [] }, headers: { 'retry-after': '7' }, times: 100 });
    const { error, waits } = await suite.page.evaluate(async (operation) => {
      const real = globalThis.setTimeout;
      const waits = hurry();
      const { error } = await outcome(calls[operation]);
      globalThis.setTimeout = real;
      return { error, waits };
    }, operation);
    await clearFaults();
    assert.deepEqual([error.status, error.retryAfter], [429, 7], operation);
    // The server's delay plus the waits of clerk-js, so that clients do not all retry at once.
    assert.equal(waits.length, 3, operation);
    for (const [index, spread] of [100, 700, 1400].entries()) {
      assert.ok(waits[index] >= 7000 && waits[index] <= 7000 + spread, `${operation}: ${waits}`);
    }
  }
});

test('a retryAfter that is a date is waited for, and one too far ahead rejects at once', async () => {
  const seen = await suite.page.evaluate(async () => {
    const { inviteMember } = await operations();
    const waits = hurry();
    const seen = [];
    for (const seconds of [20, 90]) {
      waits.length = 0;
      const headers = { 'Retry-After': new Date(Date.now() + seconds * 1000).toUTCString() };
      const { calls, restore } = replaceFetch(async () => Response.json({ errors: [] }, { status: 429, headers }));
      const { error } = await outcome(inviteMember);
      restore();
      seen.push({ retryAfter: error.retryAfter, waits: [...waits], sent: calls.length });
    }
    return seen;
  });
  const [near, far] = seen;
  assert.ok(near.retryAfter >= 18 && near.retryAfter <= 20, `${near.retryAfter}`);
  assert.deepEqual([near.sent, near.waits.length], [4, 3]);
  for (const wait of near.waits) assert.ok(wait >= 18_000 && wait <= 21_400, `${near.waits}`);
  assert.ok(far.retryAfter >= 88 && far.retryAfter <= 90, `${far.retryAfter}`);
  assert.deepEqual([far.sent, far.waits], [1, []]);
});

test('after every kind of refusal the next call works', async () => {
  const totals = await suite.page.evaluate(async () => {
    const { getInvitations } = await operations();
    hurry();
    const totals = [];
    for (const status of [302, 400, 401, 403, 404, 422, 429, 500, 503]) {
      const { restore } = replaceFetch(async (url, init, real) =>
        url.includes('/invitations') ? new Response('<html>', { status }) : real(url, init),
      );
      await outcome(getInvitations);
      restore();
      totals.push((await getInvitations()).total_count);
    }
    return totals;
  });
  assert.deepEqual(new Set(totals), new Set([31]));
});

test('a refused revoke leaves the invitation as it is', async () => {
  const { before, after } = await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    const {
      data: [invitation],
    } = await organization.getInvitations({ status: 'pending' });
    const before = JSON.stringify(invitation);
    const { restore } = replaceFetch(async () =>
      Response.json({ errors: [], response: { id: invitation.id, status: 'revoked' } }, { status: 403 }),
    );
    await outcome(invitation.revoke);
    restore();
    return { before, after: JSON.stringify(invitation) };
  });
  assert.equal(after, before);
});
