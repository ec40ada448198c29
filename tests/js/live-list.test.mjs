// `organization.invitationList()`: rows and counts follow a change at once, in this tab and in others, and are restored
// if the server refuses.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, fault, requests, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

/** In the page: `live` with pending invitations, `organization`, and `history`, the state after each change. */
async function open(page, params = { status: 'pending', pageSize: 5 }) {
  await page.evaluate(async (params) => {
    globalThis.organization = await activeOrganization();
    globalThis.live = organization.invitationList(params);
    globalThis.history_ = [];
    globalThis.settled = async () => {
      await new Promise((wake) => setTimeout(wake, 120));
      for (let waits = 0; live.isLoading && waits < 100; waits += 1) await new Promise((wake) => setTimeout(wake, 50));
    };
    globalThis.shows = () => ({
      first: live.data[0]?.emailAddress,
      rows: live.data.length,
      total: live.totalCount,
      pending: organization.pendingInvitationsCount,
    });
    live.subscribe(() => history_.push({ ...shows(), provisional: Boolean(live.data[0]?.isProvisional) }));
    await settled();
    history_.length = 0;
  }, params);
}

test('a list starts empty and loading, then has the first page, and further pages on demand', async () => {
  const seen = await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    const live = organization.invitationList({ status: 'pending', pageSize: 5 });
    const before = [live.isLoading, live.data.length, live.error, live.hasNextPage];
    await live.refresh();
    const first = [live.isLoading, live.data.length, live.totalCount, live.hasNextPage];
    await live.loadNextPage();
    await live.loadNextPage();
    const all = [live.data.length, new Set(live.data.map(({ id }) => id)).size, live.hasNextPage];
    await live.loadNextPage();
    return { before, first, all, after: live.data.length };
  });
  assert.deepEqual(seen, {
    before: [true, 0, null, false],
    first: [false, 5, 14, true],
    all: [14, 14, false],
    after: 14,
  });
});

test('an invitation shows at once and is replaced by the real one, and the count follows', async () => {
  await open(suite.page);
  const seen = await suite.page.evaluate(async () => {
    const { total, pending } = shows();
    const inviting = organization.inviteMember({ emailAddress: 'live@example.com', role: 'org:member' });
    // The chunk that invites is fetched first.
    for (let waits = 0; !history_.length && waits < 200; waits += 1) await new Promise((wake) => setTimeout(wake, 5));
    const [atOnce] = history_;
    const invitation = await inviting;
    await settled();
    const row = live.data.find(({ id }) => id === invitation.id);
    return { atOnce, before: { total, pending }, after: shows(), real: Boolean(row?.revoke) };
  });
  const { total, pending } = seen.before;
  assert.deepEqual(
    [seen.atOnce.first, seen.atOnce.total, seen.atOnce.pending, seen.atOnce.provisional],
    ['live@example.com', total + 1, pending + 1, true],
  );
  assert.deepEqual([seen.after.first, seen.after.total, seen.after.pending], ['live@example.com', total + 1, pending + 1]);
  assert.equal(seen.real, true);
});

test('a revoked invitation disappears before the server answers, also if it is revoked through another list', async () => {
  await open(suite.page);
  const seen = await suite.page.evaluate(async () => {
    const { data } = await organization.getInvitations({ status: 'pending' });
    const until = async (holds) => {
      for (let waits = 0; !holds() && waits < 400; waits += 1) await new Promise((wake) => setTimeout(wake, 5));
    };
    const seen = [];
    for (const invitation of [data[0], live.data[1]]) {
      let answer;
      const answered = new Promise((resolve) => (answer = resolve));
      const { restore } = replaceFetch((url, init, real) => (init.method === 'POST' ? answered.then(() => real(url, init)) : real(url, init)));
      const before = shows();
      const isThere = () => live.data.some(({ id }) => id === invitation.id);
      const wasThere = isThere();
      const revoking = invitation.revoke();
      await until(() => !isThere());
      const atOnce = { gone: !isThere(), status: invitation.status, ...shows() };
      answer();
      await revoking;
      restore();
      await settled();
      seen.push({ wasThere, before, atOnce, after: { gone: !isThere(), ...shows() } });
    }
    return seen;
  });
  for (const { wasThere, before, atOnce, after } of seen) {
    assert.equal(wasThere, true);
    assert.deepEqual([atOnce.gone, atOnce.status], [true, 'pending']);
    assert.deepEqual([atOnce.total, atOnce.pending], [before.total - 1, before.pending - 1]);
    assert.deepEqual([after.gone, after.total, after.pending], [true, before.total - 1, before.pending - 1]);
  }
});

