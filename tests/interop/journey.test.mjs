// An invitation from the mail to the membership, with Clerk's unmodified official clients: the backend client invites,
// the browser client accepts, and this package lists the result.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createClerkClient } from '@clerk/backend';

import { inBrowser } from '../support/browser.mjs';
import { advanceClock, change, emulator, outbox } from '../support/emulator.mjs';
import { claims, load } from './clerk-js.mjs';

const suite = inBrowser({ path: '/bare' });
const { organizationId, secretKey, url: apiUrl } = emulator;
const { organizations, users } = createClerkClient({ secretKey, apiUrl, telemetry: { disabled: true } });
const PASSWORD = 'a long enough password';

/** Invites an address. The link leads to a page with Clerk's client. */
const invite = (emailAddress, params) =>
  organizations.createOrganizationInvitation({
    organizationId,
    emailAddress,
    role: 'org:member',
    redirectUrl: `${suite.site.url}/clerk-js`,
    ...params,
  });

/** The newest mail, which must be to this address. */
async function mailTo(address) {
  const mail = (await outbox()).at(-1);
  assert.equal(mail.to, address);
  return mail;
}

/** Opens the link in the newest mail to this address. */
async function openLink(address, page = suite.page) {
  await page.goto((await mailTo(address)).link);
  return page;
}

/** The invitation's params in the page's URL. */
const handedOver = (page) => {
  const { origin, pathname, searchParams } = new URL(page.url());
  return {
    place: origin + pathname,
    status: searchParams.get('__clerk_status'),
    ticket: searchParams.get('__clerk_ticket'),
  };
};

/** Signs in with a password in a page that has Clerk's client. */
const signIn = (page, identifier, password = PASSWORD) =>
  page.evaluate(
    async (params) => {
      const { createdSessionId } = await clerk.client.signIn.create({ strategy: 'password', ...params });
      await clerk.setActive({ session: createdSessionId });
    },
    { identifier, password },
  );

/** Signs out all sessions. The callback keeps the client from navigating away. */
const signOut = (page) => page.evaluate(() => clerk.signOut(() => {}));

/** The invited person as the backend client sees them. */
async function memberWith(emailAddress) {
  const { data } = await organizations.getOrganizationMembershipList({ organizationId, emailAddress: [emailAddress] });
  return data[0];
}

const statusOf = async (invitationId) =>
  (await organizations.getOrganizationInvitation({ organizationId, invitationId })).status;

test('a new user signs up with the ticket and becomes a member with role and metadata', async () => {
  const before = await organizations.getOrganization({ organizationId, includeMembersCount: true });
  const publicMetadata = { department: 'marketing' };
  const invitation = await invite('new@example.com', { role: 'org:viewer', publicMetadata });
  const page = await openLink('new@example.com');
  const { place, status, ticket } = handedOver(page);
  assert.deepEqual([place, status], [`${suite.site.url}/clerk-js`, 'sign_up']);

  await load(page, 'theirs');
  const seen = await page.evaluate(
    async ({ ticket, password }) => {
      const begun = await clerk.client.signUp.create({ strategy: 'ticket', ticket });
      const first = { status: begun.status, missing: begun.missingFields, address: begun.emailAddress };
      const signUp = await begun.update({ firstName: 'New', lastName: 'Person', password });
      await clerk.setActive({ session: signUp.createdSessionId });
      const { data } = await clerk.user.getOrganizationMemberships();
      return {
        first,
        status: signUp.status,
        organization: clerk.organization.id,
        memberships: data.map(({ role, publicMetadata }) => ({ role, publicMetadata })),
        address: clerk.user.primaryEmailAddress.verification.status,
        token: await clerk.session.getToken(),
      };
    },
    { ticket, password: PASSWORD },
  );
  assert.deepEqual(
    { ...seen, token: claims(seen.token).o.rol },
    {
      first: { status: 'missing_requirements', missing: ['password'], address: 'new@example.com' },
      status: 'complete',
      organization: organizationId,
      memberships: [{ role: 'org:viewer', publicMetadata }],
      address: 'verified',
      token: 'viewer',
    },
  );
  assert.equal(await statusOf(invitation.id), 'accepted');
  assert.equal((await memberWith('new@example.com')).publicUserData.firstName, 'New');
  const after = await organizations.getOrganization({ organizationId, includeMembersCount: true });
  assert.equal(after.membersCount, before.membersCount + 1);

  const ours = await suite.open('/');
  await load(ours, 'ours');
  assert.deepEqual(await ours.evaluate(() => [clerk.user.id, clerk.organization.id]), [
    (await memberWith('new@example.com')).publicUserData.userId,
    organizationId,
  ]);
});

