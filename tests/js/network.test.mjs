// Calls without an answer: network failures of every kind, a browser that is offline, a server that never answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearFaults, clearRequests, fault, requests } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });
const OPERATIONS = ['getInvitations', 'inviteMember', 'inviteMembers', 'revoke'];
// The look-up fails too, so the outcome of a change is unknown.
const codeOf = (title, code) => (title.startsWith('getInvitations') ? code : 'outcome_unknown');
const attempts = (log) =>
  log.map(({ url, query }) =>
    url ?
      new URL(url).searchParams.get('_clerk_retry_attempt')
    : (query.find(([name]) => name === '_clerk_retry_attempt')?.[1] ?? null),
  );

test('for every failure of fetch, every operation rejects with one error and its cause', async () => {
  const seen = await suite.page.evaluate(async () => {
    const dead = new AbortController();
    dead.abort('a reason that is text');
    const ways = {
      'rejects with a TypeError': () => Promise.reject(new TypeError('Failed to fetch')),
      'rejects with a string': () => Promise.reject('a string'),
      'rejects with an empty string': () => Promise.reject(''),
      'rejects with undefined': () => Promise.reject(undefined),
      'rejects with null': () => Promise.reject(null),
      'rejects with a number': () => Promise.reject(0),
      'rejects with a bigint': () => Promise.reject(5n),
      'rejects with a symbol': () => Promise.reject(Symbol('s')),
      'rejects with a function': () => Promise.reject(() => {}),
      'rejects with a bare object': () => Promise.reject(Object.create(null)),
      'rejects with a frozen object': () => Promise.reject(Object.freeze({ name: 5, message: null })),
      'rejects with an object whose name throws nothing but is odd': () => Promise.reject({ name: { toString: 1 } }),
      'rejects with an AbortError': () => Promise.reject(new DOMException('Stopped', 'AbortError')),
      'rejects with an abort reason that is text': (url) => real(url, { signal: dead.signal }),
      'throws an Error': () => {
        throw new Error('sync');
      },
      'throws a string': () => {
        throw 'sync';
      },
      'throws undefined': () => {
        throw undefined;
      },
      'resolves to undefined': async () => undefined,
      'resolves to null': async () => null,
      'resolves to a string': async () => 'response',
      'resolves to what looks like a Response': async () => ({
        ok: true,
        status: 200,
        headers: new Headers(),
        json: async () => ({ response: {} }),
      }),
      'returns no Promise': () => 5,
      'returns nothing': () => {},
      'is no function': null,
    };
    const real = globalThis.fetch;
    const calls = await operations();
    hurry();
    const seen = [];
    for (const [way, stub] of Object.entries(ways)) {
      for (const [name, call] of Object.entries(calls)) {
        globalThis.fetch = stub;
        let thrown;
        try {
          await stub?.('/');
        } catch (error) {
          thrown = { error };
        }
        let cause;
        const result = await outcome(async () => {
          try {
            return await call();
          } catch (error) {
            cause = error.cause;
            throw error;
          }
        });
        globalThis.fetch = real;
        seen.push({
          title: `${name}: fetch ${way}`,
          result,
          thrown: !!thrown,
          sameKind: thrown && typeof cause === typeof thrown.error,
        });
      }
    }
    return { seen, after: (await calls.getInvitations()).total_count };
  });
  assert.equal(seen.seen.length, 24 * 4);
  for (const { title, result, thrown, sameKind } of seen.seen) {
    const { error, ...other } = result;
    assert.deepEqual(other, {}, title);
    assert.deepEqual([error.class, error.code], ['ClerkRuntimeError', codeOf(title, 'network_error')], title);
    // The thrown value is the cause, also if it is not an Error.
    if (thrown) assert.ok(sameKind, title);
  }
  assert.equal(seen.after, 31);
});

