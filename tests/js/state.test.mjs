// The session and its organization: signing in, up and out, switching organizations, listeners, cookies, tabs.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { change, emulator, outbox } from '../support/emulator.mjs';

const suite = inBrowser();

const cookies = async () =>
  Object.fromEntries((await suite.context.cookies(suite.site.url)).map(({ name, value }) => [name, value]));

test('signing in with a password updates the attempt, then the session, and calls the listeners', async () => {
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const told = [];
    const stop = clerk.addListener(({ user, session, organization }) => {
      told.push([user?.id ?? null, session?.status ?? null, organization?.id ?? null]);
    });
    const { emailAddress: identifier, password } = emulator.admin;
    const begun = await clerk.client.signIn.create({ identifier });
    const factors = begun.supportedFirstFactors.map(({ strategy }) => strategy);
    const signIn = await begun.attemptFirstFactor({ strategy: 'password', password });
    const states = [begun === signIn, signIn.status, typeof signIn.createdSessionId];
    await clerk.setActive({ session: signIn.createdSessionId });
    stop();
    const last = told.length;
    await clerk.signOut();
    return { factors, states, first: told[0], last: told.at(-1), stopped: told.length === last, out: clerk.session };
  });
  assert.ok(seen.factors.includes('password') && seen.factors.includes('email_code'), seen.factors);
  assert.deepEqual(seen.states, [true, 'complete', 'string']);
  assert.deepEqual(seen.first, [null, null, null]);
  assert.deepEqual([seen.last[0], seen.last[1]], [emulator.admin.userId, 'active']);
  assert.deepEqual([seen.stopped, seen.out], [true, null]);
});

test('signing in with a mailed code: a wrong code is refused, and the correct one works', async () => {
  await suite.page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    const signIn = await clerk.client.signIn.create({ identifier: emulator.admin.emailAddress });
    const { emailAddressId } = signIn.supportedFirstFactors.find(({ strategy }) => strategy === 'email_code');
    await signIn.prepareFirstFactor({ strategy: 'email_code', emailAddressId });
  });
  const mail = (await outbox()).at(-1);
  const code = /\b\d{6}\b/.exec(JSON.stringify(mail))[0];
  const seen = await suite.page.evaluate(async (code) => {
    const { signIn } = clerk.client;
    const wrong = await outcome(() =>
      signIn.attemptFirstFactor({ strategy: 'email_code', code: code === '000000' ? '111111' : '000000' }),
    );
    const right = await signIn.attemptFirstFactor({ strategy: 'email_code', code });
    await clerk.setActive({ session: right.createdSessionId });
    return [wrong.error?.status, clerk.user.id];
  }, code);
  assert.deepEqual(seen, [422, emulator.admin.userId]);
});

test('setActive switches to a new organization by id, slug and object, and back with null', async () => {
  await suite.signIn('admin');
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const first = clerk.organization;
    const before = (await clerk.user.getOrganizationMemberships()).total_count;
    const made = await clerk.createOrganization({ name: 'Second' });
    const active = [];
    for (const organization of [made.id, null, first, made, first.slug]) {
      await clerk.setActive({ organization });
      active.push(clerk.organization?.id ?? null);
    }
    const unknown = await outcome(() => clerk.setActive({ organization: 'org_nobody' }));
    const memberships = await clerk.user.getOrganizationMemberships({ pageSize: 1 });
    return {
      ids: [first.id, made.id],
      active,
      same: clerk.organization === first,
      refused: [unknown.error?.status, clerk.organization === first],
      listed: [memberships.total_count - before, memberships.data.length],
      fetched: (await clerk.getOrganization(made.id)).name,
    };
  });
  const [first, made] = seen.ids;
  assert.deepEqual(seen.active, [made, null, first, made, first]);
  assert.equal(seen.same, true);
  assert.ok(seen.refused[0] >= 400, seen.refused);
  assert.deepEqual([seen.refused[1], seen.listed, seen.fetched], [true, [1, 1], 'Second']);
});

test('the session’s permissions are those of its role in the active organization', async () => {
  await suite.signIn('member');
  const seen = await suite.page.evaluate(async () => {
    const { session } = await loadedClerk();
    return [
      { role: 'org:member' },
      { role: 'member' },
      { role: 'org:admin' },
      { permission: 'org:sys_memberships:read' },
      { permission: 'org:sys_memberships:manage' },
      { role: 'org:member', permission: 'org:sys_memberships:manage' },
      {},
    ].map((params) => session.checkAuthorization(params));
  });
  assert.deepEqual(seen, [true, true, false, true, false, false, false]);
});

