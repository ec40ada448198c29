// Second factors, locks, passwords, profile images, permissions and deletion of users, through Clerk's own packages:
// clerk-js in the browser, @clerk/backend on the server.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { createClerkClient } from '@clerk/backend';

import { appCode } from '../support/authenticator.mjs';
import { inBrowser } from '../support/browser.mjs';
import { advanceClock, createUser, emulator, outbox } from '../support/emulator.mjs';
import { load } from './clerk-js.mjs';

const suite = inBrowser({ path: '/clerk-js' });
const clerk = createClerkClient({ secretKey: emulator.secretKey, apiUrl: emulator.url, telemetry: { disabled: true } });
const GIF = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==';

let person;
beforeEach(async () => {
  person = await createUser('safe@example.com');
});

/** Signs in with a password. Resolves to the attempt's status, or to the codes of the error. */
async function signIn(password = person.password) {
  return suite.page.evaluate(
    async ([identifier, password]) => {
      try {
        globalThis.attempt = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
      } catch (error) {
        return error.errors.map(({ code }) => code);
      }
      if (attempt.createdSessionId) await clerk.setActive({ session: attempt.createdSessionId });
      return attempt.status;
    },
    [person.emailAddress, password],
  );
}

test('a second factor is set up in the browser, required at sign-in, and removed by the backend', async () => {
  await load(suite.page, 'theirs');
  assert.equal(await signIn(), 'complete');
  const { secret, uri, verified } = await suite.page.evaluate(async () => {
    const { secret, uri, verified } = await clerk.user.createTOTP();
    return { secret, uri, verified };
  });
  assert.deepEqual([verified, new URL(uri).searchParams.get('secret')], [false, secret]);
  const { codes, shown } = await suite.page.evaluate(async (code) => {
    await clerk.user.verifyTOTP({ code });
    const { codes } = await clerk.user.createBackupCode();
    await clerk.user.reload();
    const { totpEnabled, backupCodeEnabled, twoFactorEnabled } = clerk.user;
    return { codes, shown: [totpEnabled, backupCodeEnabled, twoFactorEnabled] };
  }, appCode(secret));
  assert.deepEqual([codes.length, shown], [10, [true, true, true]]);
  const user = await clerk.users.getUser(person.userId);
  assert.deepEqual([user.totpEnabled, user.backupCodeEnabled, user.twoFactorEnabled], [true, true, true]);

  for (const [strategy, code] of [['totp', appCode(secret)], ['backup_code', codes[0]]]) {
    await suite.page.evaluate(() => clerk.signOut(() => {}));
    assert.equal(await signIn(), 'needs_second_factor');
    const seen = await suite.page.evaluate(
      async ([strategy, code]) => {
        const factors = attempt.supportedSecondFactors.map((factor) => factor.strategy);
        const wrong = await attempt.attemptSecondFactor({ strategy, code: 'wrong' }).catch((error) => error.errors[0].code);
        const { status, createdSessionId } = await attempt.attemptSecondFactor({ strategy, code });
        await clerk.setActive({ session: createdSessionId });
        return { factors, wrong, status, age: clerk.session.factorVerificationAge, user: clerk.user.id };
      },
      [strategy, code],
    );
    const expected = { factors: ['totp', 'backup_code'], wrong: 'form_code_incorrect', status: 'complete' };
    assert.deepEqual(seen, { ...expected, age: [0, 0], user: person.userId });
  }

  assert.equal((await clerk.users.verifyTOTP({ userId: person.userId, code: codes[1] })).code_type, 'backup_code');
  await assert.rejects(clerk.users.verifyTOTP({ userId: person.userId, code: codes[1] }), /.*/);
  await clerk.users.disableUserMFA(person.userId);
  assert.equal(await suite.page.evaluate(async () => (await clerk.user.reload()).twoFactorEnabled), false);
  await suite.page.evaluate(() => clerk.signOut(() => {}));
  assert.equal(await signIn(), 'complete');
});

test('a locked user gets an error until the lock ends, and a banned user loses all sessions', async () => {
  await load(suite.page, 'theirs');
  assert.equal((await clerk.users.lockUser(person.userId)).locked, true);
  assert.deepEqual(await signIn(), ['user_locked']);
  await advanceClock(60 * 60 * 1000);
  assert.equal((await clerk.users.getUser(person.userId)).locked, false);
  assert.equal(await signIn(), 'complete');
  await clerk.users.lockUser(person.userId);
  assert.equal((await clerk.users.unlockUser(person.userId)).locked, false);
  await clerk.users.banUser(person.userId);
  const gone = await suite.page.evaluate(() => clerk.user.reload().catch((error) => error.status));
  assert.equal(gone, 401);
  assert.deepEqual(await signIn(), ['user_banned']);
});

test('a compromised password is reset by a mailed code', async () => {
  await load(suite.page, 'theirs');
  const path = `${emulator.url}/v1/users/${person.userId}/password/set_compromised`;
  const set = await fetch(path, { method: 'POST', headers: { authorization: `Bearer ${emulator.secretKey}` } });
  assert.equal(set.status, 200);
  assert.deepEqual(await signIn(), ['form_password_compromised']);
  await suite.page.evaluate(async (identifier) => {
    globalThis.attempt = await clerk.client.signIn.create({ strategy: 'reset_password_email_code', identifier });
  }, person.emailAddress);
  const { code } = (await outbox()).at(-1);
  const seen = await suite.page.evaluate(async (code) => {
    const verified = await attempt.attemptFirstFactor({ strategy: 'reset_password_email_code', code });
    const between = verified.status;
    const { status, createdSessionId } = await attempt.resetPassword({ password: 'a new long enough password' });
    await clerk.setActive({ session: createdSessionId });
    return [between, status, clerk.user.id];
  }, code);
  assert.deepEqual(seen, ['needs_new_password', 'complete', person.userId]);
});

