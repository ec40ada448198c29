// The calls about a user, from the user's own page and from a server.

import { appCode } from '../../support/authenticator.mjs';
import { emulator, signIn } from '../../support/emulator.mjs';
import { PASSWORD, lastCode, newPage, page, upload } from './callers.mjs';

/** The signed-in user's addresses and sessions. */
export async function mine(admin) {
  const path = '/v1/me/email_addresses';
  const { response } = await admin(`POST ${path}`, { body: { email_address: 'mine@example.com' } });
  await admin(`POST ${path}`, { body: { email_address: 'mine@example.com' } });
  const one = { params: { email_id: response.id } };
  await admin(`POST ${path}/{email_id}/prepare_verification`, { ...one, body: { strategy: 'email_code' } });
  await admin(`GET ${path}`);
  await admin(`POST ${path}/{email_id}/attempt_verification`, { ...one, body: { code: 'wrong' } });
  await admin(`POST ${path}/{email_id}/attempt_verification`, { ...one, body: { code: await lastCode() } });
  await admin(`GET ${path}/{email_id}`, one);
  await admin(`DELETE ${path}/{email_id}`, one);
  await admin('GET /v1/me/sessions');
  await admin('GET /v1/me/sessions/active');
  const { devBrowser } = await signIn(emulator.admin);
  const other = await page([], devBrowser)('GET /v1/client');
  const session = { params: { session_id: other.response.sessions[0].id } };
  for (let time = 0; time < 2; time++) await admin('POST /v1/me/sessions/{session_id}/revoke', session);
}

/** A user's profile image, authenticator app and backup codes, and sign-ins with a second factor. */
export async function secondFactors(calls, backend) {
  const person = { emailAddress: 'two@example.com', password: PASSWORD };
  await backend('POST /v1/users', { body: { email_address: [person.emailAddress], password: PASSWORD } });
  const own = page(calls, (await signIn(person)).devBrowser);
  await own('POST /v1/me/profile_image', { body: upload() });
  await own('GET /v1/me');
  for (let time = 0; time < 2; time++) await own('DELETE /v1/me/profile_image');

  await own('POST /v1/me/backup_codes');
  const verify = 'POST /v1/me/totp/attempt_verification';
  await own(verify, { body: { code: '000000' } });
  const { response: totp } = await own('POST /v1/me/totp');
  await own(verify, { body: { code: 'wrong' } });
  await own(verify, { body: { code: appCode(totp.secret) } });
  await own('POST /v1/me/totp');
  const { response: backup } = await own('POST /v1/me/backup_codes');
  for (const [strategy, code] of [['totp', appCode(totp.secret)], ['backup_code', backup.codes[0]]]) {
    const visitor = await newPage(calls);
    const body = { strategy: 'password', identifier: person.emailAddress, password: PASSWORD };
    const { response } = await visitor('POST /v1/client/sign_ins', { body });
    const one = { params: { sign_in_id: response.id } };
    const path = 'POST /v1/client/sign_ins/{sign_in_id}/attempt_second_factor';
    await visitor(path, { ...one, body: { strategy, code: 'wrong' } });
    await visitor(path, { ...one, body: { strategy, code } });
    await visitor(path, { ...one, body: { strategy, code } });
  }
  for (let time = 0; time < 2; time++) await own('DELETE /v1/me/totp');

  const visitor = await newPage(calls);
  const { response } = await visitor('POST /v1/client/sign_ins', { body: { identifier: person.emailAddress } });
  const path = '/v1/client/sign_ins/{sign_in_id}';
  const one = { params: { sign_in_id: response.id } };
  const [{ email_address_id }] = response.supported_first_factors.filter((factor) => factor.email_address_id);
  const strategy = 'reset_password_email_code';
  await visitor(`POST ${path}/reset_password`, { ...one, body: { password: PASSWORD } });
  await visitor(`POST ${path}/prepare_first_factor`, { ...one, body: { strategy, email_address_id } });
  await visitor(`POST ${path}/attempt_first_factor`, { ...one, body: { strategy, code: await lastCode() } });
  await visitor(`POST ${path}/reset_password`, { ...one, body: { password: 'short' } });
  await visitor(`POST ${path}/reset_password`, { ...one, body: { password: 'another long password' } });
}

/** Changes, removes and sets the user's own password, and deletes the account. */
export async function ownAccount(calls, backend) {
  const person = { emailAddress: 'own@example.com', password: PASSWORD };
  const body = { email_address: [person.emailAddress], password: PASSWORD };
  const options = {
    locale: 'en-US',
    delete_self_enabled: false,
    create_organization_enabled: false,
    create_organizations_limit: 1,
    legal_accepted_at: '2012-10-20T07:15:20.902Z',
    skip_legal_checks: true,
    bypass_client_trust: true,
  };
  const { id } = await backend('POST /v1/users', { body: { ...body, ...options } });
  const own = page(calls, (await signIn(person)).devBrowser);
  const change = (current_password, new_password) =>
    own('POST /v1/me/change_password', { body: { current_password, new_password, sign_out_of_other_sessions: true } });
  await own('GET /v1/me');
  await change('wrong', 'a new long password');
  await change(PASSWORD, PASSWORD);
  await change(PASSWORD, 'a new long password');
  for (const current_password of ['wrong', 'a new long password', 'a new long password']) {
    await own('POST /v1/me/remove_password', { body: { current_password } });
  }
  await own('POST /v1/me/change_password', { body: { new_password: PASSWORD } });
  await own('POST /v1/organizations', { body: { name: 'Refused' } });
  await own('DELETE /v1/me');
  const one = { params: { user_id: id } };
  const allow = { delete_self_enabled: true, create_organization_enabled: true };
  await backend('PATCH /v1/users/{user_id}', { ...one, body: allow });
  await own('POST /v1/organizations', { body: { name: 'The only one' } });
  await own('POST /v1/organizations', { body: { name: 'One too many' } });
  await own('DELETE /v1/me');
}

