// The events of `clerk.on` for every attempt of a request: their order, their fields, and no secrets.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { emulator, fault } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });
const INVITATIONS = `/v1/organizations/${emulator.organizationId}/invitations`;

/** Adds a loaded `clerk` and its events so far, `told` (`[event, details]`), to the page. */
async function furnish() {
  await suite.page.evaluate(async () => {
    globalThis.told = [];
    globalThis.EVENTS = ['request', 'response', 'retry', 'error'];
    globalThis.observe = (clerk) => {
      for (const event of EVENTS) clerk.on(event, (details) => told.push([event, { ...details, error: textOf(details.error) }]));
      return clerk;
    };
    globalThis.textOf = (error) => error && `${error} ${error.message} ${error.stack} ${error.cause}`;
    globalThis.clerk = observe(newClerk());
    await clerk.load();
    globalThis.organization = clerk.organization;
  });
}

/** Checks the types of the values that differ between runs, and returns the events without them. */
function compared(told) {
  return told.map(([event, { requestId, durationMs, waitMs, error, ...details }]) => {
    assert.ok(Number.isInteger(requestId) && requestId > 0, `${requestId}`);
    assert.equal(typeof durationMs, event === 'response' || event === 'error' ? 'number' : 'undefined', event);
    assert.ok(!(durationMs < 0 || durationMs > 60_000), `${durationMs} ms`);
    assert.equal(typeof waitMs, event === 'retry' ? 'number' : 'undefined', event);
    assert.equal(typeof error, event === 'error' ? 'string' : 'undefined', event);
    return [event, Object.values(details).join(' ')];
  });
}

test('load() emits events for each of its requests, with the method that the server reads', async () => {
  await furnish();
  const told = compared(await suite.page.evaluate(() => globalThis.told));
  const [environment, client] = ['PATCH /v1/environment', 'GET /v1/client'].map((request) =>
    told.filter(([, what]) => what.startsWith(request)),
  );
  assert.deepEqual(environment, [['request', 'PATCH /v1/environment 1'], ['response', 'PATCH /v1/environment 1 200']]);
  assert.deepEqual(client, [['request', 'GET /v1/client 1'], ['response', 'GET /v1/client 1 200']]);
  assert.equal(told.length, 4);
});

test('a call emits a request event and a response event, with these fields and no others', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    const { invitation, calls } = { calls: [], invitation: (await organization.getInvitations({ status: 'pending' })).data[0] };
    told.length = 0;
    for (const event of EVENTS) clerk.on(event, (details) => calls.push([event, Object.keys(details).sort().join()]));
    await organization.getInvitations();
    await organization.inviteMember({ emailAddress: 'a@example.com', role: 'org:member' });
    await invitation.revoke();
    await outcome(() => organization.inviteMember({ emailAddress: 'nobody', role: 'org:member' }));
    return { told, calls, id: invitation.id };
  });
  assert.deepEqual(compared(seen.told), [
    ['request', `GET ${INVITATIONS} 1`],
    ['response', `GET ${INVITATIONS} 1 200`],
    ['request', `POST ${INVITATIONS} 1`],
    ['response', `POST ${INVITATIONS} 1 200`],
    ['request', `POST ${INVITATIONS}/${seen.id}/revoke 1`],
    ['response', `POST ${INVITATIONS}/${seen.id}/revoke 1 200`],
    ['request', `POST ${INVITATIONS} 1`],
    ['response', `POST ${INVITATIONS} 1 422`],
  ]);
  for (const [event, names] of seen.calls) {
    assert.equal(names, event === 'request' ? 'attempt,method,path,requestId' : 'attempt,durationMs,method,path,requestId,status');
  }
});

