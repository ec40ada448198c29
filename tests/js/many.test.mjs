// inviteMembersSettled: an outcome for each address, for every answer of the server and every option.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { change, clearRequests, emulator, fault, outbox, requests } from '../support/emulator.mjs';
import { inBrowser } from '../support/browser.mjs';

const suite = inBrowser({ as: 'admin' });
const BULK = '/invitations/bulk$';

async function backend(method, path, body) {
  const headers = { authorization: `Bearer ${emulator.secretKey}`, 'content-type': 'application/json' };
  const answer = await fetch(`${emulator.url}/v1/organizations/${emulator.organizationId}${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
  });
  assert.equal(answer.status, 200, `${method} ${path}`);
  return answer.json();
}

/** All invitations with a status, read from the server. */
async function stored(status) {
  const all = [];
  for (;;) {
    const { data, total_count } = await backend('GET', `/invitations?status=${status}&limit=500&offset=${all.length}`);
    all.push(...data);
    if (all.length >= total_count) return all;
  }
}

/** Removes the limit of members. Adds the active organization and a short form of outcomes to the page. */
async function prepared() {
  await change({ rate_limits: false });
  await backend('PATCH', '', { max_allowed_memberships: 0 });
  await suite.page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    globalThis.organization = clerk.organization;
    globalThis.made = (count, name = 'guest') => Array.from({ length: count }, (_, at) => `${name}.${at}@example.com`);
    globalThis.short = (rows) => rows.map(({ emailAddress, status, invitation, error }) => [
      emailAddress,
      status,
      invitation?.emailAddress ?? error?.errors?.[0]?.code ?? error?.code ?? error?.name ?? null,
    ]);
  });
  await clearRequests();
}

/** How many addresses each bulk request had. */
const parts = async () =>
  (await requests())
    .filter(({ path }) => path.endsWith('/invitations/bulk'))
    .map(({ body }) => new URLSearchParams(body).getAll('email_address').length);

test('each address has its own outcome, in the order of the input', async () => {
  await prepared();
  await change({ frontend_duplicate_invitation: 'refuse' });
  const [pending] = await stored('pending');
  const emailAddresses = ['one@example.com', emulator.member.emailAddress, 'no address', pending.email_address, ' ', 5, 'two@example.com'];
  const rows = await suite.page.evaluate(
    async (emailAddresses) => short(await organization.inviteMembersSettled({ emailAddresses, role: 'org:member' })),
    emailAddresses,
  );
  assert.deepEqual(rows, [
    ['one@example.com', 'invited', 'one@example.com'],
    [emulator.member.emailAddress, 'already_member', 'already_a_member_in_organization'],
    ['no address', 'invalid', 'form_param_format_invalid'],
    [pending.email_address, 'already_invited', 'organization_invitation_not_unique'],
    [' ', 'invalid', 'invalid_params'],
    [5, 'invalid', 'invalid_params'],
    ['two@example.com', 'invited', 'two@example.com'],
  ]);
  const emails = (await stored('pending')).map(({ email_address }) => email_address);
  for (const one of ['one@example.com', 'two@example.com', pending.email_address]) assert.equal(emails.filter((other) => other === one).length, 1, one);
});

test('an invitation in the result is a full OrganizationInvitation', async () => {
  await prepared();
  const seen = await suite.page.evaluate(async () => {
    const [{ invitation }] = await organization.inviteMembersSettled({ emailAddresses: ['one@example.com'], role: 'org:member' });
    const revoked = await invitation.revoke();
    return [invitation instanceof sdk.OrganizationInvitation, revoked === invitation, invitation.status];
  });
  assert.deepEqual(seen, [true, true, 'revoked']);
});

test('duplicates are sent once and share the outcome', async () => {
  await prepared();
  const rows = await suite.page.evaluate(async () =>
    short(await organization.inviteMembersSettled({ emailAddresses: ['A@example.com', 'b@example.com', ' a@EXAMPLE.com '], role: 'org:member' })),
  );
  assert.deepEqual(rows.map(([, status, email]) => [status, email]), [['invited', 'a@example.com'], ['invited', 'b@example.com'], ['invited', 'a@example.com']]);
  assert.deepEqual(rows.map(([given]) => given), ['A@example.com', 'b@example.com', ' a@EXAMPLE.com ']);
  assert.deepEqual(await parts(), [2]);
  assert.equal((await outbox()).length, 2);
});

test('if the server does not name the bad address of a part, bisection finds it', async () => {
  await prepared();
  const seen = await suite.page.evaluate(async () => {
    const { calls, restore } = replaceFetch((url, init, real) => {
      const fields = new URLSearchParams(init?.body);
      if (!String(url).includes('/invitations/bulk') || !fields.getAll('email_address').includes('guest.6@example.com')) return real(url, init);
      return Response.json({ errors: [{ code: 'odd', message: 'odd', long_message: 'No.' }] }, { status: 422 });
    });
    const rows = short(await organization.inviteMembersSettled({ emailAddresses: made(25), role: 'org:member' }));
    restore();
    return { rows, bulk: calls.filter(({ url }) => url.includes('/bulk')).length };
  });
  assert.deepEqual(
    seen.rows.map(([, status, said]) => (status === 'invited' ? status : [status, said])),
    Array.from({ length: 25 }, (_, at) => (at === 6 ? ['refused', 'odd'] : 'invited')),
  );
  // 10 → 5 + 5 → 3 + 2 → 2 + 1 → 1 + 1, plus the two other parts.
  assert.equal(seen.bulk, 11);
  assert.equal((await outbox()).length, 24);
});

test('a server limit below the part size halves the size of all parts until they fit', async () => {
  await prepared();
  await change({ frontend_bulk_limit: 4 });
  const rows = await suite.page.evaluate(async () => short(await organization.inviteMembersSettled({ emailAddresses: made(20), role: 'org:member' }, { chunkSize: 16 })));
  assert.ok(rows.every(([, status]) => status === 'invited'), JSON.stringify(rows));
  assert.deepEqual(await parts(), [16, 8, 4, 4, 4, 4, 4]);
});

test('a refusal that applies to every address ends the call: that part is refused, the rest not attempted', async () => {
  await prepared();
  const rows = await suite.page.evaluate(async () => short(await organization.inviteMembersSettled({ emailAddresses: made(25), role: 'org:nobody' })));
  assert.deepEqual(rows.map(([, status]) => status), [...Array(10).fill('refused'), ...Array(15).fill('not_attempted')]);
  assert.equal(rows[0][2], 'resource_not_found');
  assert.deepEqual(await parts(), [10]);
});

test('progress reaches the total, and an error in its listener is reported and changes nothing', async () => {
  await prepared();
  const { told, statuses, reported } = await suite.page.evaluate(async () => {
    const told = [];
    const reported = [];
    globalThis.reportError = (error) => reported.push(error.message);
    const onProgress = (progress) => {
      told.push(progress);
      throw new Error('mine');
    };
    const rows = await organization.inviteMembersSettled({ emailAddresses: made(25), role: 'org:member' }, { onProgress });
    return { told, statuses: [...new Set(rows.map(({ status }) => status))], reported };
  });
  assert.deepEqual(statuses, ['invited']);
  assert.deepEqual(reported, Array(4).fill('mine'));
  assert.deepEqual(told, [0, 10, 20, 25].map((done) => ({ done, total: 25, waitingMs: 0 })));
});

test('the call waits as long as a rate limit asks, and reports the wait', async () => {
  await prepared();
  await fault({ method: 'POST', path: BULK, status: 429, headers: { 'retry-after': '40' }, body: '{"errors":[]}', times: 1 });
  const { told, statuses, waits } = await suite.page.evaluate(async () => {
    const waits = hurry();
    const told = [];
    const rows = await organization.inviteMembersSettled({ emailAddresses: made(12), role: 'org:member' }, { onProgress: (progress) => told.push(progress) });
    return { told, statuses: rows.map(({ status }) => status), waits };
  });
  assert.deepEqual(statuses, Array(12).fill('invited'));
  assert.ok(waits.includes(40_000), JSON.stringify(waits));
  assert.deepEqual(told.map(({ done, waitingMs }) => [done, waitingMs]), [[0, 0], [0, 40_000], [10, 0], [12, 0]]);
});

test('short waits between retries are reported too', async () => {
  await prepared();
  await fault({ method: 'POST', path: BULK, status: 429, headers: { 'retry-after': '2' }, body: '{"errors":[]}', times: 1 });
  const told = await suite.page.evaluate(async () => {
    hurry();
    const told = [];
    await organization.inviteMembersSettled({ emailAddresses: made(2), role: 'org:member' }, { onProgress: (progress) => told.push(progress.waitingMs) });
    return told;
  });
  assert.equal(told.length, 3);
  assert.ok(told[1] >= 2000 && told[1] < 3000, JSON.stringify(told));
});

test('a call whose maxWaitMs is too short ends as rate_limited, and can be continued later', async () => {
  await prepared();
  await fault({ method: 'POST', path: BULK, status: 429, headers: { 'retry-after': '40' }, body: '{"errors":[]}', times: 1 });
  const { first, second } = await suite.page.evaluate(async () => {
    const first = await organization.inviteMembersSettled({ emailAddresses: made(12), role: 'org:member' }, { maxWaitMs: 1000 });
    const formerResult = JSON.parse(JSON.stringify(first));
    const second = await organization.inviteMembersSettled({ formerResult, role: 'org:member' });
    return { first: first.map(({ status, error }) => [status, error?.retryAfter ?? null]), second: short(second) };
  });
  assert.deepEqual(first, [...Array(10).fill(['rate_limited', 40]), ...Array(2).fill(['not_attempted', null])]);
  assert.ok(second.every(([given, status, email]) => status === 'invited' && email === given));
  assert.equal((await outbox()).length, 12);
});

test('a call aborted before its first request rejects; one aborted later resolves to the outcomes so far', async () => {
  await prepared();
  const seen = await suite.page.evaluate(async () => {
    const call = (signal, onProgress) => organization.inviteMembersSettled({ emailAddresses: made(30), role: 'org:member' }, { signal, onProgress });
    const reason = new Error('enough');
    const before = await call(AbortSignal.abort(reason)).catch((error) => error === reason);
    const controller = new AbortController();
    const atOnce = await call(controller.signal, () => controller.abort(reason)).catch((error) => error === reason);
    const between = new AbortController();
    const rows = await call(between.signal, ({ done }) => done === 10 && between.abort());
    const flying = new AbortController();
    const { restore } = replaceFetch((url, init, real) => {
      const answer = real(url, { ...init, signal: undefined });
      if (String(url).includes('/bulk')) answer.then(() => flying.abort(reason));
      // The server applies it, but the page never gets the answer.
      return String(url).includes('/bulk') ? answer.then(() => new Promise(() => {})) : answer;
    });
    const cut = await organization.inviteMembersSettled({ emailAddresses: made(12, 'cut'), role: 'org:member' }, { signal: flying.signal });
    restore();
    const resumed = await organization.inviteMembersSettled({ formerResult: cut, role: 'org:member' });
    const states = (rows) => rows.map(({ status, error }) => (error ? [status, error === reason || error.name] : status));
    return { before, atOnce, between: states(rows), cut: states(cut), resumed: states(resumed) };
  });
  assert.equal(seen.before, true);
  assert.equal(seen.atOnce, true);
  assert.deepEqual(seen.between.slice(0, 10), Array(10).fill('invited'));
  assert.deepEqual(seen.between.slice(10).map((state) => [state].flat()[0]), Array(20).fill('not_attempted'));
  assert.deepEqual(seen.cut.slice(0, 10), Array(10).fill(['outcome_unknown', true]));
  assert.deepEqual(seen.cut.slice(10).map((state) => [state].flat()[0]), Array(2).fill('not_attempted'));
  assert.deepEqual(seen.resumed, [...Array(10).fill('already_invited'), ...Array(2).fill('invited')]);
  // The second call found the ten invitations instead of sending them again.
  const mails = (await outbox()).map(({ to }) => to).filter((to) => to.startsWith('cut.'));
  assert.equal(mails.length, 12);
});

test('a lost answer leaves the outcome unknown, and the next call looks the address up before sending it', async () => {
  await prepared();
  const seen = await suite.page.evaluate(async () => {
    hurry();
    const { restore } = replaceFetch(async (url, init, real) => {
      if (!String(url).includes('/invitations')) return real(url, init);
      const isBulk = String(url).includes('/bulk');
      const addresses = new URLSearchParams(init?.body).getAll('email_address');
      if (!isBulk) return Response.json({ errors: [{ code: 'no' }] }, { status: 403 });
      // The first part is applied and its answer lost, the second fails on the server, the third succeeds.
      if (addresses.includes('guest.0@example.com')) await real(url, init);
      else if (addresses.includes('guest.2@example.com')) return new Response('', { status: 500 });
      else return real(url, init);
      throw new TypeError('Failed to fetch');
    });
    const first = await organization.inviteMembersSettled({ emailAddresses: made(6), role: 'org:member' }, { chunkSize: 2 });
    restore();
    const formerResult = JSON.parse(JSON.stringify(first));
    const second = await organization.inviteMembersSettled({ formerResult, role: 'org:member' });
    const named = second.every(({ emailAddress, invitation }) => invitation?.emailAddress === emailAddress);
    return { first: short(first).map(([, ...rest]) => rest), second: second.map(({ status }) => status), named };
  });
  assert.deepEqual(seen.first.map(([status]) => status), ['outcome_unknown', 'outcome_unknown', 'outcome_unknown', 'outcome_unknown', 'invited', 'invited']);
  assert.deepEqual(seen.first[0], ['outcome_unknown', 'outcome_unknown']);
  assert.deepEqual(seen.second, ['already_invited', 'already_invited', 'invited', 'invited', 'invited', 'invited']);
  assert.equal(seen.named, true);
  const mails = (await outbox()).map(({ to }) => to);
  assert.deepEqual([mails.length, new Set(mails).size], [6, 6]);
});

test('five failures in a row end the call, and the remaining addresses are not attempted', async () => {
  await prepared();
  const seen = await suite.page.evaluate(async () => {
    const waits = hurry();
    const { calls, restore } = replaceFetch((url, init, real) =>
      String(url).includes('/bulk') ? Promise.resolve(new Response('', { status: 500 })) : real(url, init),
    );
    const rows = await organization.inviteMembersSettled({ emailAddresses: made(12), role: 'org:member' }, { chunkSize: 2 });
    restore();
    return { statuses: rows.map(({ status }) => status), bulk: calls.filter(({ url }) => url.includes('/bulk')).length, waits };
  });
  assert.deepEqual(seen.statuses, [...Array(10).fill('outcome_unknown'), ...Array(2).fill('not_attempted')]);
  assert.equal(seen.bulk, 5);
  assert.deepEqual(seen.waits.filter((ms) => [500, 1000, 2000, 4000].includes(ms)), [500, 1000, 2000, 4000]);
});

test('an abort or a time limit ends a wait at once', async () => {
  await prepared();
  await fault({ method: 'POST', path: BULK, status: 429, headers: { 'retry-after': '300' }, body: '{"errors":[]}', times: 2 });
  const seen = await suite.page.evaluate(async () => {
    const started = performance.now();
    const controller = new AbortController();
    const params = { emailAddresses: made(12), role: 'org:member' };
    const onProgress = ({ waitingMs }) => waitingMs && setTimeout(() => controller.abort(), 50);
    const aborted = await organization.inviteMembersSettled(params, { signal: controller.signal, onProgress });
    const late = await organization.inviteMembersSettled(params, { timeoutMs: 500 });
    return { took: performance.now() - started, aborted: aborted.map(({ status }) => status), late: short(late)[0] };
  });
  assert.ok(seen.took < 5000, `${seen.took} ms`);
  assert.deepEqual(seen.aborted, Array(12).fill('not_attempted'));
  assert.deepEqual(seen.late, ['guest.0@example.com', 'not_attempted', 'timeout']);
});

test('invalid params reject, and nothing is sent', async () => {
  await prepared();
  const codes = await suite.page.evaluate(async () => {
    const wrong = [
      [undefined],
      [{ role: 'org:member' }],
      [{ emailAddresses: made(1) }],
      [{ emailAddresses: made(1), role: 'org:member', redirectUrl: 'https://example.com' }],
      [{ emailAddresses: made(1), role: 'org:member' }, { chunkSize: 0 }],
      [{ emailAddresses: made(1), role: 'org:member' }, { maxWaitMs: -1 }],
      [{ emailAddresses: made(1), role: 'org:member' }, { timeoutMs: 'soon' }],
    ];
    return Promise.all(wrong.map((given) => organization.inviteMembersSettled(...given).then(short, ({ code }) => code)));
  });
  assert.deepEqual(codes, ['invalid_params', 'invalid_params', 'invalid_params', 'not_on_frontend_api', ...Array(3).fill('invalid_params')]);
  assert.deepEqual(await requests(), []);
});

test('1,000 addresses under random faults: each is exactly once in the database and in the result', async (t) => {
  await prepared();
  const { rows, faults, runs } = await suite.page.evaluate(async () => {
    // mulberry32
    let seed = 20261122;
    const luck = () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    const json = (body, status, headers) => new Response(body, { status, headers });
    const faults = {
      'lost': () => Promise.reject(new TypeError('Failed to fetch')),
      'answer lost': async (send) => (await send(), Promise.reject(new TypeError('Failed to fetch'))),
      'answer cut off': async (send) => json((await (await send()).text()).slice(0, -20), 200),
      'answer is a page': async (send) => (await send(), json('<html>', 200)),
      'failed after it was done': async (send) => (await send(), json('', 500)),
      'failed before': async () => json('<html>', 502),
      'refused for now': async () => json('{"errors":[{"code":"too_many_requests"}]}', 429, { 'retry-after': '1' }),
      'refused for a minute': async () => json('{"errors":[{"code":"too_many_requests"}]}', 429, { 'retry-after': '60' }),
    };
    const met = {};
    replaceFetch((url, init, real) => {
      const send = () => real(url, init);
      if (!String(url).includes('/invitations') || luck() > 0.4) return send();
      const [name, happen] = Object.entries(faults)[Math.floor(luck() * Object.keys(faults).length)];
      met[name] = (met[name] ?? 0) + 1;
      return happen(send);
    });
    hurry();
    const emailAddresses = made(1000);
    let rows = await organization.inviteMembersSettled({ emailAddresses, role: 'org:member' }, { maxWaitMs: Infinity });
    let runs = 1;
    const isThere = ({ status }) => status === 'invited' || status === 'already_invited';
    for (; runs < 50 && !rows.every(isThere); runs += 1) {
      rows = await organization.inviteMembersSettled({ formerResult: rows, role: 'org:member' }, { maxWaitMs: Infinity });
    }
    const ends = rows.map((row) => [row.emailAddress, isThere(row), row.invitation?.emailAddress, row.invitation?.id]);
    return { rows: ends, faults: met, runs };
  });
  t.diagnostic(`${JSON.stringify(faults)}, ${runs} runs`);
  assert.equal(Object.keys(faults).length, 8);
  assert.deepEqual(
    rows.map(([given, isThere, email]) => [given, isThere, email]),
    Array.from({ length: 1000 }, (_, at) => [`guest.${at}@example.com`, true, `guest.${at}@example.com`]),
  );
  const pending = (await stored('pending')).filter(({ email_address }) => email_address.startsWith('guest.'));
  assert.equal(pending.length, 1000);
  assert.deepEqual(new Map(pending.map(({ id, email_address }) => [email_address, id])), new Map(rows.map(([, , email, id]) => [email, id])));
  assert.deepEqual((await stored('revoked')).filter(({ email_address }) => email_address.startsWith('guest.')), []);
  const mails = (await outbox()).map(({ to }) => to);
  assert.equal(new Set(mails).size, mails.length);
});
