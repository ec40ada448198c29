// Filters as clients in other languages send them, and errors that list the valid values.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { emulator, reset } from '../support/emulator.mjs';

beforeEach(reset);

async function ask(path, body) {
  const answer = await fetch(`${emulator.url}/v1/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${emulator.secretKey}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, json: await answer.json() };
}

test('a list parameter with brackets filters like one without', async () => {
  const { emailAddress, userId } = emulator.member;
  const address = encodeURIComponent(emailAddress);
  for (const name of ['email_address', 'email_address[]', 'email_address%5B%5D', 'email_address[0]']) {
    const { json } = await ask(`users?${name}=${address}`);
    assert.deepEqual(json.map(({ id }) => id), [userId], name);
    assert.deepEqual((await ask(`users?${name}=nobody@example.com`)).json, [], name);
  }
  assert.deepEqual((await ask(`users?user_id[]=${userId}`)).json.map(({ id }) => id), [userId]);
  const pending = await ask(`organizations/${emulator.organizationId}/invitations?status[]=pending&limit=100`);
  assert.deepEqual([...new Set(pending.json.data.map(({ status }) => status))], ['pending']);
});

test('an unknown filter is refused instead of ignored, which would return everybody', async () => {
  const { status, json } = await ask('users?emailaddress=a@example.com');
  assert.deepEqual([status, json.errors[0].code, json.errors[0].meta.param_name], [422, 'form_param_unknown', 'emailaddress']);
});

test('an unknown role is refused with a list of the existing roles', async () => {
  const body = { email_address: 'a@example.com', role: 'org:none' };
  const { status, json } = await ask(`organizations/${emulator.organizationId}/invitations`, body);
  assert.equal(status, 404);
  for (const role of ['org:admin', 'org:member', 'org:viewer']) assert.ok(json.errors[0].long_message.includes(role), role);
});

test('the permissions for roles are listed, searched and shown', async () => {
  const { json } = await ask('organization_permissions?query=memberships&order_by=-key&limit=1');
  assert.equal(json.total_count, 2);
  const [{ id, key, type }] = json.data;
  assert.deepEqual([key, type], ['org:sys_memberships:read', 'system']);
  assert.equal((await ask(`organization_permissions/${id}`)).json.key, key);
  assert.equal((await ask('organization_permissions/perm_none')).status, 404);
});
