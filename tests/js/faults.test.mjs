// Every operation under every fault of `fault-matrix.mjs`: it settles with the expected error or result after
// the expected number of requests, and the next call works.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { FAULTS, OPERATIONS, expected } from './fault-matrix.mjs';

const suite = inBrowser({ as: 'admin' });

/** Adds `prepare`, which has the operations, and `runCell`, which runs one cell of the table, to the page. */
async function furnish() {
  await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const { organization, session } = clerk;
    const role = 'org:member';
    let people = 0;
    const person = () => `cell.${people++}@example.com`;
    const isInvitation = (one, emailAddress) =>
      /^orginv_/.test(one.id) && one.emailAddress === emailAddress && one.status === 'pending';

    // Each returns the call and a check of its result.
    const prepare = {
      getInvitations: () => ({
        call: (options) => organization.getInvitations({ pageSize: 3 }, options),
        sound: ({ data, total_count: total }) => data.length === 3 && total >= 31,
      }),
      inviteMember: () => {
        const emailAddress = person();
        const call = (options) => organization.inviteMember({ emailAddress, role }, options);
        return { call, sound: (invitation) => isInvitation(invitation, emailAddress) };
      },
      inviteMembers: () => {
        const emailAddresses = [person(), person()];
        const call = (options) => organization.inviteMembers({ emailAddresses, role }, options);
        return { call, sound: (made) => made.length === 2 && made.every((one, n) => isInvitation(one, emailAddresses[n])) };
      },
      revoke: async () => {
        const invitation = await organization.inviteMember({ emailAddress: person(), role });
        return {
          call: invitation.revoke,
          sound: ({ id, status }) => id === invitation.id && status === 'revoked' && invitation.status === 'revoked',
          intact: () => invitation.status === 'pending',
        };
      },
      getToken: () => ({
        call: (options) => session.getToken({ skipCache: true, ...options }),
        sound: (jwt) => jwt.split('.').length === 3,
      }),
      setActive: () => ({
        call: (options) => clerk.setActive({ organization, ...options }),
        sound: () => clerk.organization === organization,
      }),
      load: () => {
        const fresh = newClerk();
        return {
          call: () => fresh.load({ polling: false }),
          sound: () => fresh.status === 'ready' && fresh.organization?.id === organization.id,
          intact: () => fresh.status === 'error' && fresh.client === undefined && !fresh.loaded,
          signedOut: () => fresh.status === 'ready' && fresh.session === null && fresh.organization === null,
        };
      },
    };

    const failing = async () => {
      throw new TypeError('Failed to fetch');
    };
    const stubs = {
      rejectTypeError: failing,
      rejectText: () => Promise.reject('down'),
      offline: failing,
      never: () => new Promise(() => {}),
      huge: async () => new Response(JSON.stringify('x'.repeat(5_000_000))),
    };

    const faults = (method, body) =>
      fetch(`${emulator.url}/__emulator/faults`, { method, body: body && JSON.stringify(body) }).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status} ${method} faults`);
      });

    // Makes waits end at once and time limits of requests pass soon. Returns a function that undoes this, and the
    // waits.
    function hasten(fault) {
      const { setTimeout } = globalThis;
      // If the caller has set a time limit, timers stay real, because they are under test.
      const waits = fault.options ? [] : hurry();
      const { setTimeout: hastened } = globalThis;
      globalThis.setTimeout = (callback, ms, ...given) =>
        ms === 30_000 && fault.page === 'never' ? setTimeout(callback, 60) : hastened(callback, ms, ...given);
      return { waits, undo: () => Object.assign(globalThis, { setTimeout }) };
    }

    globalThis.runCell = async (name, { method, path }, fault) => {
      const cell = await prepare[name]();
      if (fault.emulator) await faults('POST', { ...fault.emulator, method, path });
      if (fault.page === 'offline') Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true });
      const { calls, restore } = replaceFetch((url, init, real) => (stubs[fault.page] ?? real)(url, init));
      const { waits, undo } = hasten(fault);
      const result = await outcome(() => cell.call(fault.options), 8000);
      undo();
      restore();
      delete navigator.onLine;
      if (fault.emulator) await faults('DELETE');

      const requests = calls.map(({ url, method }) => ({ url: new URL(url), method }));
      const own = ({ url, method: verb }) => verb === method && new RegExp(path).test(url.pathname) && !isLookup({ url });
      const isLookup = ({ url }) => url.searchParams.get('limit') === '500' && url.pathname.endsWith('/invitations');
      const seen = { sent: requests.filter(own).length, looked: requests.filter(isLookup).length };
      const { error, pending, threw } = result;
      if (pending || threw) seen.unsettled = threw ?? true;
      else if (error) seen.error = [error.class, error.code, ...(error.status === undefined ? [] : [error.status])];
      else if (cell.sound(result.value)) seen.sound = true;
      else seen.signedOut = cell.signedOut?.();

      // A failure leaves the state unchanged, and the next call works: the same call if it can be repeated.
      if (error && !(cell.intact?.() ?? true)) seen.notIntact = true;
      const next = error ? cell : await prepare[name]();
      const after = await outcome(next.call);
      if (after.error || !next.sound(after.value)) seen.nextCall = after;
      const { total_count: total } = await organization.getInvitations({ status: 'pending', pageSize: 1 });
      if (organization.pendingInvitationsCount !== total) seen.count = [organization.pendingInvitationsCount, total];
      return { seen, error, waits };
    };
  });
}

for (const [name, operation] of Object.entries(OPERATIONS)) {
  test(`${name}: under every fault it settles as the table says, and the next call works`, async (t) => {
    await furnish();
    const table = Object.entries(FAULTS).filter(([, fault]) => expected(name, fault));
    const [came, meant] = [{}, {}];
    let longest = 0;
    for (const [title, fault] of table) {
      const started = performance.now();
      const { emulator, page, options } = fault;
      const { seen, error, waits } = await suite.page.evaluate(
        ([name, operation, fault]) => runCell(name, operation, fault),
        [name, operation, { emulator, page, options }],
      );
      longest = Math.max(longest, performance.now() - started);
      const { message, retryAfter, leastWaitMs = 0, ofCall, ...rest } = expected(name, fault);
      came[title] = seen;
      meant[title] = rest;
      if (!rest.error) continue;
      const cell = `${name}, ${title}`;
      if (message) assert.equal(error.message, message, cell);
      assert.equal(error.retryAfter, retryAfter, cell);
      assert.ok(error.message.length > 5, cell);
      if (!ofCall) {
        assert.equal(error.method, operation.method, cell);
        assert.match(error.path, new RegExp(operation.path), cell);
      }
      for (const wait of waits) assert.ok(wait >= leastWaitMs, `${cell}: waited ${waits}`);
      if (leastWaitMs) assert.equal(waits.length, rest.sent - 1, cell);
    }
    assert.deepEqual(came, meant);
    t.diagnostic(`${table.length} faults, the longest cell took ${Math.round(longest)} ms`);
    assert.ok(longest < 9000, `a cell took ${longest} ms`);
  });
}
