// The options of a call: `{ signal, timeoutMs }`. A settled call sends no request and leaves no timer or listener.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, fault, requests } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });
const CALLS = ['getInvitations', 'inviteMember', 'inviteMembers', 'revoke', 'getToken', 'setActive', 'signOut'];
/** The operations that are looked up if there is no answer. */
const CHANGES = ['inviteMember', 'inviteMembers', 'revoke'];

/** Adds `calls` (each takes the options), `ended` and `until` to the page. */
async function furnish() {
  await suite.page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    const { organization, session } = clerk;
    globalThis.organization = organization;
    const { data } = await organization.getInvitations({ status: 'pending' });
    [globalThis.invitation] = data;
    // Fetches the chunk for changes now, so that tests count only requests to the server.
    await clerk.setActive({ organization });
    const [emailAddress, role] = ['once@example.com', 'org:member'];
    globalThis.calls = {
      getInvitations: (options) => organization.getInvitations(undefined, options),
      inviteMember: (options) => organization.inviteMember({ emailAddress, role }, options),
      inviteMembers: (options) => organization.inviteMembers({ emailAddresses: [emailAddress, 'b@example.com'], role }, options),
      revoke: (options) => invitation.revoke(options),
      getToken: (options) => session.getToken({ skipCache: true, ...options }),
      setActive: (options) => clerk.setActive({ organization, ...options }),
      signOut: (options) => clerk.signOut(options),
    };
    /** Never answers, but rejects when its signal aborts, like `fetch`. */
    globalThis.silent = (url, { signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    /** Records each call's signal. */
    globalThis.watch = (stub) => {
      const signals = [];
      const { calls, restore } = replaceFetch((url, init, real) => {
        signals.push(init.signal);
        return stub(url, init, real);
      });
      return { calls, restore, signals };
    };
    const soon = globalThis.setTimeout;
    globalThis.moment = (ms = 10) => new Promise((passed) => soon(passed, ms));
    globalThis.until = async (condition) => {
      for (let turns = 0; turns < 500 && !condition(); turns++) await moment(5);
      if (!condition()) throw new Error(`never came: ${condition}`);
    };
    /** Describes how a call that is aborted with `reason` rejects. */
    globalThis.ended = async (promise, reason) => {
      let thrown;
      const { error, pending } = await outcome(async () => {
        try {
          return await promise;
        } catch (error) {
          thrown = error;
          throw error;
        }
      }, 3000);
      if (pending) return 'never';
      if (!error) return 'resolved';
      if (thrown === reason) return 'the reason itself';
      return [error.class, error.name, error.code, thrown.cause === reason ? 'caused by the reason' : 'of no cause'].join();
    };
  });
  await clearRequests();
}

/** The error for each kind of abort reason. */
const REASONS = {
  error: 'the reason itself',
  DOMException: 'the reason itself',
  text: 'ClerkRuntimeError,AbortError,aborted,caused by the reason',
  object: 'ClerkRuntimeError,AbortError,aborted,caused by the reason',
};

test('a call with an already aborted signal sends nothing and rejects with the reason', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    const seen = [];
    const { calls: fetches, restore } = watch(silent);
    const kept = JSON.stringify([organization, invitation]);
    for (const [name, call] of Object.entries(calls)) {
      const reasons = { error: new Error('enough'), DOMException: undefined, text: 'enough', object: { why: 'enough' } };
      for (const [kind, given] of Object.entries(reasons)) {
        const controller = new AbortController();
        controller.abort(given);
        const { signal } = controller;
        seen.push([`${name}, ${kind}`, kind, await ended(call({ signal }), signal.reason)]);
      }
    }
    await moment(50);
    restore();
    return { seen, fetches, same: JSON.stringify([organization, invitation]) === kept, signedIn: clerk.isSignedIn };
  });
  for (const [title, kind, came] of seen.seen) assert.equal(came, REASONS[kind], title);
  assert.deepEqual([seen.seen.length, seen.fetches], [CALLS.length * 4, []]);
  assert.deepEqual([seen.same, seen.signedIn], [true, true]);
});