test('an existing user signs in with the ticket alone', async () => {
  await users.createUser({ emailAddress: ['known@example.com'], password: PASSWORD });
  const invitation = await invite('known@example.com');
  const page = await openLink('known@example.com');
  const { status, ticket } = handedOver(page);
  assert.equal(status, 'sign_in');
  await load(page, 'theirs');
  const seen = await page.evaluate(async (ticket) => {
    const signIn = await clerk.client.signIn.create({ strategy: 'ticket', ticket });
    await clerk.setActive({ session: signIn.createdSessionId });
    return [signIn.status, signIn.firstFactorVerification.strategy, clerk.organization.id];
  }, ticket);
  assert.deepEqual(seen, ['complete', 'ticket', organizationId]);
  assert.equal(await statusOf(invitation.id), 'accepted');
  assert.equal((await memberWith('known@example.com')).role, 'org:member');
});

test('a signed-in invited person accepts by opening the link', async () => {
  await users.createUser({ emailAddress: ['known@example.com'], password: PASSWORD });
  const page = await suite.open('/clerk-js');
  await load(page, 'theirs');
  await signIn(page, 'known@example.com');
  assert.equal(await page.evaluate(() => clerk.user.organizationMemberships.length), 0);
  const invitation = await invite('known@example.com');
  await openLink('known@example.com', page);
  assert.equal(handedOver(page).status, 'complete');
  assert.equal(await statusOf(invitation.id), 'accepted');
  await load(page, 'theirs');
  const roles = await page.evaluate(() => clerk.user.organizationMemberships.map(({ role }) => role));
  assert.deepEqual(roles, ['org:member']);
});

test('an invited user accepts in the application, without the link', async () => {
  await users.createUser({ emailAddress: ['known@example.com'], password: PASSWORD });
  await invite('known@example.com', { publicMetadata: { team: 'design' } });
  const page = await suite.open('/clerk-js');
  await load(page, 'theirs');
  await signIn(page, 'known@example.com');
  const seen = await page.evaluate(async () => {
    const { data, total_count } = await clerk.user.getOrganizationInvitations({ status: 'pending' });
    const [invitation] = data;
    const name = invitation.publicOrganizationData.name;
    await invitation.accept();
    await clerk.setActive({ organization: invitation.publicOrganizationData.id });
    const memberships = clerk.user.organizationMemberships.map(({ publicMetadata }) => publicMetadata);
    return { total_count, name, status: invitation.status, memberships, organization: clerk.organization.name };
  });
  assert.deepEqual(seen, {
    total_count: 1,
    name: 'Northwind Studio',
    status: 'accepted',
    memberships: [{ team: 'design' }],
    organization: 'Northwind Studio',
  });
});

test('a link works once, and not if it was revoked, expired or forged', async () => {
  const refused = async (link, heading, code) => {
    const answer = await suite.page.goto(link);
    assert.ok(answer.status() >= 400 && answer.status() < 500, String(answer.status()));
    assert.equal(await suite.page.getByRole('heading', { level: 1 }).textContent(), heading);
    assert.match(await suite.page.content(), new RegExp(code));
    assert.equal(new URL(suite.page.url()).origin, apiUrl, 'the link does not redirect');
  };
  const revoked = await invite('revoked@example.com');
  const { link } = await mailTo('revoked@example.com');
  await organizations.revokeOrganizationInvitation({ organizationId, invitationId: revoked.id });
  await refused(link, 'This invitation was revoked', 'organization_invitation_revoked_code');

  await invite('new@example.com');
  const page = await openLink('new@example.com', await suite.open('/bare'));
  await load(page, 'theirs');
  const { ticket } = handedOver(page);
  const attempt = (strategy) =>
    page.evaluate(
      ({ strategy, ticket, password }) =>
        clerk.client[strategy].create({ strategy: 'ticket', ticket, ...(strategy === 'signUp' && { password }) }).then(
          ({ status }) => status,
          ({ status, errors }) => [status, errors[0].code],
        ),
      { strategy, ticket, password: PASSWORD },
    );
  assert.deepEqual(await attempt('signIn'), [400, 'organization_invitation_identification_not_exist']);
  assert.equal(await attempt('signUp'), 'complete');
  await signOut(page);
  const used = 'organization_invitation_already_accepted';
  assert.deepEqual(await attempt('signIn'), [400, used]);
  assert.deepEqual(await attempt('signUp'), [400, used]);
  await refused(`${apiUrl}/v1/tickets/accept?ticket=${ticket}`, 'This invitation was already accepted', used);

  await invite('late@example.com');
  const late = await mailTo('late@example.com');
  await advanceClock(31 * 24 * 60 * 60 * 1000);
  await refused(late.link, 'This invitation has expired', 'ticket_expired_code');
  await refused(`${late.link.slice(0, -2)}xx`, 'This link does not work', 'ticket_invalid_code');
});

