// organization.invitations() yields every invitation once, also while others are added and revoked.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clearRequests, requests, sent } from '../support/emulator.mjs';
import { inBrowser } from '../support/browser.mjs';

const suite = inBrowser({ as: 'admin' });

async function onOrganization(call, argument) {
  await suite.page.evaluate(async () => {
    globalThis.organization = await activeOrganization();
    globalThis.all = async (...said) => {
      const rows = [];
      for await (const invitation of organization.invitations(...said)) rows.push(invitation);
      return rows;
    };
    globalThis.listed = async (status) => (await organization.getInvitations({ status, pageSize: 500 })).data.map(({ id }) => id);
  });
  await clearRequests();
  return suite.page.evaluate(call, argument);
}

test('with any page size the iterator yields the whole list in order', async () => {
  const seen = await onOrganization(async () => {
    const whole = await listed();
    const wrong = [];
    for (const pageSize of [1, 2, 3, 5, 10, 15, 30, 31, 32, 100, 500, undefined]) {
      const ids = (await all({ pageSize })).map(({ id }) => id);
      if (ids.join() !== whole.join()) wrong.push(pageSize);
    }
    const rows = await all({ status: ['pending', 'revoked'], pageSize: 4 });
    return { wrong, count: whole.length, statuses: [...new Set(rows.map(({ status }) => status))].sort(), some: rows.length, real: rows[0] instanceof sdk.OrganizationInvitation };
  });
  assert.deepEqual(seen, { wrong: [], count: 31, statuses: ['pending', 'revoked'], some: 19, real: true });
});

test('the iterator fetches pages one after the other, one page ahead', async () => {
  await onOrganization(async () => {
    for await (const invitation of organization.invitations({ status: 'pending', pageSize: 5 })) {
      void invitation;
      await new Promise((passed) => setTimeout(passed, 300));
      break;
    }
  });
  const lines = (await sent()).map((line) => line.split('?')[1]);
  assert.deepEqual(lines, ['status=pending&limit=5&offset=0', 'status=pending&limit=5&offset=5']);
});

test('break aborts the request for the next page', async () => {
  const aborted = await onOrganization(async () => {
    const signals = [];
    replaceFetch((url, init, real) => {
      if (!String(url).includes('offset=5')) return real(url, init);
      signals.push(init.signal);
      return new Promise(() => {});
    });
    for await (const invitation of organization.invitations({ pageSize: 5 })) {
      void invitation;
      await new Promise((passed) => setTimeout(passed, 100));
      break;
    }
    return signals.map(({ aborted }) => aborted);
  });
  assert.deepEqual(aborted, [true]);
});

test('revoking each row as it is yielded leaves none', async () => {
  const seen = await onOrganization(async () => {
    let count = 0;
    for await (const invitation of organization.invitations({ status: 'pending', pageSize: 3 })) {
      await invitation.revoke();
      count += 1;
    }
    return { count, left: (await listed('pending')).length };
  });
  assert.deepEqual(seen, { count: 14, left: 0 });
});

test('rows added and revoked meanwhile cause no duplicate and no missing row', async () => {
  const wrong = await onOrganization(async () => {
    // mulberry32
    let seed = 9;
    const luck = () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    const wrong = [];
    let guest = 0;
    const invite = async (count) => {
      const emailAddresses = Array.from({ length: count }, () => `guest.${guest++}@example.com`);
      await organization.inviteMembers({ emailAddresses, role: 'org:member' });
    };
    for (let round = 0; round < 25; round += 1) {
      const missing = 30 - (await listed('pending')).length;
      if (missing > 0) await invite(missing);
      const before = await organization.getInvitations({ status: 'pending', pageSize: 500 });
      const gone = new Set();
      const ids = [];
      const pageSize = 1 + Math.floor(luck() * 8);
      for await (const { id } of organization.invitations({ status: 'pending', pageSize })) {
        ids.push(id);
        if (luck() < 0.15) await invite(1 + Math.floor(luck() * 4));
        if (luck() < 0.3) {
          const from = luck() < 0.7 ? before.data.slice(0, ids.length) : before.data;
          const alive = from.filter((one) => !gone.has(one.id));
          for (const one of alive.slice(0, 1 + Math.floor(luck() * 6))) {
            gone.add(one.id);
            await one.revoke();
          }
        }
      }
      const stayed = before.data.filter(({ id }) => !gone.has(id)).map(({ id }) => id);
      if (new Set(ids).size !== ids.length) wrong.push([round, 'twice']);
      if (stayed.some((id) => !ids.includes(id))) wrong.push([round, 'left out', pageSize]);
      const order = before.data.map(({ id }) => id).filter((id) => ids.includes(id));
      if (ids.filter((id) => order.includes(id)).join() !== order.join()) wrong.push([round, 'out of order']);
    }
    return wrong;
  });
  assert.deepEqual(wrong, []);
});

test('an abort rejects with its reason, also between rows that are already fetched', async () => {
  const seen = await onOrganization(async () => {
    const reason = new Error('enough');
    const until = async (count, signal, abort) => {
      const rows = [];
      try {
        for await (const row of organization.invitations({ pageSize: 10 }, { signal })) {
          rows.push(row);
          if (rows.length === count) abort();
        }
      } catch (error) {
        return [rows.length, error === reason];
      }
      return [rows.length, 'ended'];
    };
    const controller = new AbortController();
    return [await until(1, AbortSignal.abort(reason)), await until(3, controller.signal, () => controller.abort(reason))];
  });
  assert.deepEqual(seen, [[0, true], [3, true]]);
});

test('a failed page rejects when the iterator reaches it', async () => {
  const seen = await onOrganization(async () => {
    replaceFetch((url, init, real) => (String(url).includes('offset=5') ? Response.json({ errors: [{ code: 'no' }] }, { status: 403 }) : real(url, init)));
    let count = 0;
    try {
      for await (const row of organization.invitations({ pageSize: 5 })) count += row ? 1 : 0;
    } catch (error) {
      return [count, error.status];
    }
  });
  assert.deepEqual(seen, [5, 403]);
});

test('an invalid page size and an answer without rows reject, and nothing is yielded', async () => {
  const seen = await onOrganization(async () => {
    const sizes = await Promise.all([0, -1, 1.5, 'x'].map((pageSize) => all({ pageSize }).catch(({ code }) => code)));
    replaceFetch(() => Response.json({ response: { data: null }, client: null }));
    return [sizes, await all().catch(({ code }) => code)];
  });
  assert.deepEqual(seen, [Array(4).fill('invalid_params'), 'invalid_response']);
  assert.deepEqual(await requests(), []);
});
