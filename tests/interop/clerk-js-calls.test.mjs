// The same calls through Clerk's official browser client and this package: the requests and results are equal.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, emulator, fault, outbox, requests, reset } from '../support/emulator.mjs';
import { load, onWire } from './clerk-js.mjs';

const suite = inBrowser({ path: '/clerk-js' });
const INVITATIONS = `/v1/organizations/${emulator.organizationId}/invitations`;

// Runs in the page: makes one call and returns its outcome in a form that both clients share.
async function perform([call, started]) {
  const isDate = (value) => Object.prototype.toString.call(value) === '[object Date]';
  // Times of objects that a run itself created or changed differ between the runs.
  const shown = (value) =>
    isDate(value) ?
      value >= started ?
        'a time in this run'
      : value.toISOString()
    : typeof value === 'function' ? 'a function'
    : Array.isArray(value) ? value.map(shown)
    : typeof value === 'object' && value !== null ?
      Object.entries(value).map(([key, value]) => [key, key === 'id' ? value.split('_')[0] : shown(value)])
    : value === undefined ? 'undefined'
    : value;
  const data = (value) => JSON.parse(JSON.stringify(value));
  const failed = (error) => ({
    kind: error.constructor.kind,
    isError: error instanceof Error,
    message: error.message,
    status: error.status,
    code: error.code,
    clerkError: error.clerkError,
    retryAfter: error.retryAfter,
    errors: error.errors?.map(({ code, message, longMessage, meta }) => data({ code, message, longMessage, meta })),
  });
  globalThis.kept ??= {};
  try {
    return { value: shown(await (0, eval)(call)(clerk.organization, kept)) };
  } catch (error) {
    return { error: failed(error) };
  }
}

