// The whole Organization object and the user's methods through Clerk's official browser client and ours, on two equal
// instances: the same requests, byte by byte, and the same results, key by key. One table lists the differences and
// why.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { backend, clearRequests, createUser, emulator, fault, outbox, requests, reset } from '../support/emulator.mjs';
import { load, onWire } from './clerk-js.mjs';
import { AS_ADMIN, AS_GUEST } from './organization-steps.mjs';

const suite = inBrowser({ path: '/clerk-js' });
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

// Runs in the page: makes one call and returns its outcome as ordered pairs of key and value.
async function perform([call, started, given]) {
  const isDate = (value) => Object.prototype.toString.call(value) === '[object Date]';
  // Ids and times of new objects differ between the runs.
  const text = (value) =>
    value.replace(/\b([a-z]+)_[A-Za-z0-9]{20,}/g, '$1_…').replace(/\?v=\d+/, '?v=…').replace(/^clerk-emulator-verification=.*/, 'a record');
  const shown = (value, key) =>
    isDate(value) ?
      value >= started ?
        'a time in this run'
      : value.toISOString()
    : typeof value === 'function' ? 'a function'
    : Array.isArray(value) ? { list: value.map((one) => shown(one)) }
    : typeof value === 'object' && value !== null ? { pairs: Object.entries(value).map(([key, value]) => [key, shown(value, key)]) }
    : value === undefined ? 'undefined'
    : key === 'txtRecordValue' ? typeof value
    : typeof value === 'string' ? text(value)
    : value;
  globalThis.kept ??= {};
  try {
    return { value: shown(await (0, eval)(call)(clerk, kept, given)) };
  } catch (error) {
    const { code, message, meta } = error.errors?.[0] ?? {};
    return { error: [error.constructor.kind, error.status, code, message && text(message), text(error.message), Object.keys(JSON.parse(JSON.stringify(meta ?? {})))] };
  }
}

/** The titles of steps that the server refuses. */
const REFUSED = /once more|no role|last admin|is taken|not there|elsewhere|wrong code|bad slug|no image|a 403/;

// Keys that only one client has: in which objects, and why.
const KEYS = [
  { in: 'total_count', ours: ['totalCount'], why: "the name in Clerk's documents" },
  {
    in: 'ssoBypassAllowlist',
    ours: ['reload', 'inviteMembersSettled', 'resendInvitation', 'invitations', 'liveList', 'invitationList'],
    theirs: ['bulkOwnershipVerification'],
    why: '`reload` is on the prototype of theirs and works detached here, the others are additions; theirs is private',
  },
  {
    in: 'ssoBypassAllowlist',
    ours: ['membersCount'],
    theirs: ['membersCount'],
    why: 'ours is the count that the server sent last, also beside a membership; theirs stays as the client had it',
  },
  { in: 'identifier', ours: ['profileImageUrl'], why: 'as the server sends it' },
  { in: 'accept', ours: ['expiresAt'], why: 'theirs drops when an invitation ends' },
  { in: 'form', theirs: ['id'], why: 'always undefined in theirs' },
];
// Results that differ: theirs, ours, and why.
const RESULTS = [
  {
    title: 'membership.destroy',
    theirs: ['nothing', 'org:viewer', 'another@example.com'],
    ours: ['itself', 'org:viewer', 'another@example.com'],
    why: "Clerk's type promises the membership",
  },
  { title: 'domain.delete', theirs: ['undefined', 'undefined'], ours: ['undefined', 'northwind.example'], why: 'theirs reads itself again from what is left' },
  { title: 'setLogo to null', theirs: ['string', 'undefined'], ours: ['string', 'string'], why: 'theirs is made of what is left of the image' },
  {
    title: 'destroy',
    theirs: ['undefined', 'undefined', null],
    ours: ['undefined', 'Northwind', null],
    why: 'theirs reads itself again from what is left',
  },
];
// Fields of a domain. Clerk's client never sets two of them and reads one under a name that the server does not send.
const DOMAIN_DATES = { createdAt: 'undefined', updatedAt: 'undefined' };

/**
 * A value with only the keys that both clients have. A domain's dates must be as in Clerk's client for theirs, and real
 * for ours.
 */
function common(value, side) {
  if (value?.list) return { list: value.list.map((one) => common(one, side)) };
  if (!value?.pairs) return value;
  const keys = value.pairs.map(([key]) => key);
  const only = KEYS.filter((row) => keys.includes(row.in)).flatMap((row) => row[side] ?? []);
  const isDomain = keys.includes('enrollmentMode');
  const pairs = value.pairs.filter(([key]) => !only.includes(key));
  return {
    pairs: pairs.map(([key, one]) => {
      if (isDomain && key in DOMAIN_DATES) {
        assert.equal(one, side === 'theirs' ? DOMAIN_DATES[key] : 'a time in this run');
        return [key, 'a date'];
      }
      if (/^(verification|affiliationVerification)$/.test(key) && one?.pairs) {
        const at = one.pairs.findIndex(([name]) => name === 'expiresAt');
        // Without a code nothing expires. Theirs has the current time there.
        assert.ok(side === 'theirs' || one.pairs[at][1] === null || one.pairs[at][1] === 'a time in this run');
        return [key, common({ pairs: one.pairs.toSpliced(at, 1, ['expiresAt', 'a date']) }, side)];
      }
      return [key, common(one, side)];
    }),
  };
}

