// Calls every operation that the emulator serves, once successfully and with its main errors. Each call is recorded
// with its answer.

import { emulator, signIn } from '../../support/emulator.mjs';
import { PASSWORD, lastCode, lastTicket, newPage, page, program, upload } from './callers.mjs';
import { backendUsers, emailAddresses, mine, ownAccount, secondFactors } from './users.mjs';

/** Calls everything; resolves to `{ api, method, template, params, query, body, status, type, json }` of each call. */
export async function tour() {
  const calls = [];
  const backend = program(calls);
  const user = await backend('POST /v1/users', { body: { email_address: ['known@example.com'], password: PASSWORD } });
  const admin = page(calls, (await signIn(emulator.admin)).devBrowser);
  await invitations(admin);
  await members(admin, user.id);
  await domains(admin, backend, calls);
  await organizations(admin);
  await accounts(calls, admin);
  await mine(admin);
  await secondFactors(calls, backend);
  await ownAccount(calls, backend);
  await sessions(admin, backend);
  await programs(backend, user.id, await newPage(calls));
  await refusals(calls);
  return calls;
}

async function invitations(admin) {
  const params = { organization_id: emulator.organizationId };
  const path = '/v1/organizations/{organization_id}/invitations';
  await admin(`GET ${path}`, { params, query: { limit: 500, status: ['pending', 'revoked', 'expired', 'accepted'] } });
  await admin(`GET ${path}`, { params, query: { limit: 0 } });
  await admin(`GET ${path}`, { params, query: { status: 'unknown' } });
  await admin(`GET ${path}/pending`, { params });
  const body = { email_address: 'a@example.com', role: 'org:member' };
  const { response } = await admin(`POST ${path}`, { params, body });
  await admin(`POST ${path}`, { params, body: { ...body, redirect_url: 'https://example.com' } });
  await admin(`POST ${path}`, { params, body: { ...body, email_address: 'a' } });
  await admin(`POST ${path}`, { params, body: { ...body, role: 'org:none' } });
  await admin(`POST ${path}`, { params, body: { ...body, email_address: emulator.member.emailAddress } });
  await admin(`POST ${path}/bulk`, { params, body: { ...body, email_address: ['b@example.com', 'c@example.com'] } });
  await admin(`POST ${path}/bulk`, { params, body: { ...body, email_address: ['b', 'c'] } });
  for (let time = 0; time < 2; time++) {
    await admin(`POST ${path}/{invitation_id}/revoke`, { params: { ...params, invitation_id: response.id } });
  }
}

async function members(admin, userId) {
  const params = { organization_id: emulator.organizationId };
  const path = '/v1/organizations/{organization_id}';
  const one = { params: { ...params, user_id: userId } };
  await admin(`GET ${path}/roles`, { params });
  await admin(`POST ${path}/memberships`, { params, body: { user_id: userId, role: 'org:viewer' } });
  await admin(`POST ${path}/memberships`, { params, body: { user_id: userId, role: 'org:viewer' } });
  await admin(`GET ${path}/memberships`, { params, query: { paginated: true, query: 'known', role: 'org:viewer' } });
  await admin(`GET ${path}/memberships`, { params });
  await admin(`PATCH ${path}/memberships/{user_id}`, { ...one, body: { role: 'org:member' } });
  await admin(`PATCH ${path}/memberships/{user_id}`, { ...one, body: { role: 'org:none' } });
  await admin(`DELETE ${path}/memberships/{user_id}`, one);
  await admin(`DELETE ${path}/memberships/{user_id}`, { params: { ...params, user_id: emulator.admin.userId } });
}

