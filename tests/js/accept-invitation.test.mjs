// `clerk.acceptInvitation()`: the link of an invitation's mail, opened signed in, signed out, or as another user.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { backend, clearRequests, createUser, emulator, fault, sent } from '../support/emulator.mjs';

const suite = inBrowser();
const ADDRESS = 'guest@example.com';
const METADATA = { team: 'blue', aB: { c_d: 1 } };

/** Invites an address. Resolves to the link in its mail, which redirects to the tests' page. */
async function link(emailAddress = ADDRESS) {
  const { url } = await backend('POST', `organizations/${emulator.organizationId}/invitations`, {
    email_address: emailAddress,
    role: 'org:viewer',
    public_metadata: METADATA,
    redirect_url: `${suite.site.url}/?from=mail`,
  });
  return url;
}

/** Opens a link in a page with a loaded `clerk`. */
async function opened(url) {
  const page = await suite.context.newPage();
  page.on('pageerror', (error) => suite.pageErrors.push(String(error)));
  await page.goto(url);
  await page.evaluate(async () => (globalThis.clerk = await loadedClerk()));
  await clearRequests();
  return page;
}

/** Accepts the invitation. Resolves to the result, the user, their memberships and the page's URL. */
const accept = (page, params) =>
  page.evaluate(async (params) => {
    const { value, error } = await outcome(async () => {
      const { organization, signUp, ...accepted } = await clerk.acceptInvitation(params);
      return { ...accepted, organization: organization?.name ?? null, signUp: signUp?.status };
    });
    return {
      value,
      error,
      user: clerk.user?.primaryEmailAddress.emailAddress ?? null,
      memberships: clerk.user?.organizationMemberships.map(({ organization, role, publicMetadata }) => ({
        name: organization.name,
        role,
        publicMetadata,
      })),
      url: location.search,
    };
  }, params);

const MEMBER = { name: 'Northwind Studio', role: 'org:viewer', publicMetadata: METADATA };
const COMPLETE = { status: 'complete', organization: 'Northwind Studio', missingFields: [] };

test('if the invited person is signed in, opening the link makes them a member, and the ticket leaves the URL', async () => {
  await suite.signIn(await createUser(ADDRESS));
  const page = await opened(await link());
  assert.match(await page.evaluate(() => location.search), /__clerk_ticket=.*&__clerk_status=complete/);
  const { value, user, memberships, url } = await accept(page);
  assert.deepEqual(value, COMPLETE);
  assert.deepEqual([user, memberships, url], [ADDRESS, [MEMBER], '?from=mail']);
});

test('if the invited person signs in in another tab after opening the link, overlapping calls accept the invitation once', async () => {
  const person = await createUser(ADDRESS);
  const url = await link();
  // Opened while signed out.
  const target = (await fetch(url, { redirect: 'manual' })).headers.get('location');
  assert.match(target, /__clerk_status=sign_in/);
  await suite.signIn(person);
  const page = await opened(target);
  const both = await page.evaluate(async () => {
    const [one, other] = await Promise.all([clerk.acceptInvitation(), clerk.acceptInvitation()]);
    return [one.status, one.organization === other.organization, location.search];
  });
  assert.deepEqual(both, ['complete', true, '?from=mail']);
  assert.equal((await sent()).filter((line) => line.endsWith('/accept')).length, 1);
  // Opening the link again, for example from a bookmark, is complete too.
  const { value } = await accept(page, { url: target });
  assert.deepEqual(value, COMPLETE);
});

test('if another user is signed in, a typed error names them, and nothing is accepted', async () => {
  await createUser(ADDRESS);
  await suite.signIn('member');
  const page = await opened(await link());
  const { error, user, url } = await accept(page);
  assert.equal(error.class, 'ClerkRuntimeError');
  assert.equal(error.code, 'invitation_for_another_user');
  assert.ok(error.message.includes(emulator.member.emailAddress));
  const signedInAs = await page.evaluate(() => clerk.acceptInvitation().catch((error) => error.signedInAs));
  assert.equal(signedInAs, emulator.member.emailAddress);
  assert.equal(user, emulator.member.emailAddress);
  // The ticket stays in the URL, for the invited person.
  assert.match(url, /__clerk_ticket=/);
  const { data } = await backend('GET', `organizations/${emulator.organizationId}/invitations?status=pending&limit=100`);
  assert.ok(data.some((one) => one.email_address === ADDRESS));
});

test('the link signs in an invited person with an account and accepts the invitation', async () => {
  await createUser(ADDRESS);
  const page = await opened(await link());
  const { value, user, memberships, url } = await accept(page);
  assert.deepEqual(value, COMPLETE);
  assert.deepEqual([user, memberships, url], [ADDRESS, [MEMBER], '?from=mail']);
  const cookies = await suite.context.cookies(suite.site.url);
  assert.ok(cookies.some(({ name }) => name === '__session'));
});