test('a retry emits events by attempt: the failure, the wait, the next request', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    const waits = hurry();
    told.length = 0;
    const answers = [
      () => Promise.reject(new TypeError('Failed to fetch')),
      async () => new Response('', { status: 503, headers: { 'retry-after': '2' } }),
      async () => Response.json({ errors: [] }, { status: 429 }),
    ];
    const { restore } = replaceFetch((url, init, real) => (answers.shift() ?? (() => real(url, init)))());
    await organization.getInvitations();
    restore();
    return { told, waits, keys: told.map(([event, details]) => `${event} ${Object.keys(details).sort().join()}`) };
  });
  assert.deepEqual(compared(seen.told), [
    ['request', `GET ${INVITATIONS} 1`],
    ['error', `GET ${INVITATIONS} 1`],
    ['retry', `GET ${INVITATIONS} 1`],
    ['request', `GET ${INVITATIONS} 2`],
    ['response', `GET ${INVITATIONS} 2 503`],
    ['retry', `GET ${INVITATIONS} 2`],
    ['request', `GET ${INVITATIONS} 3`],
    ['response', `GET ${INVITATIONS} 3 429`],
    ['retry', `GET ${INVITATIONS} 3`],
    ['request', `GET ${INVITATIONS} 4`],
    ['response', `GET ${INVITATIONS} 4 200`],
  ]);
  assert.equal(new Set(seen.told.map(([, { requestId }]) => requestId)).size, 1);
  const waits = seen.told.filter(([event]) => event === 'retry').map(([, { waitMs }]) => waitMs);
  assert.deepEqual(waits, seen.waits);
  assert.ok(waits[1] >= 2000, `${waits}`);
});

test('the events of equal concurrent requests have different ids', async () => {
  await furnish();
  await fault({ path: '/invitations$', status: 503, times: 2 });
  const told = await suite.page.evaluate(async () => {
    told.length = 0;
    hurry();
    await Promise.all([1, 2, 3].map(() => organization.getInvitations()));
    return told;
  });
  const ids = new Set(told.map(([, { requestId }]) => requestId));
  const stories = [...ids].map((id) =>
    told
      .filter(([, { requestId }]) => requestId === id)
      .map(([event, { attempt, status }]) => [event, attempt, status].filter(Boolean).join(' '))
      .join(', '),
  );
  const once = 'request 1, response 1 200';
  const twice = 'request 1, response 1 503, retry 1, request 2, response 2 200';
  const thrice = 'request 1, response 1 503, retry 1, request 2, response 2 503, retry 2, request 3, response 3 200';
  const sorted = stories.sort();
  assert.ok([[once, twice, twice], [once, once, thrice]].some((meant) => meant.sort().join() === sorted.join()), sorted.join('\n'));
});

test('the look-up of a change without an answer emits events too', async () => {
  await furnish();
  const told = await suite.page.evaluate(async () => {
    globalThis.told.length = 0;
    let first = true;
    const { restore } = replaceFetch((url, init, real) =>
      first ? Promise.reject(new TypeError('Failed to fetch'), (first = false)) : real(url, init),
    );
    await organization.inviteMember({ emailAddress: 'a@example.com', role: 'org:member' });
    restore();
    return globalThis.told;
  });
  assert.deepEqual(compared(told).map(([event, what]) => `${event} ${what.replace(INVITATIONS, '…')}`), [
    'request POST … 1',
    'error POST … 1',
    'request GET … 1',
    'response GET … 1 200',
    'request POST … 1',
    'response POST … 1 200',
  ]);
});

test('an aborted call emits an error event', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    told.length = 0;
    const { restore } = replaceFetch(
      (url, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    await outcome(() => organization.getInvitations({}, { timeoutMs: 20 }));
    await new Promise((passed) => setTimeout(passed, 50));
    restore();
    return told;
  });
  assert.deepEqual(compared(seen), [['request', `GET ${INVITATIONS} 1`], ['error', `GET ${INVITATIONS} 1`]]);
});