async function domains(admin, backend, calls) {
  const params = { organization_id: emulator.organizationId };
  const path = '/v1/organizations/{organization_id}/domains';
  const verified = async (name, mode) => {
    const { response } = await admin(`POST ${path}`, { params, body: { name, enrollment_mode: mode } });
    const one = { params: { ...params, domain_id: response.id } };
    await admin(`POST ${path}/{domain_id}/prepare_affiliation_verification`, {
      ...one,
      body: { affiliation_email_address: `jane@${name}` },
    });
    await admin(`POST ${path}/{domain_id}/attempt_affiliation_verification`, { ...one, body: { code: 'wrong' } });
    await admin(`POST ${path}/{domain_id}/attempt_affiliation_verification`, {
      ...one,
      body: { code: await lastCode() },
    });
    return one;
  };
  const one = await verified('suggests.example', 'automatic_suggestion');
  const bulk = { params, body: { organization_domain_ids: [one.params.domain_id, 'orgdmn_unknown'] } };
  await admin(`POST ${path}/prepare_ownership_verification/bulk`, bulk);
  await admin(`POST ${path}/attempt_ownership_verification/bulk`, bulk);
  await admin(`POST ${path}`, { params, body: { name: 'suggests.example' } });
  await admin(`GET ${path}`, { params });
  await admin(`GET ${path}/{domain_id}`, one);
  const requests = '/v1/organizations/{organization_id}/membership_requests';
  for (const decision of ['accept', 'reject']) {
    const emailAddress = `${decision}@suggests.example`;
    await backend('POST /v1/users', { body: { email_address: [emailAddress], password: PASSWORD } });
    const candidate = page(calls, (await signIn({ emailAddress, password: PASSWORD })).devBrowser);
    const { response } = await candidate('GET /v1/me/organization_suggestions');
    const suggestion = { params: { suggestion_id: response.data[0].id } };
    await candidate('POST /v1/me/organization_suggestions/{suggestion_id}/accept', suggestion);
    const listed = await admin(`GET ${requests}`, { params, query: { status: 'pending' } });
    const request = { params: { ...params, request_id: listed.response.data[0].id } };
    await admin(`POST ${requests}/{request_id}/${decision}`, request);
  }
  const mode = { ...one, body: { enrollment_mode: 'automatic_invitation', delete_pending: true } };
  await admin(`POST ${path}/{domain_id}/update_enrollment_mode`, mode);
  await admin(`POST ${path}/{domain_id}/update_enrollment_mode`, { ...one, body: { enrollment_mode: 'none' } });
  await admin(`DELETE ${path}/{domain_id}`, one);
}

async function organizations(admin) {
  const path = '/v1/organizations/{organization_id}';
  const { response } = await admin('POST /v1/organizations', { body: { name: 'Acme', slug: 'acme' } });
  await admin('POST /v1/organizations', { body: { name: 'Acme', slug: 'acme' } });
  const params = { organization_id: response.id };
  await admin(`GET ${path}`, { params });
  await admin(`PATCH ${path}`, { params, body: { name: 'Acme Two' } });
  await admin(`PATCH ${path}`, { params, body: { name: '<b>' } });
  await admin(`PUT ${path}/logo`, { params, body: upload() });
  await admin(`PUT ${path}/logo`, { params, body: new FormData() });
  await admin(`DELETE ${path}/logo`, { params });
  await admin('GET /v1/me/organization_memberships', { query: { paginated: true } });
  await admin('GET /v1/me/organization_creation_defaults');
  await admin(`DELETE ${path}`, { params });
  await admin(`GET ${path}`, { params });
}