const refusal = (code, meta) => ({
  errors: [{ code, message: 'no', long_message: 'No, not that.', meta }],
  clerk_trace_id: 'trace_1',
});
// A call in the page, and optionally an answer that replaces the emulator's.
const step = (title, call, answer) => ({ title, call, answer });
const STEPS = [
  step('a list', (organization) => organization.getInvitations()),
  step('a list with an empty object', (organization) => organization.getInvitations({})),
  step('page 2 of 5', (organization) => organization.getInvitations({ initialPage: 2, pageSize: 5 })),
  step('page 9, which is empty', (organization) => organization.getInvitations({ initialPage: 9, pageSize: 10 })),
  step('the largest page', (organization) => organization.getInvitations({ pageSize: 500 })),
  step('a page that is too large', (organization) => organization.getInvitations({ pageSize: 501 })),
  step('numeric strings', (organization) => organization.getInvitations({ initialPage: '2', pageSize: '3' })),
  step('undefined and null', (organization) =>
    organization.getInvitations({ initialPage: undefined, pageSize: null, status: undefined }),
  ),
  step('a status as text', (organization) => organization.getInvitations({ status: 'revoked' })),
  step('a status in an array', (organization) => organization.getInvitations({ status: ['expired'] })),
  step('two statuses, then the page', (organization) =>
    organization.getInvitations({ status: ['pending', 'revoked'], initialPage: 2, pageSize: 4 }),
  ),
  step('the page, then two statuses', (organization) =>
    organization.getInvitations({ pageSize: 4, status: ['accepted', 'expired'] }),
  ),
  step('no status in an array', (organization) => organization.getInvitations({ status: [] })),
  step('an empty status', (organization) => organization.getInvitations({ status: '' })),
  step('an unknown status', (organization) => organization.getInvitations({ status: ['lost'] })),
  step('other parameters', (organization) =>
    organization.getInvitations({ query: 'a b&c=d/ä', orderBy: '-created_at', active: true, n: 5 }),
  ),
  step('a null parameter', (organization) => organization.getInvitations({ query: null })),
  step('an array of others', (organization) => organization.getInvitations({ role: ['org:admin', 'org:member'] })),
  step(
    'an invitation',
    async (organization, kept) =>
      (kept.invitation = await organization.inviteMember({
        emailAddress: 'New.Person+tag@Example.com',
        role: 'org:member',
      })),
  ),
  step('its list', (organization) => organization.getInvitations({ pageSize: 2 })),
  step('revoked', (_, kept) => kept.invitation.revoke()),
  step('it is the same object', (_, kept) => kept.invitation.revoke().catch(() => kept.invitation)),
  step('revoked again', (_, kept) => kept.invitation.revoke()),
  step('detached', async (organization) => {
    const { revoke } = await organization.inviteMember({ emailAddress: 'd@example.com', role: 'org:viewer' });
    return revoke();
  }),
  // Ours rejects fields that only the Backend API accepts; see the relay.
  step('extra fields', (organization) =>
    organization.inviteMember({ emailAddress: 'e@example.com', role: 'org:member', note: 'for Clerk', a: { b: 1 } }),
  ),
  step('odd characters', (organization) =>
    organization.inviteMember({ emailAddress: "o'neill*~!ä@example.com", role: 'org:member' }),
  ),
  step('a bad address', (organization) => organization.inviteMember({ emailAddress: 'nobody', role: 'org:member' })),
  step('an unknown role', (organization) =>
    organization.inviteMember({ emailAddress: 'f@example.com', role: 'org:emperor' }),
  ),
  step('a member already', (organization) =>
    organization.inviteMember({ emailAddress: emulator.member.emailAddress, role: 'org:member' }),
  ),
  step('many', (organization) =>
    organization.inviteMembers({ emailAddresses: ['g@example.com', 'h@example.com'], role: 'org:admin' }),
  ),
  step('many, one of them bad', (organization) =>
    organization.inviteMembers({ emailAddresses: ['i@example.com', 'bad', 'worse@'], role: 'org:member' }),
  ),
  step('many, the same twice', (organization) =>
    organization.inviteMembers({ emailAddresses: ['j@example.com', 'J@example.com'], role: 'org:member' }),
  ),
  step('too many', (organization) =>
    organization.inviteMembers(
      { emailAddresses: Array.from({ length: 51 }, (_, n) => `many.${n}@example.com`), role: 'org:member' },
      // Without this, ours sends them in parts.
      { chunkSize: 51 },
    ),
  ),
  step('a 403', (organization) => organization.getInvitations(), {
    status: 403,
    body: refusal('missing_organization_permission'),
  }),
  // Longer than the default limit of this package.
  step('a 429 with seconds', (organization) => organization.getInvitations(), {
    status: 429,
    body: refusal('too_many_requests'),
    headers: { 'retry-after': '70' },
  }),
  step(
    'a 429 of a change',
    (organization) => organization.inviteMember({ emailAddress: 'k@example.com', role: 'org:member' }),
    { status: 429, body: refusal('too_many_requests'), headers: { 'retry-after': '3600' } },
  ),
  step('a 500', (organization) => organization.getInvitations(), {
    status: 500,
    body: refusal('internal_clerk_error'),
  }),
  step('a refusal with everything', (organization) => organization.getInvitations(), {
    status: 422,
    body: refusal('form_param_value_invalid', {
      param_name: 'status',
      session_id: 'sess_x',
      email_addresses: ['a'],
      identifiers: ['b'],
      is_plan_upgrade_possible: true,
      seats_quantity: 5,
    }),
  }),
  step('several errors', (organization) => organization.getInvitations(), {
    status: 400,
    body: { errors: [...refusal('one').errors, ...refusal('two').errors] },
  }),
  step('an error without a long message', (organization) => organization.getInvitations(), {
    status: 400,
    body: { errors: [{ code: 'short', message: 'short' }] },
  }),
  step('no errors in the envelope', (organization) => organization.getInvitations(), {
    status: 400,
    body: { errors: [] },
  }),
  step('missing fields', (organization) => organization.getInvitations(), {
    body: {
      response: { total_count: 1, data: [{ id: 'orginv_1', status: 'new', created_at: 0, public_metadata: null }] },
    },
  }),
];

