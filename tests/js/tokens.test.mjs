// Session tokens: when they come from the cache, when they are fetched, and with which request.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { advanceClock, clearFaults, clearRequests, emulator, fault, requests } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

/**
 * Runs `call` in the page with a loaded `clerk` and an empty cache (unless `kept`), and clears the request log before.
 */
async function withSession(call, { kept = false, argument } = {}) {
  await suite.page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    globalThis.claims = (jwt) => JSON.parse(atob(jwt.split('.')[1].replace(/-/g, '+').replace(/_/g, '/')));
  });
  // Until the token that came with the client has expired.
  if (!kept) await later(120_000);
  await clearRequests();
  return suite.page.evaluate(call, argument);
}

/** Moves the clocks of the page and the server. */
async function later(ms) {
  await advanceClock(ms);
  await suite.page.evaluate((ms) => shiftClock(ms), ms);
}

const tokenRequests = async () => (await requests()).filter(({ path }) => path.includes('/tokens'));

test('the token that came with the client is used, and nothing is sent', async () => {
  const claims = await withSession(async () => globalThis.claims(await clerk.session.getToken()), { kept: true });
  assert.equal(claims.sub, emulator.admin.userId);
  assert.equal(claims.o.id, emulator.organizationId);
  assert.deepEqual(await requests(), []);
});

test('a token is fetched once and then comes from the cache', async () => {
  const same = await withSession(async () => {
    const tokens = [];
    for (let i = 0; i < 5; i++) tokens.push(await clerk.session.getToken());
    return new Set(tokens).size;
  });
  assert.equal(same, 1);
  const [request, ...more] = await requests();
  assert.deepEqual(more, []);
  assert.equal(request.method, 'POST');
  assert.match(request.path, /^\/v1\/client\/sessions\/sess_\w+\/tokens$/);
  assert.deepEqual(
    request.query.map(([name]) => name),
    ['__clerk_api_version', '_clerk_js_version', '__clerk_db_jwt'],
  );
  assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded');
  assert.match(
    request.body,
    new RegExp(`^organization_id=${emulator.organizationId}&tab_state=(focused|visible|hidden)$`),
  );
});

test('a token is cached until five seconds before it expires, then fetched again', async () => {
  const first = await withSession(() => clerk.session.getToken());
  const again = () => suite.page.evaluate(() => clerk.session.getToken());
  // A token expires after 60 seconds.
  await later(53_000);
  assert.equal(await again(), first);
  assert.equal((await tokenRequests()).length, 1);
  await later(2_500);
  const second = await again();
  assert.notEqual(second, first);
  assert.equal((await tokenRequests()).length, 2);
  assert.equal(await again(), second);
});

test('overlapping calls share one request', async () => {
  const distinct = await withSession(async () => {
    const tokens = await Promise.all(Array.from({ length: 10 }, () => clerk.session.getToken()));
    return new Set(tokens).size;
  });
  assert.equal((await tokenRequests()).length, 1);
  assert.equal(distinct, 1);
});

test('overlapping calls for different organizations send separate requests', async () => {
  const organizations = await withSession(async () => {
    const tokens = await Promise.all([clerk.session.getToken(), clerk.session.getToken({ organizationId: null })]);
    return tokens.map((jwt) => claims(jwt).o?.id ?? null);
  });
  assert.deepEqual(organizations, [emulator.organizationId, null]);
  assert.deepEqual((await tokenRequests()).map(({ body }) => /organization_id=(\w*)/.exec(body)[1]).sort(), [
    '',
    emulator.organizationId,
  ]);
});

test('skipCache fetches a token although a fresh one is cached, and caches the answer', async () => {
  const [first, fresh, kept] = await withSession(
    async () => [
      await clerk.session.getToken(),
      await clerk.session.getToken({ skipCache: true }),
      await clerk.session.getToken(),
    ],
    { kept: true },
  );
  assert.notEqual(first, fresh);
  assert.equal(kept, fresh);
  const [request, ...more] = await tokenRequests();
  assert.deepEqual(more, []);
  assert.deepEqual(request.query[0], ['debug', 'skip_cache']);
});

test('a template that does not exist is a 404, and the session token is still there', async () => {
  const { refused, token } = await withSession(
    async () => ({
      refused: await outcome(() => clerk.session.getToken({ template: 'no such/one' })),
      token: await clerk.session.getToken(),
    }),
    { kept: true },
  );
  assert.deepEqual([refused.error.class, refused.error.status], ['ClerkAPIResponseError', 404]);
  assert.ok(token);
  const [request, ...more] = await tokenRequests();
  assert.deepEqual(more, []);
  assert.match(request.path, /\/tokens\/no(%20| )such(%2F|\/)one$/);
  assert.equal(request.body, '');
});

test('the token of a template is cached separately from the session token', async () => {
  const tokens = await withSession(
    async () => {
      const jwt = await clerk.session.getToken();
      const { calls, restore } = replaceFetch(async () => Response.json({ jwt: `${jwt}x` }));
      const tokens = [
        await clerk.session.getToken({ template: 'mine' }),
        await clerk.session.getToken({ template: 'mine' }),
        jwt,
      ];
      restore();
      return [
        tokens[0] === tokens[1],
        tokens[0] === tokens[2],
        calls.length,
        new URL(calls[0].url).pathname.split('/').at(-1),
      ];
    },
    { kept: true },
  );
  assert.deepEqual(tokens, [true, false, 1, 'mine']);
});

