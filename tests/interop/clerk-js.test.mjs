// Clerk's official browser client, unmodified, on the emulator; and beside it ours: the same calls put the same requests
// on the wire and give the same results.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { LOADING, clearRequests, emulator, outbox, requests, reset, sent, sentByLoad } from '../support/emulator.mjs';

const suite = inBrowser({ path: '/clerk-js' });
const INVITATIONS = `/v1/organizations/${emulator.organizationId}/invitations`;

/** Loads `theirs` (the official client) or `ours` as `clerk` in a page. */
async function load(page, which) {
  return page.evaluate(async (which) => {
    globalThis.clerk = which === 'theirs' ? globalThis.Clerk : newClerk();
    await clerk.load({ telemetry: false });
    return clerk.status;
  }, which);
}

test('the official client loads, signs in with a password and performs the four operations', async () => {
  assert.equal(await load(suite.page, 'theirs'), 'ready');
  assert.equal(await suite.page.evaluate(() => clerk.version), '6.40.0');
  const seen = await suite.page.evaluate(async () => {
    const { emailAddress: identifier, password } = emulator.admin;
    const signIn = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
    await clerk.setActive({ session: signIn.createdSessionId });
    const { organization } = clerk;
    const page = await organization.getInvitations({ status: ['pending'], pageSize: 5 });
    const invitation = await organization.inviteMember({ emailAddress: 'official@example.com', role: 'org:member' });
    const bulk = await organization.inviteMembers({ emailAddresses: ['x@example.com', 'y@example.com'], role: 'org:viewer' });
    const revoked = await invitation.revoke();
    return {
      status: [clerk.status, signIn.status], user: clerk.user.id, organization: organization.id,
      page: [page.total_count, page.data.length], bulk: bulk.map(({ emailAddress, roleName }) => `${emailAddress} ${roleName}`),
      revoked: [revoked === invitation, invitation.status], now: (await organization.getInvitations()).total_count,
      token: (await clerk.session.getToken()).split('.').length,
    };
  });
  assert.deepEqual(seen, {
    status: ['ready', 'complete'], user: emulator.admin.userId, organization: emulator.organizationId, page: [14, 5],
    bulk: ['x@example.com Viewer', 'y@example.com Viewer'], revoked: [true, 'revoked'], now: 34, token: 3,
  });
  assert.deepEqual((await outbox()).map(({ to }) => to), ['official@example.com', 'x@example.com', 'y@example.com']);
});

test('a session of the official client is ours too: one dev browser, one session, both ways', async () => {
  await suite.signIn('admin');
  await load(suite.page, 'theirs');
  const other = await suite.open('/');
  await load(other, 'ours');
  const [theirs, ours] = await Promise.all([suite.page, other].map((page) => page.evaluate(() => [clerk.session.id, clerk.client.id])));
  assert.deepEqual(ours, theirs);
  const id = await other.evaluate(async () => (await clerk.organization.inviteMember({ emailAddress: 'z@example.com', role: 'org:member' })).id);
  assert.equal(await suite.page.evaluate(async () => (await clerk.organization.getInvitations({ pageSize: 1 })).data[0].id), id);
});

// What was on the wire, without what differs from one sign-in and one invitation to the next.
function onWire(log) {
  const names = new Map();
  const named = (text) => text.replace(/\b(sess|dvb|orginv|client)_[A-Za-z0-9]{20,}/g, (id, kind) => {
    if (!names.has(id)) names.set(id, `${kind}_${names.size}`);
    return names.get(id);
  });
  return log.map(({ method, path, query, headers, body, status }) => ({
    request: `${method} ${named(path)}`,
    query: query.map((pair) => named(pair.join('='))),
    contentType: headers['content-type'],
    credentials: headers.cookie !== undefined,
    authorization: headers.authorization,
    origin: headers.origin,
    body: named(body).replace(/tab_state=\w+/, 'tab_state=…'),
    status,
  }));
}

for (const [title, who, expected] of [['new', undefined, ['POST /v1/dev_browser', ...LOADING]], ['signed-in', 'admin', LOADING]]) {
  test(`load() of a ${title} browser puts the same requests on the wire`, async () => {
    const wires = [];
    for (const which of ['theirs', 'ours']) {
      await reset();
      await suite.context.clearCookies();
      if (who) await suite.signIn(who);
      // Some cookie, so that the log tells which requests bring cookies along.
      await suite.context.addCookies([{ name: 'app', value: '1', url: suite.site.url }]);
      const page = await suite.open('/clerk-js');
      await clearRequests();
      await load(page, which);
      assert.deepEqual(await sentByLoad(), expected, which);
      wires.push(onWire((await requests()).sort((a, b) => a.path.localeCompare(b.path))));
      await page.close();
    }
    assert.deepEqual(wires[1], wires[0]);
  });
}