test('an answer whose body fails to load rejects with an error of this package', async () => {
  const seen = await suite.page.evaluate(async () => {
    const calls = await operations();
    hurry();
    const broken = (error) => new ReadableStream({ start: (controller) => controller.error(error) });
    const seen = [];
    for (const [name, call] of Object.entries(calls)) {
      for (const status of [200, 500]) {
        for (const error of [new TypeError('network error'), 'text', undefined, null]) {
          const { restore } = replaceFetch(async () => new Response(broken(error), { status }));
          seen.push({ title: `${name} ${status} ${error}`, status, result: await outcome(call) });
          restore();
        }
        const { restore } = replaceFetch(async () => {
          const used = new Response('{}', { status });
          await used.text();
          return used;
        });
        seen.push({ title: `${name} ${status} used`, status, result: await outcome(call) });
        restore();
      }
      const { restore } = replaceFetch(async () => Response.error());
      seen.push({ title: `${name} Response.error()`, status: 0, result: await outcome(call) });
      restore();
    }
    return seen;
  });
  for (const { title, status, result } of seen) {
    const { error, ...other } = result;
    assert.deepEqual(other, {}, title);
    const expected = {
      200: ['ClerkRuntimeError', codeOf(title, 'invalid_response')],
      500: ['ClerkAPIResponseError', 'api_response_error'],
      0: ['ClerkRuntimeError', codeOf(title, 'network_error')],
    };
    assert.deepEqual([error.class, error.code], expected[status], title);
  }
});

test('a GET is sent four times, with the number of the attempt and the waits of clerk-js', async () => {
  for (const [luck, waits] of [
    [0, [100, 700, 1400]],
    [0.5, [150, 1050, 2100]],
    [0.999999, [199, 1399, 2799]],
  ]) {
    const seen = await suite.page.evaluate(async (luck) => {
      globalThis.call ??= (await operations()).getInvitations;
      const { setTimeout } = globalThis;
      const waits = hurry();
      const { random } = Math;
      Math.random = () => luck;
      const { calls, restore } = replaceFetch(() => Promise.reject(new TypeError('Failed to fetch')));
      const { error } = await outcome(call);
      restore();
      Object.assign(globalThis, { setTimeout });
      Math.random = random;
      return { calls, waits, code: error.code };
    }, luck);
    assert.deepEqual(attempts(seen.calls), [null, '1', '2', '3']);
    assert.equal(new URL(seen.calls[1].url).search.split('&').at(-1), '_clerk_retry_attempt=1');
    assert.deepEqual(seen.waits, waits);
    assert.equal(seen.code, 'network_error');
  }
});

test('a GET that is answered at a later attempt resolves', async () => {
  const seen = await suite.page.evaluate(async () => {
    const { getInvitations } = await operations();
    hurry();
    const totals = [];
    for (const failures of [1, 2, 3]) {
      let left = failures;
      const { calls, restore } = replaceFetch((url, init, real) =>
        left-- > 0 ? Promise.reject('down') : real(url, init),
      );
      totals.push([(await getInvitations()).total_count, calls.length]);
      restore();
    }
    return totals;
  });
  assert.deepEqual(seen, [
    [31, 2],
    [31, 3],
    [31, 4],
  ]);
});

// Each change's request, and the list in which it is looked up.
const CHANGES = {
  inviteMember: { path: /\/invitations$/, status: 'pending' },
  inviteMembers: { path: /\/invitations\/bulk$/, status: 'pending' },
  revoke: { path: /\/invitations\/orginv_\w+\/revoke$/, status: 'revoked' },
};

/**
 * Runs every change while `stub(url, init, real, sendings)` replaces `fetch`; `sendings` counts the earlier attempts.
 */
const changes = (stub) =>
  suite.page.evaluate(async (source) => {
    const stub = (0, eval)(source);
    globalThis.organization = await activeOrganization();
    const calls = await operations({ organization });
    hurry();
    const seen = [];
    for (const name of ['inviteMember', 'inviteMembers', 'revoke']) {
      let sendings = 0;
      const { calls: fetches, restore } = replaceFetch((url, init, real) => stub(url, init, real, sendings++));
      const result = await outcome(calls[name]);
      restore();
      seen.push({ name, result, fetches });
    }
    return seen;
  }, `(${stub})`);

/** The fetches of a change: `POST` for the change, `looked` for its look-up. */
const told = ({ name, fetches }) =>
  fetches.map(({ method, url }) => {
    const { pathname, searchParams } = new URL(url);
    if (pathname.endsWith('/tokens')) return 'asked the time';
    if (method === 'POST') return CHANGES[name].path.test(pathname) ? 'POST' : pathname;
    return pathname.endsWith('/invitations') && searchParams.get('status') === CHANGES[name].status ? 'looked' : url;
  });