test('the cookies have the session and the active organization, and after a sign-out neither', async () => {
  await suite.signIn('admin');
  await suite.page.evaluate(() => loadedClerk().then((clerk) => (globalThis.clerk = clerk)));
  await suite.page.waitForFunction(() => document.cookie.includes('__session='));
  const signedIn = await cookies();
  const session = await suite.page.evaluate(() => clerk.session.id);
  assert.equal(signedIn.clerk_active_context, `${session}:${emulator.organizationId}`);
  assert.ok(Number(signedIn.__client_uat) > 1_500_000_000);
  const suffixed = Object.keys(signedIn).filter((name) => name.startsWith('__session_'));
  assert.equal(suffixed.length, 1);
  assert.equal(signedIn[suffixed[0]], signedIn.__session);
  assert.equal(JSON.parse(atob(signedIn.__session.split('.')[1])).sid, session);

  await suite.page.evaluate(() => clerk.setActive({ organization: null }));
  const personal = `clerk_active_context=${session}:`;
  await suite.page.waitForFunction((context) => document.cookie.split('; ').includes(context), personal);
  assert.equal((await cookies()).clerk_active_context, `${session}:`);

  await suite.page.evaluate(() => clerk.signOut());
  await suite.page.waitForFunction(() => !document.cookie.includes('__session='));
  const signedOut = await cookies();
  assert.equal(signedOut.__client_uat, '0');
  assert.deepEqual(Object.keys(signedOut).filter((name) => name.startsWith('__session')), []);
});

test('signing out in one tab signs the others out', async () => {
  await suite.signIn('admin');
  const other = await suite.open('/');
  for (const page of [suite.page, other]) {
    await page.evaluate(() => loadedClerk().then((clerk) => (globalThis.clerk = clerk)));
  }
  await suite.page.evaluate(() => clerk.signOut());
  await other.waitForFunction(() => clerk.session === null && clerk.user === null && clerk.organization === null);
});

test('a signed-out tab that gets the focus keeps the cookies of a sign-in in another tab', async () => {
  const other = await suite.open('/');
  for (const page of [suite.page, other]) await page.evaluate(() => loadedClerk().then((clerk) => (globalThis.clerk = clerk)));
  await other.evaluate(async () => {
    const { emailAddress: identifier, password } = emulator.admin;
    const { createdSessionId } = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
    await clerk.setActive({ session: createdSessionId });
  });
  const before = await cookies();
  assert.ok(before.__session);
  await suite.page.evaluate(async () => {
    document.hasFocus = () => true;
    dispatchEvent(new Event('focus'));
    // The focus is handled after the chunk has loaded, like this call.
    await clerk.signOut();
  });
  assert.deepEqual(await cookies(), before);
});

test('a newer client is used even if the server’s clock went back', async () => {
  await suite.signIn('admin');
  const organizations = await suite.page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    return clerk.user.organizationMemberships.map(({ organization }) => organization.id);
  });
  await suite.page.route(/\/v1\/client/, async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    const client = body.client ?? body.response;
    if (client.object === 'client') client.updated_at -= 3_600_000;
    await route.fulfill({ response: answer, json: body });
  });
  const seen = await suite.page.evaluate(async ([, second]) => {
    const before = clerk.client.updatedAt;
    await clerk.reload();
    const wentBack = clerk.client.updatedAt < before;
    await clerk.setActive({ organization: second });
    return [wentBack, clerk.organization.id];
  }, organizations);
  assert.deepEqual(seen, [true, organizations[1]]);
});