test('an aborted call does not resolve to a cached token', async () => {
  await furnish();
  const came = await suite.page.evaluate(async () => {
    const reason = new Error('enough');
    return ended(clerk.session.getToken({ signal: AbortSignal.abort(reason) }), reason);
  });
  assert.equal(came, 'the reason itself');
});

test('aborting ends the pending request, and nothing follows', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    const seen = [];
    for (const [name, call] of Object.entries(calls)) {
      for (const [kind, reason] of [['error', new Error('enough')], ['text', 'enough']]) {
        const { calls: fetches, restore, signals } = watch(silent);
        const controller = new AbortController();
        const promise = ended(call({ signal: controller.signal }), reason);
        await until(() => fetches.length);
        const before = signals.map(({ aborted }) => aborted);
        controller.abort(reason);
        const came = await promise;
        await moment(30);
        restore();
        seen.push({ title: `${name}, ${kind}`, kind, came, before, after: signals.map(({ aborted }) => aborted) });
      }
    }
    return { seen, state: [invitation.status, clerk.isSignedIn, organization.pendingInvitationsCount] };
  });
  for (const { title, kind, came, before, after } of seen.seen) {
    assert.equal(came, REASONS[kind], title);
    assert.deepEqual([before, after], [[false], [true]], title);
  }
  assert.equal(seen.seen.length, CALLS.length * 2);
  assert.deepEqual(seen.state, ['pending', true, 14]);
});

test('the browser cancels an aborted request', async () => {
  await furnish();
  const dropped = [];
  suite.page.on('requestfailed', (request) => dropped.push([new URL(request.url()).pathname, request.failure().errorText]));
  await fault({ path: '/invitations', delayMs: 5000, times: 100 });
  for (const name of ['getInvitations', ...CHANGES]) {
    dropped.length = 0;
    const { came, took } = await suite.page.evaluate(async (name) => {
      const controller = new AbortController();
      const reason = new Error('enough');
      const promise = ended(calls[name]({ signal: controller.signal }), reason);
      await moment(150);
      const started = performance.now();
      controller.abort(reason);
      return { came: await promise, took: performance.now() - started };
    }, name);
    assert.equal(came, 'the reason itself', name);
    assert.ok(took < 1000, `${name} took ${took} ms`);
    for (let turns = 0; turns < 100 && !dropped.length; turns++) await suite.page.waitForTimeout(20);
    assert.deepEqual(dropped.map(([, text]) => text), ['net::ERR_ABORTED'], name);
    assert.match(dropped[0][0], /\/invitations/);
  }
});

test('aborting ends the wait before a request is sent again', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    const seen = [];
    const real = globalThis.setTimeout;
    for (const [name, call] of Object.entries(calls)) {
      // The test controls the page's timers.
      const waiting = [];
      globalThis.setTimeout = (wake) => waiting.push(wake);
      const headers = { 'retry-after': '5' };
      const { calls: fetches, restore } = watch(async () => Response.json({ errors: [] }, { status: 429, headers }));
      const controller = new AbortController();
      const reason = new Error('enough');
      const promise = ended(call({ signal: controller.signal }), reason);
      await until(() => waiting.length);
      controller.abort(reason);
      const came = await Promise.race([promise, moment(1000)]);
      // Ends the wait, after which a retry would be sent.
      for (const wake of waiting) wake();
      await moment(30);
      restore();
      globalThis.setTimeout = real;
      seen.push([name, came, fetches.length]);
    }
    return seen;
  });
  assert.deepEqual(seen, CALLS.map((name) => [name, 'the reason itself', 1]));
});

test('aborting ends the look-up of a change that got no answer', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async (names) => {
    const seen = [];
    for (const name of names) {
      const { calls: fetches, restore, signals } = watch((url, init) =>
        init.method === 'POST' ? Promise.reject(new TypeError('Failed to fetch')) : silent(url, init),
      );
      const controller = new AbortController();
      const reason = new Error('enough');
      const promise = ended(calls[name]({ signal: controller.signal }), reason);
      await until(() => fetches.length === 2);
      controller.abort(reason);
      const came = await promise;
      await moment(30);
      restore();
      seen.push([name, came, fetches.map(({ method }) => method), signals[1].aborted]);
    }
    return seen;
  }, CHANGES);
  assert.deepEqual(seen, CHANGES.map((name) => [name, 'the reason itself', ['POST', 'GET'], true]));
});