async function accounts(calls, admin) {
  const visitor = await newPage(calls);
  await visitor('GET /v1/environment');
  await visitor('PATCH /v1/environment');
  await visitor('GET /.well-known/jwks.json');
  await visitor('GET /v1/client');
  await visitor('POST /v1/client');
  await visitor('PUT /v1/client');

  const { member } = emulator;
  const signIns = '/v1/client/sign_ins';
  const begun = await visitor(`POST ${signIns}`, { body: { identifier: member.emailAddress } });
  const one = { params: { sign_in_id: begun.response.id } };
  const factor = begun.response.supported_first_factors.find(({ strategy }) => strategy === 'email_code');
  const prepared = { strategy: 'email_code', email_address_id: factor.email_address_id };
  await visitor(`POST ${signIns}/{sign_in_id}/prepare_first_factor`, { ...one, body: prepared });
  await visitor(`GET ${signIns}/{sign_in_id}`, one);
  const attempt = `POST ${signIns}/{sign_in_id}/attempt_first_factor`;
  await visitor(attempt, { ...one, body: { strategy: 'email_code', code: 'wrong' } });
  await visitor(attempt, { ...one, body: { strategy: 'password', password: 'a wrong password' } });
  await visitor(attempt, { ...one, body: { strategy: 'email_code', code: await lastCode() } });
  await visitor(`POST ${signIns}`, { body: { identifier: 'nobody@example.com' } });
  await visitor(`POST ${signIns}`, { body: { strategy: 'unknown' } });
  await visitor('GET /v1/client');
  await visitor('DELETE /v1/client');

  const signUps = '/v1/client/sign_ups';
  const params = { organization_id: emulator.organizationId };
  const invited = { email_address: 'new@example.com', role: 'org:viewer' };
  await admin('POST /v1/organizations/{organization_id}/invitations', { params, body: invited });
  const ticket = await lastTicket();
  const newcomer = await newPage(calls);
  await newcomer('GET /v1/tickets/accept', { query: { ticket } });
  await newcomer('GET /v1/tickets/accept', { query: { ticket: 'forged' } });
  const signUp = await newcomer(`POST ${signUps}`, { body: { strategy: 'ticket', ticket } });
  const own = { params: { sign_up_id: signUp.response.id } };
  await newcomer(`GET ${signUps}/{sign_up_id}`, own);
  await newcomer(`PATCH ${signUps}/{sign_up_id}`, { ...own, body: { password: 'short' } });
  await newcomer(`PATCH ${signUps}/{sign_up_id}`, { ...own, body: { password: PASSWORD, first_name: 'New' } });
  await newcomer('GET /v1/me');
  await newcomer('PATCH /v1/me', { body: { first_name: 'Newer' } });
  await newcomer('PATCH /v1/me', { body: { surprise: 1 } });
  await newcomer('PATCH /v1/me/metadata', { body: { unsafe_metadata: '{"a":1}' } });
  await newcomer('PATCH /v1/me/metadata', { body: { unsafe_metadata: '[]' } });
  await newcomer('DELETE /v1/me/organization_memberships/{organization_id}', { params });
  await newcomer(`POST ${signUps}`, { body: { email_address: 'other@example.com' } });
  await admin('POST /v1/organizations/{organization_id}/invitations', { params, body: invited });
  const mine = await newcomer('GET /v1/me/organization_invitations', { query: { status: 'pending' } });
  const invitation = { params: { invitation_id: mine.response.data[0].id } };
  for (let time = 0; time < 2; time++) {
    await newcomer('POST /v1/me/organization_invitations/{invitation_id}/accept', invitation);
  }

  const stranger = await newPage(calls);
  const fields = { email_address: 'fresh@example.com', password: PASSWORD };
  const fresh = await stranger(`POST ${signUps}`, { body: fields });
  const its = { params: { sign_up_id: fresh.response.id } };
  await stranger(`POST ${signUps}/{sign_up_id}/prepare_verification`, { ...its, body: { strategy: 'email_code' } });
  const verify = `POST ${signUps}/{sign_up_id}/attempt_verification`;
  await stranger(verify, { ...its, body: { strategy: 'email_code', code: 'wrong' } });
  await stranger(verify, { ...its, body: { strategy: 'email_code', code: await lastCode() } });
  await stranger('DELETE /v1/client/sessions');
  await stranger(`POST ${signUps}`, { body: { ...fields, email_address: emulator.admin.emailAddress } });
}