test('a mailed code signs in, and a mailed code signs up', async () => {
  const page = await suite.open('/clerk-js');
  await load(page, 'theirs');
  const { emailAddress } = emulator.member;
  await page.evaluate(async (identifier) => {
    const signIn = await clerk.client.signIn.create({ identifier });
    const { emailAddressId } = signIn.supportedFirstFactors.find(({ strategy }) => strategy === 'email_code');
    await signIn.prepareFirstFactor({ strategy: 'email_code', emailAddressId });
  }, emailAddress);
  const signedIn = await page.evaluate(
    async (code) => {
      const { signIn } = clerk.client;
      const wrong = await signIn
        .attemptFirstFactor({ strategy: 'email_code', code: 'x' })
        .catch(({ errors }) => errors[0].code);
      const done = await signIn.attemptFirstFactor({ strategy: 'email_code', code });
      await clerk.setActive({ session: done.createdSessionId });
      return [wrong, done.status, clerk.user.id];
    },
    (await mailTo(emailAddress)).code,
  );
  assert.deepEqual(signedIn, ['form_code_incorrect', 'complete', emulator.member.userId]);
  await signOut(page);

  const begun = await page.evaluate(async (password) => {
    const signUp = await clerk.client.signUp.create({ emailAddress: 'fresh@example.com', password });
    await signUp.prepareEmailAddressVerification();
    return [signUp.status, signUp.unverifiedFields, signUp.verifications.emailAddress.nextAction];
  }, PASSWORD);
  assert.deepEqual(begun, ['missing_requirements', ['email_address'], 'needs_attempt']);
  const done = await page.evaluate(
    async (code) => {
      const signUp = await clerk.client.signUp.attemptEmailAddressVerification({ code });
      await clerk.setActive({ session: signUp.createdSessionId });
      return [signUp.status, clerk.user.primaryEmailAddress.emailAddress, clerk.organization];
    },
    (await mailTo('fresh@example.com')).code,
  );
  assert.deepEqual(done, ['complete', 'fresh@example.com', null]);
});

test('several users in one browser get their own tokens and switch organizations', async () => {
  await change({ single_session_mode: false });
  const page = await suite.open('/clerk-js');
  await load(page, 'theirs');
  await signIn(page, emulator.member.emailAddress, emulator.member.password);
  await signIn(page, emulator.admin.emailAddress, emulator.admin.password);
  const seen = await page.evaluate(async () => {
    const names = [];
    const [first, second] = clerk.user.organizationMemberships.map(({ organization }) => organization);
    for (const organization of [first.id, second.slug, first]) {
      await clerk.setActive({ organization });
      names.push([clerk.organization.name, await clerk.session.getToken()]);
    }
    await clerk.setActive({ organization: null });
    const personal = [clerk.organization, await clerk.session.getToken()];
    const [older, newer] = clerk.client.sessions;
    await clerk.setActive({ session: older.id });
    const other = [clerk.user.id, await clerk.session.getToken()];
    await clerk.signOut(() => {}, { sessionId: older.id });
    await clerk.setActive({ session: newer.id });
    return { names, personal, other, left: clerk.client.sessions.map(({ user }) => user.id) };
  });
  const read = ([fact, token], claim) => [fact, claim(claims(token))];
  const told = {
    ...seen,
    names: seen.names.map((one) => read(one, ({ o }) => o.slg)),
    personal: read(seen.personal, ({ o }) => o),
    other: read(seen.other, ({ sub }) => sub),
  };
  assert.deepEqual(told, {
    names: [
      ['Northwind Studio', 'northwind-studio'],
      ['Harbor Collective', 'harbor-collective'],
      ['Northwind Studio', 'northwind-studio'],
    ],
    personal: [null, undefined],
    other: [emulator.member.userId, emulator.member.userId],
    left: [emulator.admin.userId],
  });
  const refreshed = await page.evaluate(async () => {
    const before = await clerk.session.getToken();
    const after = await clerk.session.getToken({ skipCache: true });
    await clerk.signOut(() => {});
    return [before !== after, clerk.session, clerk.client.sessions.length];
  });
  assert.deepEqual(refreshed, [true, null, 0]);
});