test('a call that exceeds its timeoutMs rejects with timeout, at any step', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async (changes) => {
    const seen = [];
    const ways = {
      'a request that is never answered': silent,
      'a wait': async () => Response.json({ errors: [] }, { status: 429, headers: { 'retry-after': '20' } }),
      'a search': (url, init) =>
        init.method === 'POST' ? Promise.reject(new TypeError('Failed to fetch')) : silent(url, init),
    };
    for (const [way, stub] of Object.entries(ways)) {
      for (const [name, call] of Object.entries(calls)) {
        if (way === 'a search' && !changes.includes(name)) continue;
        const { restore, signals, calls: fetches } = watch(stub);
        const started = performance.now();
        const { error } = await outcome(() => call({ timeoutMs: 60 }));
        const took = performance.now() - started;
        const sent = fetches.length;
        await moment(30);
        restore();
        const hanging = signals.filter(({ aborted }, index) => !aborted && fetches[index].method === 'GET' && way === 'a search');
        seen.push({ title: `${name} in ${way}`, error, took, hanging: hanging.length, more: fetches.length - sent });
      }
    }
    return seen;
  }, CHANGES);
  for (const { title, error, took, hanging, more } of seen) {
    assert.deepEqual([error?.class, error?.code, error?.name], ['ClerkRuntimeError', 'timeout', 'ClerkRuntimeError'], title);
    assert.match(error.message, /60 ms/, title);
    assert.ok(took >= 55 && took < 1500, `${title}: ${took} ms`);
    assert.deepEqual([hanging, more], [0, 0], title);
  }
  assert.equal(seen.length, 2 * CALLS.length + CHANGES.length);
});

test('a long timeoutMs, also beyond the range of a timer, does not end the call', async () => {
  await furnish();
  const totals = await suite.page.evaluate(async () => {
    const totals = [];
    for (const timeoutMs of [60_000, 2 ** 31 - 1, 2 ** 31, 1e300, Infinity, undefined]) {
      totals.push((await organization.getInvitations({}, { timeoutMs })).total_count);
    }
    return totals;
  });
  assert.deepEqual(totals, Array(6).fill(31));
});

test('an invalid timeoutMs rejects with its name, and nothing is sent', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    const seen = [];
    const { calls: fetches, restore } = watch(silent);
    for (const [name, call] of Object.entries(calls)) {
      for (const timeoutMs of [-1, NaN, -Infinity, '5', null, true, {}, []]) {
        seen.push([`${name} ${String(timeoutMs)}`, (await outcome(() => call({ timeoutMs }))).error]);
      }
    }
    restore();
    return { seen, fetches };
  });
  for (const [title, error] of seen.seen) {
    assert.deepEqual([error?.class, error?.code, error?.param], ['ClerkRuntimeError', 'invalid_params', 'timeoutMs'], title);
  }
  assert.deepEqual([seen.seen.length, seen.fetches], [CALLS.length * 8, []]);
});

test('invalid options are ignored: the event of a click, a signal that is not an AbortSignal', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    const { data } = await organization.getInvitations({ status: 'pending', pageSize: 10 });
    const button = document.body.appendChild(document.createElement('button'));
    const clicked = new Promise((came) => {
      button.onclick = (event) => came(data[0].revoke(event));
    });
    button.click();
    const statuses = [(await clicked).status];
    const odd = [new MouseEvent('click'), null, 5, 'text', {}, { signal: null }, { signal: { aborted: true } }, { signal: 'x' }];
    for (const [index, options] of odd.entries()) statuses.push((await data[index + 1].revoke(options)).status);
    return statuses;
  });
  assert.deepEqual(seen, Array(9).fill('revoked'));
});