async function sessions(admin, backend) {
  await backend('POST /v1/jwt_templates', { body: { name: 'tour', claims: { a: '{{user.id}}' } } });
  const { response } = await admin('GET /v1/client');
  const path = '/v1/client/sessions/{session_id}';
  const one = { params: { session_id: response.sessions[0].id } };
  await admin(`GET ${path}`, one);
  await admin(`POST ${path}/touch`, { ...one, body: { active_organization_id: emulator.organizationId } });
  await admin(`POST ${path}/touch`, { ...one, body: { active_organization_id: 'org_unknown' } });
  await admin(`POST ${path}/tokens`, { ...one, body: { organization_id: '' } });
  await admin(`POST ${path}/tokens/{template_name}`, { params: { ...one.params, template_name: 'none' } });
  await admin(`POST ${path}/tokens/{template_name}`, { params: { ...one.params, template_name: 'tour' } });
  await admin(`POST ${path}/end`, one);
  await admin(`POST ${path}/tokens`, one);
  await admin('POST /v1/client/sign_ins', {
    body: { strategy: 'password', identifier: emulator.admin.emailAddress, password: emulator.admin.password },
  });
  const again = await admin('GET /v1/client');
  await admin(`POST ${path}/remove`, { params: { session_id: again.response.sessions[0].id } });
}

/** The Backend API. */
async function programs(backend, userId, visitor) {
  await backend('GET /v1/jwks');
  await backend('GET /v1/organization_roles');
  const roles = await backend('GET /v1/organization_roles', { query: { limit: 1 } });
  await backend('GET /v1/organization_roles/{organization_role_id}', {
    params: { organization_role_id: roles.data[0].id },
  });
  const permissions = await backend('GET /v1/organization_permissions', { query: { limit: 1, query: 'manage' } });
  await backend('GET /v1/organization_permissions/{permission_id}', {
    params: { permission_id: permissions.data[0].id },
  });
  await rolesAndPermissions(backend);
  await applicationInvitations(backend);
  await emailAddresses(backend, userId);
  await jwtTemplates(backend);
  await backend('GET /v1/instance/organization_settings');
  await backend('PATCH /v1/instance/organization_settings', { body: { max_allowed_memberships: 20 } });
  await backendUsers(backend, userId);
  await backendOrganizations(backend, userId);
  const own = { params: { user_id: userId } };
  const session = await backend('POST /v1/sessions', { body: { user_id: userId } });
  const one = { params: { session_id: session.id } };
  await backend('GET /v1/sessions', { query: { user_id: userId } });
  await backend('GET /v1/sessions/{session_id}', one);
  await backend('POST /v1/sessions/{session_id}/tokens', one);
  await backend('POST /v1/sessions/{session_id}/tokens/{template_name}', {
    params: { session_id: session.id, template_name: 'none' },
  });
  await backend('POST /v1/sessions/{session_id}/tokens/{template_name}', {
    params: { session_id: session.id, template_name: 'tour' },
  });
  await backend('POST /v1/sessions/{session_id}/revoke', one);
  await signInTokens(backend, userId, visitor);
  await backend('DELETE /v1/users/{user_id}', own);
  await backend('GET /v1/users/{user_id}', own);
}

async function signInTokens(backend, userId, visitor) {
  await backend('POST /v1/testing_tokens');
  const token = await backend('POST /v1/sign_in_tokens', { body: { user_id: userId, expires_in_seconds: 60 } });
  const one = { params: { sign_in_token_id: token.id } };
  for (let time = 0; time < 2; time++) await backend('POST /v1/sign_in_tokens/{sign_in_token_id}/revoke', one);
  const body = {
    on_behalf_of: { user_id: userId },
    permissions: '*',
    agent_name: 'tour',
    task_description: 'looks around',
    redirect_url: 'http://localhost:3000/',
  };
  const [used, revoked] = [await backend('POST /v1/agents/tasks', { body }), await backend('POST /v1/agents/tasks', { body })];
  await backend('POST /v1/agents/tasks/{agent_task_id}/revoke', { params: { agent_task_id: revoked.agent_task_id } });
  const ticket = new URL(used.url).searchParams.get('ticket');
  for (let time = 0; time < 2; time++) await visitor('GET /v1/agents/tasks', { query: { ticket } });
  for (const redirect_url of ['http://localhost:3000/', 'https://example.com/']) {
    await visitor('GET /v1/client/handshake', { query: { redirect_url } });
    await visitor('GET /v1/client/handshake', { query: { redirect_url, format: 'nonce' } });
    await visitor('GET /v1/client/sync', { query: { redirect_url, link_domain: 'shop.localhost' } });
  }
  await visitor('GET /v1/client/link', { query: { __clerk_token: 'none' } });
}