test('no event contains a token, a query, an address or a password', async () => {
  await furnish();
  const [password, emailAddress] = ['my secret pass phrase', 'private.person@example.com'];
  await fault({ path: '/touch$', status: 500, body: '<html>' });
  const seen = await suite.page.evaluate(
    async ([password, emailAddress]) => {
      const { session, client } = clerk;
      const secrets = [document.cookie.split('; ').map((cookie) => cookie.split('=')[1]), await session.getToken()].flat();
      await organization.inviteMember({ emailAddress, role: 'org:member' });
      await organization.inviteMembers({ emailAddresses: [emailAddress, `x.${emailAddress}`], role: 'org:member' });
      await organization.getInvitations({ query: emailAddress });
      secrets.push(await session.getToken({ skipCache: true }));
      await outcome(() => clerk.setActive({ organization }));
      await outcome(() => client.signIn.create({ strategy: 'password', identifier: emailAddress, password }));
      hurry();
      const { restore } = replaceFetch(() => Promise.reject(new TypeError('Failed to fetch')));
      await outcome(() => organization.getInvitations({ query: emailAddress }));
      await outcome(() => organization.inviteMember({ emailAddress, role: 'org:member' }));
      await outcome(() => session.getToken({ skipCache: true }));
      restore();
      await clerk.signOut();
      return { text: JSON.stringify(told), told, secrets: secrets.filter((secret) => secret?.length > 8) };
    },
    [password, emailAddress],
  );
  assert.ok(seen.secrets.length >= 4, 'the test has secrets to look for');
  for (const secret of [...seen.secrets, password, emailAddress, encodeURIComponent(emailAddress), 'private']) {
    assert.ok(!seen.text.includes(secret), `${secret} was told`);
  }
  assert.doesNotMatch(seen.text, /dvb_|eyJ|_clerk|__|query|role=/);
  for (const [, { path }] of seen.told) assert.match(path, /^\/v1\/[\w/%.-]+$/);
  const methods = new Set(seen.told.map(([, { method, path }]) => `${method} ${path.replace(/(sess|org|sia)_\w+/g, '…')}`));
  for (const request of [
    'POST /v1/client/sessions/…/tokens',
    'POST /v1/client/sessions/…/touch',
    'POST /v1/client/sign_ins',
    'DELETE /v1/client/sessions',
  ]) {
    assert.ok(methods.has(request), `${request} in ${[...methods]}`);
  }
});

test('an observer that throws stops no other observer, and its error is reported', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    const real = globalThis.told;
    const thrown = [];
    for (const event of EVENTS) {
      clerk.on(event, () => {
        thrown.push(event);
        throw new Error(`observer of ${event}`);
      });
    }
    const late = [];
    for (const event of EVENTS) clerk.on(event, () => late.push(event));
    real.length = 0;
    hurry();
    let first = true;
    const { restore } = replaceFetch((url, init, real) =>
      first ? Promise.reject(new TypeError('Failed to fetch'), (first = false)) : real(url, init),
    );
    const { total_count } = await organization.getInvitations();
    restore();
    return { total_count, thrown, late, told: real.map(([event]) => event) };
  });
  const expected = ['request', 'error', 'retry', 'request', 'response'];
  assert.deepEqual(seen, { total_count: 31, thrown: expected, late: expected, told: expected });
  assert.deepEqual(suite.pageErrors.splice(0), expected.map((event) => `Error: observer of ${event}`));
});

test('off() and the function that on() returns unsubscribe that observer from that event alone', async () => {
  await furnish();
  const seen = await suite.page.evaluate(async () => {
    const counts = { one: 0, other: 0, both: 0 };
    const one = () => counts.one++;
    const other = () => counts.other++;
    const both = () => counts.both++;
    clerk.on('request', one);
    const end = clerk.on('request', other);
    clerk.on('request', both);
    clerk.on('response', both);
    clerk.off('response', one);
    clerk.off('nothing of the kind', one);
    await organization.getInvitations();
    clerk.off('request', one);
    end();
    end();
    clerk.off('request', both);
    await organization.getInvitations();
    return counts;
  });
  assert.deepEqual(seen, { one: 1, other: 1, both: 3 });
});

test('status observers are called at each change, and at once with { notify: true }', async () => {
  const seen = await suite.page.evaluate(async () => {
    const clerk = newClerk();
    const [changes, known] = [[], []];
    clerk.on('status', (status) => changes.push(status));
    clerk.on('status', (status) => known.push(status), { notify: true });
    await clerk.load();
    return { changes, known };
  });
  assert.deepEqual(seen, { changes: ['ready'], known: ['loading', 'ready'] });
});