test('a settled call leaves no listener on its signal', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    const { signal } = new AbortController();
    const listeners = new Set();
    let added = 0;
    const { addEventListener, removeEventListener } = signal;
    Object.assign(signal, {
      addEventListener(type, listener, ...more) {
        added += 1;
        listeners.add(listener);
        return addEventListener.call(signal, type, listener, ...more);
      },
      removeEventListener(type, listener, ...more) {
        listeners.delete(listener);
        return removeEventListener.call(signal, type, listener, ...more);
      },
    });
    const { signOut, ...stay } = calls;
    const during = [];
    for (const stub of [(url, init, real) => real(url, init), async () => new Response('<html>', { status: 500 })]) {
      const { restore } = watch(stub);
      for (const call of Object.values(stay)) {
        const promise = outcome(() => call({ signal, timeoutMs: 10_000 }));
        during.push(listeners.size);
        await promise;
      }
      restore();
    }
    await outcome(() => signOut({ signal }));
    return { added, left: listeners.size, during };
  });
  assert.ok(seen.added >= 13, `${seen.added} listeners`);
  assert.ok(seen.during.some((count) => count > 0), 'the test counts listeners at all');
  assert.equal(seen.left, 0);
});

test('a double click is one invitation, and both get it', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    const before = organization.pendingInvitationsCount;
    const [one, other] = await Promise.all([calls.inviteMember(), calls.inviteMember()]);
    const another = await organization.inviteMember({ emailAddress: 'another@example.com', role: 'org:member' });
    return { same: one === other, another: another.id !== one.id, more: organization.pendingInvitationsCount - before };
  });
  assert.deepEqual(seen, { same: true, another: true, more: 2 });
  assert.deepEqual((await requests()).map(({ method, path }) => `${method} ${path.split('/').at(-1)}`), [
    'POST invitations',
    'POST invitations',
  ]);
});

test('if two calls share a request, aborting one ends only that call, and aborting both ends the request', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    const seen = {};
    const template = { template: 'shared' };
    const { session } = clerk;
    for (const [name, call] of Object.entries({
      inviteMember: calls.inviteMember,
      getToken: (options) => session.getToken({ ...template, ...options }),
    })) {
      const told = (seen[name] = {});
      let answer;
      const answered = new Promise((resolve) => (answer = resolve));
      const made = { id: 'orginv_1', email_address: 'once@example.com', status: 'pending', organization_id: organization.id };
      const body = { response: made, jwt: 'a.b.c' };
      const first = watch(() => answered.then(() => Response.json(body)));
      const leaver = new AbortController();
      const stayer = new AbortController();
      const left = ended(call({ signal: leaver.signal }), 'left');
      const stayed = call({ signal: stayer.signal });
      const plain = call();
      await until(() => first.calls.length);
      leaver.abort('left');
      told.left = await left;
      told.lives = !first.signals[0].aborted;
      answer();
      told.stayed = (await stayed) === (await plain);
      told.sent = first.calls.length;
      first.restore();

      const second = watch(silent);
      const controllers = [new AbortController(), new AbortController()];
      const both = controllers.map(({ signal }, index) => ended(call({ signal }), index));
      await until(() => second.calls.length);
      controllers[0].abort(0);
      told.firstOfBoth = await both[0];
      told.goesOn = !second.signals[0].aborted;
      controllers[1].abort(1);
      told.lastOfBoth = await both[1];
      await moment();
      told.ended = second.signals[0].aborted;
      told.sentAgain = second.calls.length;
      // A later call does not share an aborted request.
      const later = ended(call({ timeoutMs: 30 }));
      await later;
      told.later = second.calls.length;
      second.restore();
    }
    return seen;
  });
  const gone = REASONS.text;
  const expected = {
    left: gone,
    lives: true,
    stayed: true,
    sent: 1,
    firstOfBoth: gone,
    goesOn: true,
    lastOfBoth: gone,
    ended: true,
    sentAgain: 1,
    later: 2,
  };
  assert.deepEqual(seen, { inviteMember: expected, getToken: expected });
});