/** The code and the param of the first error of `clerk.user[method](params)` in the page; undefined without one. */
const refused = (method, params) =>
  suite.page.evaluate(
    ([method, params]) =>
      clerk.user[method](params).then(
        () => undefined,
        ({ errors: [{ code, meta }] }) => [code, meta.paramName],
      ),
    [method, params],
  );

test('a password is changed, removed and set again in the browser', async () => {
  await load(suite.page, 'theirs');
  assert.equal(await signIn(), 'complete');
  const newPassword = 'another long enough password';
  const currentPassword = person.password;
  const wrong = ['form_password_validation_failed', 'current_password'];
  const short = ['form_password_length_too_short', 'new_password'];
  assert.deepEqual(await refused('updatePassword', { currentPassword: 'wrong', newPassword }), wrong);
  assert.deepEqual(await refused('updatePassword', { currentPassword, newPassword: 'short' }), short);
  assert.equal(await refused('updatePassword', { currentPassword, newPassword, signOutOfOtherSessions: true }), undefined);
  await assert.rejects(clerk.users.verifyPassword({ userId: person.userId, password: currentPassword }), { status: 422 });
  assert.equal((await clerk.users.verifyPassword({ userId: person.userId, password: newPassword })).verified, true);

  assert.deepEqual(await refused('removePassword', { currentPassword: 'wrong' }), wrong);
  assert.equal(await refused('removePassword', { currentPassword: newPassword }), undefined);
  const hasPassword = () => suite.page.evaluate(() => clerk.user.passwordEnabled);
  assert.equal(await hasPassword(), false);
  assert.equal(await refused('updatePassword', { newPassword: currentPassword }), undefined);
  assert.equal(await hasPassword(), true);
  await suite.page.evaluate(() => clerk.signOut(() => {}));
  assert.equal(await signIn(), 'complete');
});

test('the backend sets whether a user may create organizations and delete themselves', async () => {
  await load(suite.page, 'theirs');
  assert.equal(await signIn(), 'complete');
  const { userId } = person;
  const seen = () =>
    suite.page.evaluate(async () => {
      const { createOrganizationEnabled, createOrganizationsLimit, deleteSelfEnabled } = await clerk.user.reload();
      const create = () => clerk.createOrganization({ name: 'Mine' }).then(() => 'made', ({ errors }) => errors[0].code);
      return [createOrganizationEnabled, createOrganizationsLimit, deleteSelfEnabled, await create()];
    });
  const options = { locale: 'en-US', legalAcceptedAt: new Date(1e12), createOrganizationsLimit: 1 };
  const updated = await clerk.users.updateUser(userId, { ...options, createOrganizationEnabled: false, deleteSelfEnabled: false });
  assert.deepEqual([updated.locale, updated.legalAcceptedAt], ['en-US', 1e12]);
  assert.deepEqual(await seen(), [false, 1, false, 'user_create_organization_not_enabled']);
  assert.equal((await refused('delete'))[0], 'user_delete_self_not_enabled');

  await clerk.users.updateUser(userId, { createOrganizationEnabled: true, deleteSelfEnabled: true });
  assert.deepEqual(await seen(), [true, 1, true, 'made']);
  assert.deepEqual(await seen(), [true, 1, true, 'org_creation_limit_exceeded']);
  assert.equal(await refused('delete'), undefined);
  assert.deepEqual(await suite.page.evaluate(() => [clerk.user ?? null, clerk.session ?? null]), [null, null]);
  await assert.rejects(clerk.users.getUser(userId), { status: 404 });
});

test('a profile image is set and removed in the browser and by the backend', async () => {
  await load(suite.page, 'theirs');
  await signIn();
  const own = await suite.page.evaluate(async (file) => {
    const { publicUrl } = await clerk.user.setProfileImage({ file });
    await clerk.user.reload();
    return [clerk.user.hasImage, clerk.user.imageUrl === publicUrl];
  }, GIF);
  assert.deepEqual(own, [true, true]);
  const { hasImage, imageUrl } = await clerk.users.getUser(person.userId);
  assert.equal(hasImage, true);
  assert.equal((await fetch(imageUrl)).headers.get('content-type'), 'image/gif');
  await clerk.users.deleteUserProfileImage(person.userId);
  assert.equal(await suite.page.evaluate(async () => (await clerk.user.reload()).hasImage), false);
  const file = await (await fetch(GIF)).blob();
  assert.equal((await clerk.users.updateUserProfileImage(person.userId, { file })).hasImage, true);
  await suite.page.evaluate(() => clerk.user.setProfileImage({ file: null }));
  assert.equal((await clerk.users.getUser(person.userId)).hasImage, false);
});

test('calls about passkeys, wallets and external accounts are answered as for a user who has none', async () => {
  const { userId } = person;
  assert.deepEqual(await clerk.users.getUserOauthAccessToken(userId, 'google'), { data: [], totalCount: 0 });
  const calls = {
    passkey: () => clerk.users.deleteUserPasskey({ userId, passkeyIdentificationId: 'idn_none' }),
    wallet: () => clerk.users.deleteUserWeb3Wallet({ userId, web3WalletIdentificationId: 'idn_none' }),
    account: () => clerk.users.deleteUserExternalAccount({ userId, externalAccountId: 'eac_none' }),
  };
  for (const [name, call] of Object.entries(calls)) {
    const error = await call().catch((error) => error);
    assert.deepEqual([name, error.status, error.errors?.[0].code], [name, 404, 'resource_not_found']);
  }
});