test('after a revocation every row is still an invitation object, and the revoked one has its new status', async () => {
  const seen = await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    const live = organization.invitationList({ pageSize: 5 });
    await live.refresh();
    // Revokes through another object of the same invitation, so the list has to update its own.
    const { data } = await organization.getInvitations({ status: 'pending', pageSize: 1 });
    const own = live.data.find(({ id }) => id === data[0].id);
    const looks = [];
    live.subscribe(() => {
      const whole = live.data.every((row) => row instanceof sdk.OrganizationInvitation && row.emailAddress && row.revoke);
      looks.push([whole, live.data.find(({ id }) => id === own.id)?.status]);
    });
    await data[0].revoke();
    return { looks, statuses: [own.status, data[0].status], same: live.data.includes(own) };
  });
  assert.ok(seen.looks.length >= 1);
  assert.deepEqual([...new Set(seen.looks.map(([whole]) => whole))], [true]);
  assert.equal(seen.looks.at(-1)[1], 'revoked');
  assert.deepEqual(seen.statuses, ['revoked', 'revoked']);
  assert.equal(seen.same, true);
});

test('a revocation changes the pending and revoked counts at once, whichever rows are loaded', async () => {
  await open(suite.page, { status: 'pending', pageSize: 1 });
  await fault({ method: 'POST', path: '/revoke$', status: 403, body: { errors: [{ code: 'no' }] } });
  const seen = await suite.page.evaluate(async () => {
    const statuses = ['revoked', undefined, 'accepted'];
    const lists = [live, ...statuses.map((status) => organization.invitationList({ status, pageSize: 1 }))];
    await Promise.all(lists.map((list) => list.refresh()));
    const totals = () => lists.map(({ totalCount }) => totalCount);
    const before = totals();
    const { data } = await organization.getInvitations({ status: 'pending', pageSize: 9 });
    const told = [];
    lists.forEach((list) => list.subscribe(() => told.push(totals())));
    const refused = await data.at(-1).revoke().catch((error) => error.status);
    const ofRefused = [told[lists.length - 1], totals()];
    told.length = 0;
    await data.at(-1).revoke();
    const ofDone = [told[lists.length - 1], totals()];
    await settled();
    return { before, refused, ofRefused, ofDone, later: totals() };
  });
  const { before } = seen;
  const moved = [before[0] - 1, before[1] + 1, before[2], before[3]];
  assert.deepEqual([seen.refused, ...seen.ofRefused], [403, moved, before]);
  assert.deepEqual([...seen.ofDone, seen.later], [moved, moved, moved]);
});

/** In the page: `held[request]()` releases a request; `another()` sends the message of a change in another tab. */
const hold = (page) =>
  page.evaluate(() => {
    globalThis.held = {};
    const until = (name) => new Promise((resolve) => (held[name] = resolve));
    replaceFetch(async (url, init, real) => {
      if (!url.includes('/invitations')) return real(url, init);
      if (init.method !== 'POST') await until('list');
      const response = await real(url, init);
      if (init.method === 'POST') await until('answer');
      return response;
    });
    globalThis.waitFor = async (fits) => {
      for (let waits = 0; !fits() && waits < 400; waits += 1) await new Promise((wake) => setTimeout(wake, 5));
      if (!fits()) throw new Error(`in vain: ${fits}`);
    };
    const channel = new BroadcastChannel('clerk-organization');
    const { frontendApi } = newClerk();
    globalThis.another = () => channel.postMessage({ frontendApi, organizationId: organization.id });
  });