// Runs in the page: calls by name on what is there, and what came of each, comparable between the two clients.
function perform([steps, started]) {
  const isDate = (value) => Object.prototype.toString.call(value) === '[object Date]';
  // Times of what a run itself made or changed differ between the runs.
  const shown = (value) =>
    isDate(value) ? (value >= started ? 'a time in this run' : value.toISOString())
    : typeof value === 'function' ? 'a function'
    : Array.isArray(value) ? value.map(shown)
    : typeof value === 'object' && value !== null ? Object.entries(value).map(([key, value]) => [key, key === 'id' ? value.split('_')[0] : shown(value)])
    : value === undefined ? 'undefined' : value;
  const failed = (error) => ({
    kind: error.constructor.kind, isError: error instanceof Error, message: error.message, status: error.status, code: error.code,
    clerkError: error.clerkError, retryAfter: error.retryAfter,
    errors: error.errors?.map(({ code, message, longMessage, meta }) => JSON.parse(JSON.stringify({ code, message, longMessage, meta }))),
  });
  return (async () => {
    const kept = {};
    const results = [];
    for (const { title, call, fault } of steps) {
      if (fault) await fetch(`${emulator.url}/__emulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
      try {
        const value = await new Function('organization', 'kept', `return (async () => ${call})()`)(clerk.organization, kept);
        results.push({ title, value: shown(value) });
      } catch (error) {
        results.push({ title, error: failed(error) });
      }
    }
    results.push({ title: 'the organization', value: Object.fromEntries(Object.entries(clerk.organization).map(([key, value]) => [key, shown(value)])) });
    return results;
  })();
}

const refusal = (code, meta) => ({ errors: [{ code, message: 'no', long_message: 'No, not that.', meta }], clerk_trace_id: 'trace_1' });
const step = (title, call, fault) => ({ title, call, fault });
const STEPS = [
  step('a list', 'organization.getInvitations()'),
  step('a list with an empty object', 'organization.getInvitations({})'),
  step('page 2 of 5', 'organization.getInvitations({ initialPage: 2, pageSize: 5 })'),
  step('page 9, which is empty', 'organization.getInvitations({ initialPage: 9, pageSize: 10 })'),
  step('the largest page', 'organization.getInvitations({ pageSize: 500 })'),
  step('a page that is too large', 'organization.getInvitations({ pageSize: 501 })'),
  step('numeric strings', "organization.getInvitations({ initialPage: '2', pageSize: '3' })"),
  step('undefined and null', 'organization.getInvitations({ initialPage: undefined, pageSize: null, status: undefined })'),
  step('a status as text', "organization.getInvitations({ status: 'revoked' })"),
  step('a status in an array', "organization.getInvitations({ status: ['expired'] })"),
  step('two statuses, then the page', "organization.getInvitations({ status: ['pending', 'revoked'], initialPage: 2, pageSize: 4 })"),
  step('the page, then two statuses', "organization.getInvitations({ pageSize: 4, status: ['accepted', 'expired'] })"),
  step('no status in an array', 'organization.getInvitations({ status: [] })'),
  step('an empty status', "organization.getInvitations({ status: '' })"),
  step('an unknown status', "organization.getInvitations({ status: ['lost'] })"),
  step('other parameters', "organization.getInvitations({ query: 'a b&c=d/ä', orderBy: '-created_at', active: true, n: 5 })"),
  step('a null parameter', 'organization.getInvitations({ query: null })'),
  step('an array of others', "organization.getInvitations({ role: ['org:admin', 'org:member'] })"),
  step('an invitation', "(kept.invitation = await organization.inviteMember({ emailAddress: 'New.Person+tag@Example.com', role: 'org:member' }))"),
  step('its list', 'organization.getInvitations({ pageSize: 2 })'),
  step('revoked', 'kept.invitation.revoke()'),
  step('it is the same object', 'await kept.invitation.revoke().catch(() => kept.invitation)'),
  step('revoked again', 'kept.invitation.revoke()'),
  step('detached', "await (async ({ revoke }) => revoke())(await organization.inviteMember({ emailAddress: 'd@example.com', role: 'org:viewer' }))"),
  step('extra fields', "organization.inviteMember({ emailAddress: 'e@example.com', role: 'org:member', redirectUrl: 'https://x.io', publicMetadata: { a: 1 } })"),
  step('odd characters', "organization.inviteMember({ emailAddress: \"o'neill*~!ä@example.com\", role: 'org:member' })"),
  step('a bad address', "organization.inviteMember({ emailAddress: 'nobody', role: 'org:member' })"),
  step('an unknown role', "organization.inviteMember({ emailAddress: 'f@example.com', role: 'org:emperor' })"),
  step('a member already', `organization.inviteMember({ emailAddress: '${emulator.member.emailAddress}', role: 'org:member' })`),
  step('many', "organization.inviteMembers({ emailAddresses: ['g@example.com', 'h@example.com'], role: 'org:admin' })"),
  step('many, one of them bad', "organization.inviteMembers({ emailAddresses: ['i@example.com', 'bad', 'worse@'], role: 'org:member' })"),
  step('many, the same twice', "organization.inviteMembers({ emailAddresses: ['j@example.com', 'J@example.com'], role: 'org:member' })"),
  step('too many', "organization.inviteMembers({ emailAddresses: Array.from({ length: 51 }, (_, n) => `many.${n}@example.com`), role: 'org:member' })"),
  step('a 403', 'organization.getInvitations()', { path: 'invitations', status: 403, body: refusal('missing_organization_permission') }),
  step('a 429 with seconds', 'organization.getInvitations()', { path: 'invitations', status: 429, body: refusal('too_many_requests'), headers: { 'retry-after': '7' } }),
  step('a 429 without', "organization.inviteMember({ emailAddress: 'k@example.com', role: 'org:member' })", { path: 'invitations', status: 429, body: refusal('too_many_requests') }),
  step('a 500', 'organization.getInvitations()', { path: 'invitations', status: 500, body: refusal('internal_clerk_error') }),
  step('a refusal with everything', 'organization.getInvitations()', { path: 'invitations', status: 422, body: refusal('form_param_value_invalid', {
    param_name: 'status', session_id: 'sess_x', email_addresses: ['a'], identifiers: ['b'], is_plan_upgrade_possible: true, seats_quantity: 5 }) }),
  step('several errors', 'organization.getInvitations()', { path: 'invitations', status: 400, body: { errors: [...refusal('one').errors, ...refusal('two').errors] } }),
  step('an error without a long message', 'organization.getInvitations()', { path: 'invitations', status: 400, body: { errors: [{ code: 'short', message: 'short' }] } }),
  step('no errors in the envelope', 'organization.getInvitations()', { path: 'invitations', status: 400, body: { errors: [] } }),
  step('missing fields', 'organization.getInvitations()', { path: 'invitations', body: { response: { total_count: 1, data: [{ id: 'orginv_1', status: 'new', created_at: 0, public_metadata: null }] } } }),
];

/** Ours without what it has beyond Clerk's: documented additions, in their places. */
function withoutAdditions(result) {
  const { value } = result;
  if (!Array.isArray(value)) return result;
  const isInvitation = (pairs) => pairs.some(([key]) => key === 'emailAddress');
  const invitation = (pairs) => {
    assert.deepEqual(pairs.slice(-2).map(([key]) => key), ['expiresAt', 'url'], result.title);
    return pairs.slice(0, -2);
  };
  if (value[0]?.[0] === 'total_count') {
    assert.deepEqual(value.map(([key]) => key), ['total_count', 'data', 'totalCount'], result.title);
    return { ...result, value: [value[0], ['data', value[1][1].map(invitation)]] };
  }
  if (Array.isArray(value[0]?.[0])) return { ...result, value: value.map(invitation) };
  return { ...result, value: isInvitation(value) ? invitation(value) : value };
}

test('the same calls put the same requests on the wire and come to the same', async () => {
  const runs = {};
  for (const which of ['theirs', 'ours']) {
    await reset();
    await suite.context.clearCookies();
    await suite.signIn('admin');
    const page = await suite.open('/clerk-js');
    await load(page, which);
    await clearRequests();
    const started = Date.now();
    const results = await page.evaluate(perform, [STEPS, started]);
    const log = (await requests()).filter(({ path }) => path.startsWith(INVITATIONS));
    runs[which] = { results, wire: onWire(log), mails: (await outbox()).map(({ to, subject }) => ({ to, subject })) };
    await page.close();
  }
  const { theirs, ours } = runs;
  // Each step but the one that catches its own error is told apart by its requests; none may be missing.
  assert.ok(theirs.wire.length >= STEPS.length);
  theirs.wire.forEach((entry, index) => assert.deepEqual(ours.wire[index], entry, `request ${index}`));
  assert.equal(ours.wire.length, theirs.wire.length);
  assert.deepEqual(ours.mails, theirs.mails);
  assert.deepEqual(theirs.mails.map(({ to }) => to), ['new.person+tag', 'd', 'e', "o'neill*~!ä", 'g', 'h'].map((name) => `${name}@example.com`));

  const theirOrganization = theirs.results.pop().value;
  const ourOrganization = ours.results.pop().value;
  theirs.results.forEach((their, index) => {
    const our = withoutAdditions(ours.results[index]);
    if (!their.error) return assert.deepEqual(our, their, their.title);
    // Clerk's client knows some of the fields of `meta` and drops the others.
    our.error?.errors?.forEach((error, n) => assert.deepEqual({ ...error.meta, ...their.error.errors[n]?.meta }, error.meta, their.title));
    const bare = ({ error }) => ({ ...error, errors: error?.errors?.map((one) => ({ ...one, meta: undefined })) });
    assert.deepEqual(bare(our), bare(their), their.title);
  });
  for (const [key, value] of Object.entries(ourOrganization)) {
    assert.deepEqual(value, theirOrganization[key], `organization.${key}`);
  }
  const common = Object.keys(theirOrganization).filter((key) => key in ourOrganization);
  assert.deepEqual([...common].sort(), Object.keys(ourOrganization).sort());
});

// Where the official client is wrong, ours is right, and not on the wire alone.
const DIFFERENCES = [
  {
    title: 'a comma in a value',
    call: "organization.getInvitations({ query: 'a,b' }).then(() => 'resolved')",
    theirs: 'resolved', theirWire: 'query=a&query=b', ours: 'resolved', ourWire: 'query=a,b',
  },
  {
    title: 'page 0',
    call: 'organization.getInvitations({ initialPage: 0 })',
    theirs: 'ClerkAPIResponseError 422', theirWire: 'offset=-10', ours: 'ClerkRuntimeError invalid_params', ourWire: null,
  },
  {
    title: "a gateway's page",
    call: 'organization.getInvitations()', fault: { path: 'invitations', status: 403, body: '<h1>Forbidden</h1>' },
    theirs: 'SyntaxError', ours: 'ClerkAPIResponseError 403',
  },
  {
    title: 'no content',
    call: 'organization.getInvitations()', fault: { path: 'invitations', status: 204 },
    theirs: 'TypeError', ours: 'ClerkRuntimeError invalid_response',
  },
  {
    title: 'a body that breaks off',
    call: "organization.inviteMember({ emailAddress: 'l@example.com', role: 'org:member' })",
    fault: { path: 'invitations', status: 200, body: '{"response":{"id":"orginv_1"', contentLength: 500 },
    theirs: 'TypeError', ours: 'ClerkRuntimeError invalid_response',
  },
  {
    title: 'a success without an invitation',
    call: "organization.inviteMember({ emailAddress: 'm@example.com', role: 'org:member' }).then((made) => `an invitation, id ${made.id}`)",
    fault: { path: 'invitations', body: { response: null, client: null } },
    theirs: 'an invitation, id undefined', ours: 'ClerkRuntimeError invalid_response',
  },
  {
    title: 'offline',
    call: "organization.inviteMember({ emailAddress: 'n@example.com', role: 'org:member' }).then((made) => `an invitation, id ${made.id}`)",
    offline: true, theirs: 'an invitation, id undefined', ours: 'ClerkRuntimeError network_error',
  },
  {
    title: "an error's name",
    call: "organization.inviteMember({ emailAddress: 'nobody', role: 'org:member' }).catch((error) => error.name)",
    theirs: /^\w$/, ours: 'ClerkAPIResponseError',
  },
  {
    title: 'when an invitation ends',
    call: 'organization.getInvitations().then(({ data: [invitation] }) => String(invitation.expiresAt instanceof Date))',
    theirs: 'false', ours: 'true',
  },
];

test('where the official client is wrong, ours is not', async () => {
  for (const which of ['theirs', 'ours']) {
    await reset();
    await suite.context.clearCookies();
    await suite.signIn('admin');
    const page = await suite.open('/clerk-js');
    await load(page, which);
    for (const { title, call, fault, offline = false, [which]: expected, [which === 'theirs' ? 'theirWire' : 'ourWire']: wire } of DIFFERENCES) {
      await clearRequests();
      if (fault) await page.evaluate((fault) => fetch(`${emulator.url}/__emulator/faults`, { method: 'POST', body: JSON.stringify(fault) }), fault);
      await suite.context.setOffline(offline);
      const seen = await page.evaluate(async (call) => {
        const run = new Function('organization', `return ${call}`);
        const named = (error) => [error.constructor.kind ?? error.name, error.constructor.kind && (error.status ?? error.code)].filter(Boolean).join(' ');
        return run(clerk.organization).catch(named);
      }, call);
      await suite.context.setOffline(false);
      if (expected instanceof RegExp) assert.match(seen, expected, `${which}: ${title}`);
      else assert.equal(seen, expected, `${which}: ${title}`);
      const lines = await sent();
      if (wire) assert.ok(lines.some((line) => line.includes(wire)), `${which}: ${title}: ${lines}`);
      if (wire === null) assert.deepEqual(lines, [], `${which}: ${title}`);
    }
    await page.close();
  }
});