async function rolesAndPermissions(backend) {
  const permission = await backend('POST /v1/organization_permissions', { body: { name: 'A', key: 'org:a:read' } });
  await backend('POST /v1/organization_permissions', { body: { name: 'A', key: 'org:a:read' } });
  const role = await backend('POST /v1/organization_roles', { body: { name: 'A', key: 'org:a' } });
  await backend('POST /v1/organization_roles', { body: { name: 'A', key: 'a' } });
  const roles = '/v1/organization_roles/{organization_role_id}';
  const one = { params: { organization_role_id: role.id } };
  await backend(`PATCH ${roles}`, { ...one, body: { description: 'B' } });
  const both = { params: { ...one.params, permission_id: permission.id } };
  for (let time = 0; time < 2; time++) await backend(`POST ${roles}/permissions/{permission_id}`, both);
  await backend(`DELETE ${roles}/permissions/{permission_id}`, both);
  const permissions = '/v1/organization_permissions/{permission_id}';
  const own = { params: { permission_id: permission.id } };
  await backend(`PATCH ${permissions}`, { ...own, body: { name: 'B' } });
  await backend(`DELETE ${permissions}`, own);
  await backend(`DELETE ${roles}`, one);
}

async function applicationInvitations(backend) {
  const body = { email_address: 'application@example.com', public_metadata: { a: 1 } };
  const invitation = await backend('POST /v1/invitations', { body });
  await backend('POST /v1/invitations', { body });
  await backend('POST /v1/invitations', { body: { email_address: 'x' } });
  await backend('POST /v1/invitations/bulk', { body: [{ email_address: 'bulk@example.com' }] });
  await backend('GET /v1/invitations', { query: { status: 'pending', limit: 500 } });
  const one = { params: { invitation_id: invitation.id } };
  for (let time = 0; time < 2; time++) await backend('POST /v1/invitations/{invitation_id}/revoke', one);
}

async function jwtTemplates(backend) {
  const template = await backend('POST /v1/jwt_templates', { body: { name: 'a', claims: { b: 1 } } });
  await backend('POST /v1/jwt_templates', { body: { name: 'a', claims: { sub: 1 } } });
  await backend('GET /v1/jwt_templates');
  const one = { params: { template_id: template.id } };
  await backend('GET /v1/jwt_templates/{template_id}', one);
  await backend('PATCH /v1/jwt_templates/{template_id}', { ...one, body: { name: 'c', claims: {} } });
  await backend('DELETE /v1/jwt_templates/{template_id}', one);
}

async function backendDomains(backend, params) {
  const path = '/v1/organizations/{organization_id}/domains';
  const domain = await backend(`POST ${path}`, { params, body: { name: 'harbour.example' } });
  await backend(`POST ${path}`, { params, body: { name: 'harbour.example' } });
  await backend(`GET ${path}`, { params, query: { verified: true } });
  await backend('GET /v1/organization_domains', { query: { order_by: 'name' } });
  const one = { params: { ...params, domain_id: domain.id } };
  await backend(`PATCH ${path}/{domain_id}`, { ...one, body: { enrollment_mode: 'automatic_suggestion' } });
  await backend(`POST ${path}/{domain_id}/verify_ownership`, one);
  await backend(`DELETE ${path}/{domain_id}`, one);
  await backend('PUT /v1/organizations/{organization_id}/logo', { params, body: upload() });
  await backend('DELETE /v1/organizations/{organization_id}/logo', { params });
}