test('a change is not counted twice if rows are fetched meanwhile, with or without the change', async () => {
  await open(suite.page);
  await hold(suite.page);
  const seen = await suite.page.evaluate(async () => {
    const { total } = shows();
    another();
    await waitFor(() => held.list);
    const inviting = organization.inviteMember({ emailAddress: 'once@example.com', role: 'org:member' });
    // The server has applied the change, but the page has no answer yet. The list fetched now includes the change.
    await waitFor(() => held.answer);
    held.list();
    await new Promise((wake) => setTimeout(wake, 150));
    delete held.list;
    another();
    await new Promise((wake) => setTimeout(wake, 150));
    const askedMeanwhile = Boolean(held.list);
    held.answer();
    await inviting;
    await waitFor(() => held.list);
    held.list();
    await settled();
    const totals = [...new Set(history_.map(({ total: shown }) => shown - total))];
    return { totals, askedMeanwhile, rows: live.data.filter(({ emailAddress }) => emailAddress === 'once@example.com').length };
  });
  assert.deepEqual(seen, { totals: [0, 1], askedMeanwhile: false, rows: 1 });
});

test('a change that arrives while the next page is fetched does not lose that page', async () => {
  await open(suite.page);
  await hold(suite.page);
  const rows = await suite.page.evaluate(async () => {
    const turning = live.loadNextPage();
    await waitFor(() => held.list);
    another();
    await new Promise((wake) => setTimeout(wake, 150));
    // Fetches two pages, and the same two again after the change.
    for (let pages = 0; pages < 4; pages += 1) {
      await waitFor(() => held.list);
      const go = held.list;
      delete held.list;
      go();
      if (pages === 1) await turning;
    }
    await settled();
    return live.data.length;
  });
  assert.equal(rows, 10);
});

test('a change that the server refuses is undone', async () => {
  await open(suite.page);
  await fault({ method: 'POST', path: '/invitations', status: 422, body: { errors: [{ code: 'no' }] }, times: 9 });
  const seen = await suite.page.evaluate(async () => {
    const before = shows();
    const refusals = [];
    for (const call of [
      () => organization.inviteMember({ emailAddress: 'no@example.com', role: 'org:member' }),
      () => organization.inviteMembers({ emailAddresses: ['n1@example.com', 'n2@example.com'], role: 'org:member' }),
      () => live.data[0].revoke(),
    ]) {
      refusals.push(await call().catch((error) => error.status));
      refusals.push(shows());
    }
    const most = Math.max(...history_.map(({ total }) => total));
    const least = Math.min(...history_.map(({ total }) => total));
    return { before, refusals, most, least };
  });
  const { before } = seen;
  assert.deepEqual(seen.refusals, [422, before, 422, before, 422, before]);
  assert.deepEqual([seen.most, seen.least], [before.total + 2, before.total - 1]);
});

test('lists and counts of another tab follow', async () => {
  const other = await suite.open('/');
  await open(suite.page);
  await open(other);
  const before = await other.evaluate(() => shows());
  await suite.page.evaluate(async () => {
    await organization.inviteMembers({ emailAddresses: ['t1@example.com', 't2@example.com'], role: 'org:member' });
    await organization.inviteMember({ emailAddress: 't3@example.com', role: 'org:member' });
  });
  await other.waitForFunction((total) => live.totalCount === total && !live.isLoading, before.total + 3);
  const after = await other.evaluate(() => shows());
  assert.deepEqual([after.first, after.pending], ['t3@example.com', before.pending + 3]);
  await suite.page.evaluate(async () => (await organization.getInvitations({ status: 'pending' })).data[0].revoke());
  await other.waitForFunction((pending) => organization.pendingInvitationsCount === pending, before.pending + 2);
});

test('a failed load sets the error and keeps the rows, and a closed list sends no request and calls no listener', async () => {
  await open(suite.page);
  await fault({ method: 'GET', path: '/invitations', status: 403, body: { errors: [{ code: 'no' }] } });
  const seen = await suite.page.evaluate(async () => {
    const { rows } = shows();
    const refused = await live.refresh().catch((error) => error.status);
    const failed = [refused, live.error?.status, live.isLoading, live.data.length === rows];
    await live.refresh();
    const mended = live.error;
    await live.close();
    history_.length = 0;
    await organization.inviteMember({ emailAddress: 'closed@example.com', role: 'org:member' });
    await new Promise((wake) => setTimeout(wake, 200));
    return { failed, mended, told: history_.length };
  });
  assert.deepEqual(seen, { failed: [403, 403, false, true], mended: null, told: 0 });
  const last = (await requests()).at(-1);
  assert.deepEqual([last.method, last.path.endsWith('/invitations')], ['POST', true]);
});