test('a new user gets the missing fields, and becomes a member after sending them', async () => {
  const page = await opened(await link());
  const first = await accept(page);
  const { status, organization, missingFields, signUp } = first.value;
  assert.deepEqual([status, organization, signUp], ['missing_requirements', null, 'missing_requirements']);
  assert.ok(missingFields.includes('password'), `${missingFields}`);
  assert.deepEqual([first.user, /__clerk_ticket=/.test(first.url)], [null, true]);
  const second = await accept(page, { password: 'a long enough password 7', firstName: 'Gwen', lastName: 'Guest' });
  assert.deepEqual(second.value, COMPLETE);
  assert.deepEqual([second.user, second.memberships, second.url], [ADDRESS, [MEMBER], '?from=mail']);
  assert.equal(await page.evaluate(() => clerk.user.fullName), 'Gwen Guest');
});

test('a new user can complete the sign-up attempt directly', async () => {
  const page = await opened(await link());
  const seen = await page.evaluate(async () => {
    const { signUp } = await clerk.acceptInvitation();
    await signUp.update({ password: 'a long enough password 7', firstName: 'Gwen', lastName: 'Guest' });
    const { status, createdSessionId: session } = signUp;
    await clerk.setActive({ session });
    return [status, clerk.organization?.name];
  });
  assert.deepEqual(seen, ['complete', 'Northwind Studio']);
});

test('if an account was created after the link was opened, the user is signed in instead of up', async () => {
  const url = await link();
  const target = (await fetch(url, { redirect: 'manual' })).headers.get('location');
  assert.match(target, /__clerk_status=sign_up/);
  await createUser(ADDRESS);
  const { value, user } = await accept(await opened(target));
  assert.deepEqual([value, user], [COMPLETE, ADDRESS]);
});

test('an acceptance whose answer was lost is looked up, and if it is not found the outcome is unknown', async () => {
  await createUser(ADDRESS);
  const page = await opened(await link());
  const gateway = { method: 'POST', path: 'sign_ins', status: 502, body: '<h1>Bad gateway</h1>' };
  await fault(gateway);
  const lost = await accept(page);
  assert.deepEqual([lost.error.code, lost.error.class, lost.user], ['outcome_unknown', 'ClerkRuntimeError', null]);
  await fault({ ...gateway, after: true });
  const { value, user, memberships } = await accept(page);
  assert.deepEqual([value, user, memberships], [COMPLETE, ADDRESS, [MEMBER]]);
});

test('if another user signs in in another tab meanwhile, a typed error names them', async () => {
  await createUser(ADDRESS);
  const page = await opened(await link());
  const other = await suite.open('/');
  await other.evaluate(async ({ emailAddress, password }) => {
    const clerk = await loadedClerk();
    await clerk.client.signIn.create({ identifier: emailAddress, password });
  }, emulator.member);
  const { error, user } = await accept(page);
  assert.deepEqual([error.code, user], ['invitation_for_another_user', emulator.member.emailAddress]);
});

test('a revoked invitation and a URL without a ticket are refused', async () => {
  await createUser(ADDRESS);
  const page = await opened(await link());
  const none = await accept(page, { url: suite.site.url });
  assert.deepEqual([none.error.code, none.error.param], ['invalid_params', 'url']);
  const { data } = await backend('GET', `organizations/${emulator.organizationId}/invitations?status=pending&limit=1`);
  await backend('POST', `organizations/${emulator.organizationId}/invitations/${data[0].id}/revoke`, {
    requesting_user_id: emulator.admin.userId,
  });
  const refused = await accept(page);
  assert.equal(refused.error.class, 'ClerkAPIResponseError');
  assert.match(refused.error.errors[0].code, /^organization_invitation_revoked/);
});

test('a ticket that is cut off is named in the error, and nothing is sent as the signed-in user', async () => {
  await suite.signIn(await createUser(ADDRESS));
  const page = await opened(await link());
  const ticket = await page.evaluate(() => new URL(location.href).searchParams.get('__clerk_ticket'));
  const [header, payload] = ticket.split('.');
  for (const cut of [ticket.slice(0, 9), header, `${header}.${payload.slice(0, -9)}`, `${header}.${payload}`]) {
    const { error } = await accept(page, { url: `/?__clerk_ticket=${cut}&__clerk_status=complete` });
    assert.deepEqual([error.code, error.param, error.errors[0].message], ['invalid_params', 'url', 'url must have the whole __clerk_ticket.'], cut);
  }
  assert.deepEqual(await sent(), []);
});

test('a signal and a time limit end acceptInvitation()', async () => {
  await createUser(ADDRESS);
  const page = await opened(await link());
  const seen = await page.evaluate(async () => {
    // The first call fetches a chunk; the time limit below must not include that.
    await outcome(() => clerk.acceptInvitation({ url: '/?__clerk_ticket=unknown' }));
    const { restore } = replaceFetch((_url, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))));
    const controller = new AbortController();
    const reason = new Error('enough');
    const aborted = clerk.acceptInvitation({ signal: controller.signal }).catch((error) => error === reason);
    setTimeout(() => controller.abort(reason), 50);
    const timeout = await outcome(() => clerk.acceptInvitation({ timeoutMs: 60 }));
    restore();
    return [await aborted, timeout.error.code];
  });
  assert.deepEqual(seen, [true, 'timeout']);
});