/** Creates two requests to join: two users accept the suggestion of a domain. */
async function makeRequests() {
  const page = await signedIn(emulator.admin, '/');
  await page.evaluate(async () => {
    const clerk = await loadedClerk();
    await clerk.organization.createDomain('asks.example', { enrollmentMode: 'automatic_suggestion' });
    const [domain] = (await clerk.organization.getDomains()).data;
    await domain.prepareAffiliationVerification({ affiliationEmailAddress: 'it@asks.example' });
    globalThis.domain = domain;
  });
  const code = await mailedCode('it@asks.example');
  await page.evaluate((code) => domain.attemptAffiliationVerification({ code }), code);
  await page.close();
  for (const name of ['first', 'second']) {
    const theirs = await signedIn(await createUser(`${name}@asks.example`), '/');
    await theirs.evaluate(async () => {
      const { user } = await loadedClerk();
      await (await user.getOrganizationSuggestions()).data[0].accept();
    });
    await theirs.close();
  }
}

async function signedIn(person, path) {
  await suite.context.clearCookies();
  await suite.signIn(person);
  return suite.open(path);
}

const mailedCode = async (address) => /\b(\d{6})\b/.exec(JSON.stringify((await outbox()).findLast(({ to }) => to === address)))[1];

/** Runs steps through one client on a fresh instance. */
async function run(which, steps, person, prepare) {
  await reset();
  const started = Date.now();
  const given = { png: PNG, ...(await prepare()) };
  const page = await signedIn(typeof person === 'function' ? await person() : person, '/clerk-js');
  await load(page, which);
  await clearRequests();
  const results = [];
  for (const { title, call, answer, code } of steps) {
    if (answer) await fault(answer);
    if (code) given.code = await mailedCode('it@northwind.example');
    results.push({ title, ...(await page.evaluate(perform, [String(call), started, given])) });
  }
  const log = (await requests()).filter(({ path }) => /^\/v1\/(organizations|me)/.test(path));
  await page.close();
  return { results, wire: onWire(log) };
}

async function compare(steps, person, prepare) {
  const theirs = await run('theirs', steps, person, prepare);
  const ours = await run('ours', steps, person, prepare);
  theirs.wire.forEach((entry, index) => assert.deepEqual(ours.wire[index], entry, `request ${index}`));
  assert.equal(ours.wire.length, theirs.wire.length);
  theirs.results.forEach((their, index) => {
    const our = ours.results[index];
    assert.equal('error' in their, REFUSED.test(their.title), `${their.title}: ${their.error}`);
    const row = RESULTS.find(({ title }) => title === their.title);
    if (row) {
      assert.deepEqual([their.value?.list, our.value?.list], [row.theirs, row.ours], their.title);
      return;
    }
    assert.deepEqual({ ...our, value: common(our.value, 'ours') }, { ...their, value: common(their.value, 'theirs') }, their.title);
  });
  return theirs;
}

test('every method of an organization and of the user sends the same request and has the same result', async () => {
  const { wire, results } = await compare(AS_ADMIN, emulator.admin, async () => {
    const { userId } = await createUser('another@example.com');
    await makeRequests();
    return { userId };
  });
  assert.ok(wire.length >= AS_ADMIN.length - 6, `${wire.length} requests`);
  // The log includes multipart bodies.
  const upload = wire.find(({ request, query }) => request.endsWith('/logo') && query.includes('_method=PUT'));
  assert.match(upload.body, /^BOUNDARY\r\nContent-Disposition: form-data; name="file"; filename="a logo.png"\r\nContent-Type: image\/png/);
  assert.equal(upload.contentType, 'multipart/form-data; boundary=BOUNDARY');
  // Each row of the table is about a step that ran.
  for (const { title, why } of RESULTS) assert.ok(why && results.some((one) => one.title === title), title);
});

test('received invitations and suggestions, and accepting them, are the same', async () => {
  const { wire } = await compare(
    AS_GUEST,
    () => createUser('guest@asks.example'),
    async () => {
      await makeRequests();
      await backend('POST', `organizations/${emulator.organizationId}/invitations`, {
        email_address: 'guest@asks.example',
        role: 'org:viewer',
        public_metadata: { team: 'blue' },
      });
      return {};
    },
  );
  assert.equal(wire.length, AS_GUEST.length - 1);
});