test('a user accepts a received invitation', async () => {
  const emailAddress = 'received@example.com';
  // Sent from Node, because the Backend API refuses requests with an origin.
  const post = async (path, body) => {
    const answer = await fetch(`${emulator.url}/v1/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${emulator.secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, await answer.clone().text());
    return answer.json();
  };
  const password = 'A-long-passphrase-9';
  await post('users', { email_address: [emailAddress], password });
  await post(`organizations/${emulator.organizationId}/invitations`, {
    email_address: emailAddress,
    role: 'org:member',
  });
  const accepted = await suite.page.evaluate(
    async ({ identifier, password }) => {
      const clerk = await loadedClerk();
      const signIn = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
      await clerk.setActive({ session: signIn.createdSessionId });
      const page = await clerk.user.getOrganizationInvitations({ status: 'pending' });
      const [invitation] = page.data;
      const same = (await invitation.accept()) === invitation;
      await clerk.setActive({ organization: invitation.publicOrganizationData.id });
      return [page.total_count, same, invitation.status, clerk.organization.id];
    },
    { identifier: emailAddress, password },
  );
  assert.deepEqual(accepted, [1, true, 'accepted', emulator.organizationId]);
});

test('every method of a Clerk works detached', async () => {
  await suite.signIn('admin');
  const seen = await suite.page.evaluate(async () => {
    const { load, addListener, on, off, getOrganization, reload, setActive, signOut, ...clerk } = newClerk();
    const statuses = [];
    const note = (status) => statuses.push(status);
    const unsubscribe = on('status', note);
    await load({ polling: false });
    unsubscribe();
    const heard = [];
    const stop = addListener(({ session, organization }) => heard.push([Boolean(session), Boolean(organization)]));
    await reload();
    await setActive({ organization: null });
    stop();
    off('status', note);
    const requests = [];
    const request = ({ path }) => requests.push(path);
    on('request', request);
    off('request', request);
    await signOut();
    const { error } = await outcome(() => getOrganization('org_none'));
    const methods = Object.values(clerk).filter((value) => typeof value === 'function').length;
    return { statuses, first: heard[0], last: heard.at(-1), requests, status: error.status, methods };
  });
  assert.deepEqual(seen.statuses, ['ready']);
  assert.deepEqual([seen.first, seen.last], [[true, true], [true, false]]);
  assert.deepEqual(seen.requests, []);
  assert.equal(seen.status, 401);
  // `createOrganization`, `acceptInvitation`, `close` and the methods that mount and unmount the two components are own
  // properties.
  assert.equal(seen.methods, 7);
});

test('signOut() with a function and a session id ends that session only, and calls the function instead of navigating', async () => {
  await change({ single_session_mode: false });
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    for (const { emailAddress: identifier, password } of [emulator.member, emulator.admin]) {
      const { createdSessionId: session } = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
      await clerk.setActive({ session });
    }
    const users = () => clerk.client.sessions.map(({ user }) => user.id);
    const [member, admin] = clerk.client.sessions;
    let calls = 0;
    await clerk.signOut(() => void (calls += 1), { sessionId: member.id, redirectUrl: '/elsewhere' });
    const first = [users(), clerk.session === admin, calls];
    await clerk.client.signIn.create({ strategy: 'password', identifier: emulator.member.emailAddress, password: emulator.member.password });
    await clerk.signOut(undefined, { sessionId: admin.id });
    return [first, users(), location.pathname];
  });
  assert.deepEqual(seen, [[[emulator.admin.userId], true, 1], [emulator.member.userId], '/']);
});

test('a step of an attempt that was not created, and switching while signed out, reject with what is missing', async () => {
  const seen = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const { signIn, signUp } = clerk.client;
    const calls = [
      () => signIn.prepareFirstFactor({ strategy: 'email_code', emailAddressId: 'idn_1' }),
      () => signIn.attemptFirstFactor({ strategy: 'password', password: 'x' }),
      () => signUp.update({ firstName: 'A' }),
      () => signUp.prepareEmailAddressVerification(),
      () => signUp.attemptEmailAddressVerification({ code: '424242' }),
      () => clerk.setActive({ organization: 'org_1' }),
      () => clerk.setActive({ session: 'sess_1' }),
    ];
    const { calls: sent, restore } = replaceFetch(() => Promise.reject(new Error('sent')));
    const errors = [];
    for (const call of calls) {
      const { error } = await outcome(call);
      errors.push([error.code, error.param ?? null, error.message.split('\n')[0]]);
    }
    restore();
    return [errors, sent.length];
  });
  const attempt = (name) => ['invalid_params', name, `Clerk: ${name} must be created first.`];
  const errors = [
    ...['signIn', 'signIn', 'signUp', 'signUp', 'signUp'].map(attempt),
    ['signed_out', null, 'Clerk: Nobody is signed in.'],
    ['invalid_params', 'session', "Clerk: session must be one of the client's."],
  ];
  assert.deepEqual(seen, [errors, 0]);
});