test('a failure rejects all calls that share the request, and the next call sends another one', async () => {
  await withSession(() => {});
  await fault({
    path: '/tokens$',
    status: 500,
    body: { errors: [{ code: 'oops', message: 'Oops', long_message: 'Oops!' }] },
  });
  const seen = await suite.page.evaluate(async () => {
    const both = await Promise.all([outcome(() => clerk.session.getToken()), outcome(() => clerk.session.getToken())]);
    return { both, after: await outcome(() => clerk.session.getToken()) };
  });
  for (const { error } of seen.both)
    assert.deepEqual([error.class, error.status, error.message], ['ClerkAPIResponseError', 500, 'Oops!']);
  assert.ok(seen.after.value);
  assert.equal((await tokenRequests()).length, 2);
});

test('a token that the server fails to issue for a moment is requested again', async () => {
  await withSession(() => {});
  const wrong = [{ status: 502 }, { status: 503, headers: { 'retry-after': '1' } }, { status: 504 }, { rejects: true }];
  const waits = [];
  for (const how of wrong) {
    // Not with a dropped connection, which Chromium itself retries.
    if (!how.rejects) await fault({ method: 'POST', path: '/tokens$', ...how });
    const seen = await suite.page.evaluate(async ({ rejects }) => {
      const retries = [];
      let isDue = rejects;
      const { restore } = replaceFetch(async (url, init, real) => {
        if (!isDue || !/\/tokens\?/.test(url)) return real(url, init);
        isDue = false;
        throw new TypeError('Failed to fetch');
      });
      const stop = clerk.on('retry', ({ waitMs }) => retries.push(waitMs));
      const result = await outcome(() => clerk.session.getToken({ skipCache: true }));
      stop();
      restore();
      return { ...result, retries };
    }, how);
    assert.equal(seen.value?.split('.').length, 3, JSON.stringify({ how, seen }));
    waits.push(...seen.retries);
  }
  assert.equal(waits.length, wrong.length, `${waits}`);
  assert.equal((await tokenRequests()).length, 2 * wrong.length - 1);
  for (const [at, wait] of waits.entries()) {
    const least = wrong[at].headers ? 1000 : 100;
    assert.ok(wait >= least && wait <= least + 100, `${JSON.stringify(wrong[at])}: ${wait} ms`);
  }
});

test('a token request is sent four times if the server keeps failing, and once for a 500', async () => {
  await withSession(() => {});
  for (const [status, times] of [[503, 4], [500, 1]]) {
    await fault({ method: 'POST', path: '/tokens$', status, times: 100 });
    await clearRequests();
    const { error } = await suite.page.evaluate(() => outcome(() => clerk.session.getToken({ skipCache: true }), 15_000));
    assert.equal(error.status, status);
    assert.equal((await tokenRequests()).length, times);
    await clearFaults();
  }
});

test('any answer without a token is an error', async () => {
  const outcomes = await withSession(async () => {
    const outcomes = {};
    for (const body of [
      'null',
      '{}',
      '[]',
      '"jwt"',
      '5',
      '{"jwt":null}',
      '{"jwt":5}',
      '{"jwt":""}',
      '{"response":{}}',
      '<html>',
      '',
    ]) {
      const { restore } = replaceFetch(async () => new Response(body));
      outcomes[body] = await outcome(() => clerk.session.getToken());
      restore();
    }
    return { outcomes, after: await outcome(() => clerk.session.getToken()) };
  });
  for (const [body, { error, ...other }] of Object.entries(outcomes.outcomes)) {
    assert.deepEqual(other, {}, body);
    assert.deepEqual([error.class, error.code], ['ClerkRuntimeError', 'invalid_response'], `${body}: ${error.message}`);
  }
  assert.ok(outcomes.after.value);
});

test('a token without readable claims is returned and not cached', async () => {
  const seen = await withSession(async () => {
    const seen = [];
    for (const jwt of [
      'opaque',
      'a.b.c',
      'a.%%%.c',
      `a.${btoa('null')}.c`,
      `a.${btoa('{"exp":"soon","iat":null}')}.c`,
    ]) {
      const { calls, restore } = replaceFetch(async () => Response.json({ jwt }));
      const given = [await outcome(() => clerk.session.getToken()), await outcome(() => clerk.session.getToken())];
      seen.push([jwt, given.map(({ value }) => value), calls.length]);
      restore();
    }
    return seen;
  });
  for (const [jwt, given, requests] of seen) assert.deepEqual([given, requests], [[jwt, jwt], 2], jwt);
});

for (const [title, hours] of [
  ['behind', -3],
  ['ahead', 3],
]) {
  test(`a clock that is three hours ${title} does not cache a token beyond its expiry`, async () => {
    await suite.page.evaluate((ms) => shiftClock(ms), hours * 60 * 60 * 1000);
    await withSession(() => clerk.session.getToken(), { kept: true });
    // Another minute for both clocks.
    await advanceClock(60_000);
    await suite.page.evaluate(() => shiftClock(60_000));
    const { exp } = await suite.page.evaluate(async () => claims(await clerk.session.getToken()));
    const [{ at }] = (await requests()).slice(-1);
    assert.ok(exp * 1000 > at, `ends ${exp * 1000}, asked ${at}`);
  });
}

test('signed out, session is null', async () => {
  await suite.context.clearCookies();
  assert.equal(await suite.page.evaluate(async () => (await loadedClerk()).session), null);
});