test('a POST without an answer is not sent again if its look-up fails', async () => {
  for (const change of await changes(() => Promise.reject(new TypeError('Failed to fetch')))) {
    const { error } = change.result;
    assert.deepEqual([error.class, error.code, error.method], ['ClerkRuntimeError', 'outcome_unknown', 'POST']);
    assert.match(error.path, CHANGES[change.name].path);
    assert.deepEqual(told(change), ['POST', 'looked', 'looked', 'looked', 'looked'], change.name);
  }
  assert.ok((await requests()).every(({ method, path }) => method === 'GET' || !path.includes('/invitations')));
});

test('a POST that was applied but whose answer was lost is found and not sent again', async () => {
  const seen = await changes((url, init, real, sendings) =>
    sendings ? real(url, init) : real(url, init).then(() => Promise.reject(new TypeError('Failed to fetch'))),
  );
  for (const change of seen) {
    // A page on another origin cannot read `Date`, so the first look-up gets the server's time from a new token.
    const asks = change.name === 'inviteMember' ? ['asked the time'] : [];
    assert.deepEqual(told(change), ['POST', 'looked', ...asks], change.name);
    const { value } = change.result;
    const pending = [value].flat().map(({ emailAddress, status }) => `${emailAddress} ${status}`);
    if (change.name === 'inviteMember') assert.deepEqual(pending, ['a@example.com pending']);
    if (change.name === 'inviteMembers') assert.deepEqual(pending, ['a@example.com pending', 'b@example.com pending']);
    if (change.name === 'revoke') assert.equal(value.status, 'revoked');
  }
  const { total, addresses } = await suite.page.evaluate(async () => {
    const { data, total_count: total } = await organization.getInvitations({ status: 'pending', pageSize: 100 });
    return { total, addresses: data.map(({ emailAddress }) => emailAddress).filter((one) => /^[ab]@/.test(one)) };
  });
  // 14 in the seed, minus the revoked one. Both calls invited `a`.
  assert.equal(total, 13 + addresses.length);
  assert.equal((await requests()).filter(({ method, path }) => method === 'POST' && /invitations/.test(path)).length, 3);
});

test('a POST that never arrived is looked up, not found, and sent once more', async () => {
  const seen = await changes((url, init, real, sendings) =>
    sendings ? real(url, init) : Promise.reject(new TypeError('Failed to fetch')),
  );
  for (const change of seen) {
    assert.deepEqual(told(change), ['POST', 'looked', 'POST'], change.name);
    assert.ok(change.result.value, change.name);
  }
  const seenAgain = (await requests()).filter(({ method, path }) => method === 'POST' && /invitations/.test(path));
  assert.deepEqual(seenAgain.map(({ status }) => status), [200, 200, 200]);
});

test('after a closed connection a list is requested again, and an invitation is looked up and sent once more', async () => {
  await suite.page.evaluate(async () => (globalThis.calls = await operations()));
  // Chromium itself retries on a reused connection, so this drops the first two attempts of the client.
  await fault({ method: 'GET', path: '/invitations$', drop: true, times: 4 });
  await clearRequests();
  const total = await suite.page.evaluate(async () => (await calls.getInvitations()).total_count);
  assert.equal(total, 31);
  const numbers = attempts(await requests());
  assert.ok(numbers.includes('1'), `attempts ${numbers}`);
  assert.ok(new Set(numbers).size === Number(numbers.at(-1)) + 1, `attempts ${numbers}`);

  await clearFaults();
  await fault({ method: 'POST', path: '/invitations$', drop: true, times: 100 });
  await clearRequests();
  const { error } = await suite.page.evaluate(() => outcome(calls.inviteMember));
  assert.deepEqual([error.class, error.code], ['ClerkRuntimeError', 'network_error']);
  const log = await requests();
  assert.deepEqual([...new Set(attempts(log))], [null]);
  const turns = log.map(({ method }) => method).filter((method, index, all) => method !== all[index - 1]);
  assert.deepEqual(turns, ['POST', 'GET', 'POST', 'GET']);
});