/** Our result without its documented additions to Clerk's. */
function withoutAdditions(result) {
  const { value } = result;
  if (!Array.isArray(value)) return result;
  const isInvitation = (pairs) => pairs.some(([key]) => key === 'emailAddress');
  const invitation = (pairs) => {
    assert.deepEqual(
      pairs.slice(-2).map(([key]) => key),
      ['expiresAt', 'url'],
      result.title,
    );
    return pairs.slice(0, -2);
  };
  if (value[0]?.[0] === 'total_count') {
    assert.deepEqual(
      value.map(([key]) => key),
      ['total_count', 'data', 'totalCount'],
      result.title,
    );
    return { ...result, value: [value[0], ['data', value[1][1].map(invitation)]] };
  }
  if (Array.isArray(value[0]?.[0])) return { ...result, value: value.map(invitation) };
  return { ...result, value: isInvitation(value) ? invitation(value) : value };
}

test('the same calls send the same requests and have the same results', async () => {
  const runs = {};
  for (const which of ['theirs', 'ours']) {
    await reset();
    await suite.context.clearCookies();
    await suite.signIn('admin');
    const page = await suite.open('/clerk-js');
    await load(page, which);
    await clearRequests();
    const started = Date.now();
    const results = [];
    for (const { title, call, answer } of STEPS) {
      if (answer) await fault({ path: 'invitations', ...answer });
      results.push({ title, ...(await page.evaluate(perform, [String(call), started])) });
    }
    const { value: organization } = await page.evaluate(perform, ['(organization) => ({ ...organization })', started]);
    const log = (await requests()).filter(({ path }) => path.startsWith(INVITATIONS));
    const mails = (await outbox()).map(({ to, subject }) => ({ to, subject }));
    runs[which] = { results, organization: Object.fromEntries(organization), wire: onWire(log), mails };
    await page.close();
  }
  const { theirs, ours } = runs;
  // Every step, except the one that catches its own error, sends at least one request.
  assert.ok(theirs.wire.length >= STEPS.length);
  theirs.wire.forEach((entry, index) => assert.deepEqual(ours.wire[index], entry, `request ${index}`));
  assert.equal(ours.wire.length, theirs.wire.length);
  assert.deepEqual(ours.mails, theirs.mails);
  assert.deepEqual(
    theirs.mails.map(({ to }) => to),
    ['new.person+tag', 'd', 'e', "o'neill*~!ä", 'g', 'h'].map((name) => `${name}@example.com`),
  );

  theirs.results.forEach((their, index) => {
    const our = withoutAdditions(ours.results[index]);
    if (!their.error) return assert.deepEqual(our, their, their.title);
    // Clerk's client copies some fields of `meta` and drops the others.
    our.error?.errors?.forEach((error, n) =>
      assert.deepEqual({ ...error.meta, ...their.error.errors[n]?.meta }, error.meta, their.title),
    );
    const bare = ({ error }) => ({ ...error, errors: error?.errors?.map((one) => ({ ...one, meta: undefined })) });
    assert.deepEqual(bare(our), bare(their), their.title);
  });
  // Apart from the additions, every property of our organization equals Clerk's. The exceptions: theirs never updates
  // the count, and has `reload` on its prototype.
  const { pendingInvitationsCount, ...organization } = ours.organization;
  for (const added of ['reload', 'inviteMembersSettled', 'resendInvitation', 'invitations', 'liveList', 'invitationList']) {
    assert.equal(theirs.organization[added], undefined);
    delete organization[added];
  }
  const theirPart = Object.keys(organization).map((key) => [key, theirs.organization[key]]);
  assert.deepEqual(organization, Object.fromEntries(theirPart));
  assert.deepEqual([theirs.organization.pendingInvitationsCount, pendingInvitationsCount], [14, 18]);
});