test('a list that is closed at once fetches nothing, and closing a loading list aborts its request', async () => {
  await open(suite.page);
  await clearRequests();
  const told = await suite.page.evaluate(async () => {
    const early = organization.invitationList({ status: 'revoked' });
    let told = 0;
    early.subscribe(() => (told += 1));
    await early.close();
    await early.refresh();
    let ended;
    const { restore } = replaceFetch((url, { signal }) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject((ended = signal.reason)));
    }));
    const late = live.refresh();
    await new Promise((wake) => setTimeout(wake, 50));
    await live.close();
    await late;
    restore();
    return { told, ended: ended?.name };
  });
  assert.deepEqual(told, { told: 0, ended: 'AbortError' });
  assert.deepEqual(await sent(), []);
});

test('a listener that closes another list during a change stops that list, and no other', async () => {
  const seen = await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    const [closing, closed, open] = [1, 2, 3].map(() => organization.invitationList({ status: 'pending', pageSize: 5 }));
    await Promise.all([closing, closed, open].map((list) => list.refresh()));
    closing.subscribe(() => closed.close());
    await organization.inviteMember({ emailAddress: 'live@example.com', role: 'org:member' });
    return [closing, closed, open].map(({ data, error }) => [data[0].emailAddress === 'live@example.com', error && error.code]);
  });
  assert.deepEqual(seen, [
    [true, null],
    [false, null],
    [true, null],
  ]);
});

test('a next page that is wanted while the first one is fetched follows it', async () => {
  await suite.page.evaluate(async () => {
    globalThis.organization = await activeOrganization();
    // Fetches the code of lists.
    await organization.invitationList().refresh();
  });
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await suite.page.route(/\/invitations\?/, async (route) => {
    await held;
    await route.continue();
  });
  const rows = suite.page.evaluate(async () => {
    const list = organization.invitationList({ status: 'pending', pageSize: 5 });
    await new Promise((wake) => setTimeout(wake, 100));
    await list.loadNextPage();
    return list.data.length;
  });
  await suite.page.waitForTimeout(200);
  release();
  assert.equal(await rows, 10);
});

test('each of several refreshes or next pages that overlap resolves once the rows are current', async () => {
  await open(suite.page);
  const seen = await suite.page.evaluate(async () => {
    const states = [];
    for (const call of ['refresh', 'loadNextPage']) {
      let sent = 0;
      const { restore } = replaceFetch(async (url, init, real) => {
        const isSlow = String(url).includes('/invitations') && (sent += 1) > 1;
        if (isSlow) await new Promise((wake) => setTimeout(wake, 300));
        return real(url, init);
      });
      await Promise.all([live[call](), live[call](), live[call]()].map((done) => done.then(() => states.push([live.isLoading, live.data.length]))));
      restore();
    }
    await live.close();
    return states;
  });
  assert.deepEqual(seen, [...Array(3).fill([false, 5]), ...Array(3).fill([false, 10])]);
});

test('after a refusal the rows are fetched again', async () => {
  await open(suite.page);
  // Like a revocation by another user: this page gets no message.
  await fault({ method: 'POST', path: '/revoke$', status: 404, body: { errors: [{ code: 'no' }] }, after: true });
  const seen = await suite.page.evaluate(async () => {
    const { data } = await organization.getInvitations({ status: 'pending', pageSize: 5 });
    const isThere = () => live.data.some(({ id }) => id === data[1].id);
    const before = isThere();
    const refused = await data[1].revoke().catch(({ status }) => status);
    await settled();
    return { before, refused, after: isThere(), total: live.totalCount };
  });
  assert.deepEqual(seen, { before: true, refused: 404, after: false, total: 13 });
});

test('a listener that throws is reported, and the other listeners are called', async () => {
  await open(suite.page);
  const told = await suite.page.evaluate(async () => {
    let told = 0;
    live.subscribe(() => {
      throw new Error('a listener of the test');
    });
    live.subscribe(() => (told += 1));
    await live.refresh();
    return told > 0;
  });
  assert.equal(told, true);
  const reported = suite.pageErrors.splice(0);
  assert.ok(reported.length > 0);
  assert.deepEqual(reported.filter((error) => !error.includes('a listener of the test')), []);
});