test('a refused connection is a network error', async () => {
  const { error } = await suite.page.evaluate(() =>
    outcome(() => new sdk.Clerk(cookieKey, { proxyUrl: 'http://127.0.0.1:1' }).load(), 15_000),
  );
  assert.deepEqual([error.class, error.code], ['ClerkRuntimeError', 'network_error']);
  assert.match(error.cause, /TypeError/);
});

test('offline, every operation rejects within a second, is not retried, and never resolves', async () => {
  await suite.page.evaluate(async () => (globalThis.calls = await operations()));
  await clearRequests();
  await suite.context.setOffline(true);
  for (const name of OPERATIONS) {
    const { error, took, fetches } = await suite.page.evaluate(async (name) => {
      const { calls: fetches, restore } = replaceFetch((url, init, real) => real(url, init));
      const started = performance.now();
      const { error } = await outcome(calls[name]);
      restore();
      return { error, took: performance.now() - started, fetches: fetches.length };
    }, name);
    assert.deepEqual([error?.class, error?.code], ['ClerkRuntimeError', 'network_error'], name);
    assert.ok(took < 1000, `${name} took ${took} ms`);
    assert.ok(fetches <= 1, `${name} sent ${fetches}`);
  }
  assert.deepEqual(await requests(), []);
  await suite.context.setOffline(false);
  const statuses = await suite.page.evaluate(async () => [
    (await calls.getInvitations()).total_count,
    (await calls.revoke()).status,
  ]);
  assert.deepEqual(statuses, [31, 'revoked']);
});

test('load() offline fails at once, and works when the network is back', async () => {
  await suite.page.evaluate(() => sdk.init());
  await suite.context.setOffline(true);
  const { error, took } = await suite.page.evaluate(async () => {
    globalThis.clerk = newClerk();
    const started = performance.now();
    const { error } = await outcome(() => clerk.load());
    return { error, took: performance.now() - started };
  });
  assert.deepEqual([error.class, error.code], ['ClerkRuntimeError', 'network_error']);
  assert.ok(took < 1000, `${took} ms`);
  await suite.context.setOffline(false);
  assert.equal(await suite.page.evaluate(async () => (await clerk.load(), clerk.status)), 'ready');
});

test('a request without an answer fails after 30 seconds, and a change is then looked up once', async () => {
  const seen = await suite.page.evaluate(async () => {
    const calls = await operations();
    // Makes the time limit pass early.
    const limits = [];
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (callback, ms, ...given) => {
      if (ms !== 30_000) return setTimeout(callback, ms, ...given);
      limits.push(ms);
      return setTimeout(callback, 50);
    };
    const never = new Promise(() => {});
    const ways = {
      'never settles': () => never,
      'never settles but for its signal': (url, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      'never ends its body': async () => new Response(new ReadableStream()),
      'never ends the body of a refusal': async () => new Response(new ReadableStream(), { status: 500 }),
    };
    const seen = [];
    for (const [way, stub] of Object.entries(ways)) {
      for (const [name, call] of Object.entries(calls)) {
        limits.length = 0;
        const { calls: fetches, restore } = replaceFetch(stub);
        const result = await outcome(call);
        restore();
        seen.push({ title: `${name}: fetch ${way}`, result, fetches: fetches.length, limits: [...limits] });
      }
    }
    globalThis.setTimeout = setTimeout;
    return { seen, after: (await calls.getInvitations()).total_count };
  });
  for (const { title, result, fetches, limits } of seen.seen) {
    const { error, ...other } = result;
    assert.deepEqual(other, {}, title);
    assert.deepEqual([error.class, error.code], ['ClerkRuntimeError', codeOf(title, 'timeout')], title);
    assert.match(error.cause, /^TimeoutError/, title);
    const asked = title.startsWith('getInvitations') ? 1 : 2;
    assert.deepEqual([fetches, limits], [asked, Array(asked).fill(30_000)], title);
  }
  assert.equal(seen.after, 31);
});

test('a late answer within the time limit counts', async () => {
  await suite.page.evaluate(async () => (globalThis.calls = await operations()));
  await fault({ path: '/invitations$', delayMs: 1500 });
  assert.equal(await suite.page.evaluate(async () => (await calls.getInvitations()).total_count), 31);
});