async function backendOrganizations(backend, userId) {
  const created = { name: 'Harbor', created_by: emulator.admin.userId, public_metadata: { a: 1 } };
  const { id } = await backend('POST /v1/organizations', { body: created });
  await backend('POST /v1/organizations', { body: { name: '' } });
  await backend('GET /v1/organizations', { query: { include_members_count: true } });
  const path = '/v1/organizations/{organization_id}';
  const params = { organization_id: id };
  await backend(`GET ${path}`, { params });
  await backend(`PATCH ${path}`, { params, body: { name: 'Harbour' } });
  await backend(`PATCH ${path}`, { params, body: { max_allowed_memberships: -1 } });
  await backend(`PATCH ${path}/metadata`, { params, body: { public_metadata: { b: { c: 1 } } } });
  await backend(`PUT ${path}/metadata`, { params, body: { private_metadata: { d: null } } });

  await backendDomains(backend, params);

  const member = { params: { ...params, user_id: userId } };
  await backend(`POST ${path}/memberships`, { params, body: { user_id: userId, role: 'org:member' } });
  await backend(`POST ${path}/memberships`, { params, body: { user_id: userId, role: 'org:member' } });
  await backend(`GET ${path}/memberships`, { params, query: { limit: 500 } });
  await backend('GET /v1/organization_memberships');
  await backend(`PATCH ${path}/memberships/{user_id}`, { ...member, body: { role: 'org:admin' } });
  await backend(`PATCH ${path}/memberships/{user_id}/metadata`, { ...member, body: { public_metadata: { a: 1 } } });
  await backend(`DELETE ${path}/memberships/{user_id}`, member);

  const invitation = {
    email_address: 'known@example.com',
    role: 'org:member',
    inviter_user_id: emulator.admin.userId,
    redirect_url: 'https://example.com/accept',
    expires_in_days: 3,
    public_metadata: { a: 1 },
    private_metadata: { b: 1 },
  };
  const invited = await backend(`POST ${path}/invitations`, { params, body: invitation });
  await backend(`POST ${path}/invitations`, { params, body: invitation });
  await backend(`POST ${path}/invitations`, { params, body: { ...invitation, email_address: 'x', role: 'org:none' } });
  await backend(`POST ${path}/invitations`, {
    params,
    body: { ...invitation, inviter_user_id: emulator.member.userId },
  });
  await backend(`POST ${path}/invitations`, { params, body: { ...invitation, redirect_url: 'javascript:alert(1)' } });
  await backend(`POST ${path}/invitations/bulk`, {
    params,
    body: [{ email_address: 'b@example.com', role: 'org:member' }],
  });
  const eleven = Array.from({ length: 11 }, (_, at) => ({ email_address: `m${at}@example.com`, role: 'org:member' }));
  await backend(`POST ${path}/invitations/bulk`, { params, body: eleven });
  await backend(`GET ${path}/invitations`, { params, query: { status: ['pending', 'revoked'] } });
  await backend(`GET ${path}/invitations`, { params, query: { limit: 501 } });
  await backend(`GET ${path}/invitations/pending`, { params });
  await backend('GET /v1/organization_invitations', { query: { limit: 500 } });
  await backend('GET /v1/organization_invitations', { query: { order_by: 'nothing' } });
  await backend('GET /v1/users/{user_id}/organization_invitations', { params: { user_id: userId } });
  const one = { params: { ...params, invitation_id: invited.id } };
  await backend(`GET ${path}/invitations/{invitation_id}`, one);
  for (let time = 0; time < 2; time++) await backend(`POST ${path}/invitations/{invitation_id}/revoke`, one);
  await backend(`DELETE ${path}`, { params });
}

/** Every operation again: signed out, with ids that do not exist, and with an unknown parameter. */
async function refusals(calls) {
  const admin = page(calls, (await signIn(emulator.admin)).devBrowser);
  const visitor = await newPage(calls);
  const [backend, forger] = [program(calls), program(calls, 'sk_test_forged')];
  const seen = new Set();
  for (const { api, method, template, params, query, body, status } of [...calls]) {
    const operation = `${method} ${template}`;
    if (status !== 200 || seen.has(`${api} ${operation}`)) continue;
    seen.add(`${api} ${operation}`);
    const [insider, outsider] = api === 'frontend' ? [admin, visitor] : [backend, forger];
    await outsider(operation, { params, query, body });
    const names = Object.keys(params);
    if (names.length) {
      const unknown = Object.fromEntries(names.map((name) => [name, 'unknown']));
      await insider(operation, { params: unknown, query, body });
    }
    if (body && !(body instanceof FormData)) await insider(operation, { params, body: { surprise: 1 } });
  }
}