export async function emailAddresses(backend, userId) {
  const body = { user_id: userId, email_address: 'another@example.com' };
  const made = await backend('POST /v1/email_addresses', { body });
  await backend('POST /v1/email_addresses', { body });
  const path = '/v1/email_addresses/{email_address_id}';
  const one = { params: { email_address_id: made.id } };
  await backend(`GET ${path}`, one);
  const { id: verification_id } = await backend(`POST ${path}/prepare_verification`, one);
  const attempt = `POST ${path}/attempt_verification`;
  await backend(attempt, { ...one, body: { verification_id: 'ver_none', code: 'x' } });
  for (const code of ['wrong', await lastCode(), 'again']) await backend(attempt, { ...one, body: { verification_id, code } });
  await backend(`PATCH ${path}`, { ...one, body: { verified: true } });
  await backend(`DELETE ${path}`, one);
  const own = { params: { user_id: userId } };
  await backend('PUT /v1/users/{user_id}/email_address', { ...own, body: { email_address: 'known@example.com' } });
}

export async function backendUsers(backend, userId) {
  const path = '/v1/users/{user_id}';
  const one = { params: { user_id: userId } };
  await backend('POST /v1/users', { body: { email_address: ['known@example.com'], password: PASSWORD } });
  await backend('POST /v1/users', { body: { surprise: 1 } });
  await backend('GET /v1/users', { query: { limit: 500, order_by: '-created_at' } });
  await backend('GET /v1/users', { query: { limit: 0 } });
  await backend('GET /v1/users/count');
  await backend(`GET ${path}`, one);
  await backend(`PATCH ${path}`, { ...one, body: { first_name: 'Known' } });
  await backend(`PATCH ${path}`, { ...one, body: { first_name: 1 } });
  await backend(`PATCH ${path}/metadata`, { ...one, body: { public_metadata: { a: 1 } } });
  await backend(`PUT ${path}/metadata`, { ...one, body: { private_metadata: { a: 1 } } });
  await backend(`POST ${path}/ban`, one);
  await backend(`POST ${path}/unban`, one);
  await backend('POST /v1/users/ban', { body: { user_ids: [userId] } });
  await backend('POST /v1/users/unban', { body: { user_ids: [userId] } });
  await backend(`POST ${path}/verify_password`, { ...one, body: { password: PASSWORD } });
  await backend(`POST ${path}/verify_password`, { ...one, body: { password: 'a wrong password' } });
  for (const call of ['lock', 'unlock', 'password/set_compromised', 'password/unset_compromised', 'remove_password', 'password/set_compromised']) {
    await backend(`POST ${path}/${call}`, one);
  }
  await backend(`POST ${path}/profile_image`, { ...one, body: upload() });
  for (let time = 0; time < 2; time++) await backend(`DELETE ${path}/profile_image`, one);
  const verify = `POST ${path}/verify_totp`;
  await backend(verify, { ...one, body: { code: '123456' } });
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  await backend(`PATCH ${path}`, { ...one, body: { totp_secret: secret, backup_codes: ['abcd1234'] } });
  for (const code of [appCode(secret), 'abcd1234', 'abcd1234', '000000']) await backend(verify, { ...one, body: { code } });
  for (const call of ['backup_code', 'totp', 'mfa']) await backend(`DELETE ${path}/${call}`, one);
  await notConnected(backend, one.params);
  await backend(`GET ${path}/organization_memberships`, { params: { user_id: emulator.admin.userId } });
}

/** Calls for resources that no user of the emulator has. */
async function notConnected(backend, own) {
  const path = '/v1/users/{user_id}';
  const none = (name) => ({ params: { ...own, [name]: 'none' } });
  await backend(`DELETE ${path}/passkeys/{passkey_identification_id}`, none('passkey_identification_id'));
  await backend(`DELETE ${path}/web3_wallets/{web3_wallet_identification_id}`, none('web3_wallet_identification_id'));
  await backend(`DELETE ${path}/external_accounts/{external_account_id}`, none('external_account_id'));
  await backend(`DELETE ${path}/trusted_devices/{trusted_device_id}`, none('trusted_device_id'));
  await backend(`GET ${path}/trusted_devices`, { params: own });
  await backend(`GET ${path}/oauth_access_tokens/{provider}`, { params: { ...own, provider: 'oauth_google' } });
  const organization = { organization_id: emulator.organizationId };
  for (const [owner, params] of [[path, own], ['/v1/organizations/{organization_id}', organization]]) {
    await backend(`GET ${owner}/billing/subscription`, { params });
    await backend(`GET ${owner}/billing/credits`, { params });
    await backend(`POST ${owner}/billing/credits`, { params, body: { amount: 1 } });
  }
}
