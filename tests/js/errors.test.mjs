// The two error classes, and the type guards for them: ours and Clerk's own.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { emulator } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

/**
 * Runs `call` in the page with an error of each class from a failed operation, and with Clerk's module
 * `@clerk/shared/error`.
 */
async function withErrors(call) {
  await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    const thrown = (promise) =>
      promise.then(
        () => {
          throw new Error('did not fail');
        },
        (error) => error,
      );
    globalThis.api = await thrown(organization.inviteMember({ emailAddress: 'nobody', role: 'org:member' }));
    globalThis.runtime = await thrown(organization.getInvitations({ pageSize: 0 }));
    globalThis.shared = await import('/node_modules/@clerk/shared/dist/error.mjs');
  });
  return suite.page.evaluate(call);
}

test("our guards and Clerk's own recognise both classes, and nothing else", async () => {
  const seen = await withErrors(() => {
    const guards = [
      sdk.isClerkAPIResponseError,
      shared.isClerkAPIResponseError,
      sdk.isClerkRuntimeError,
      shared.isClerkRuntimeError,
    ];
    const told = (error) => guards.map((guard) => guard(error));
    const theirs = [
      new shared.ClerkAPIResponseError('x', { data: [], status: 400 }),
      new shared.ClerkRuntimeError('x', { code: 'network_error' }),
    ];
    const others = [
      new Error('x'),
      new TypeError('x'),
      { code: 'api_response_error', status: 422, errors: [] },
      {},
      Object.create(null),
    ];
    return {
      api: told(api),
      runtime: told(runtime),
      theirs: theirs.map(told),
      others: others.map(told),
      nothing: [undefined, null, 0, '', 'ClerkAPIResponseError', () => {}].map((value) => [
        sdk.isClerkAPIResponseError(value),
        sdk.isClerkRuntimeError(value),
      ]),
      known: [shared.isKnownError?.(api) ?? true, shared.isKnownError?.(runtime) ?? true],
    };
  });
  assert.deepEqual(seen.api, [true, true, false, false]);
  assert.deepEqual(seen.runtime, [false, false, true, true]);
  assert.deepEqual(seen.theirs, [
    [true, true, false, false],
    [false, false, true, true],
  ]);
  for (const other of seen.others) assert.deepEqual(other, [false, false, false, false]);
  for (const nothing of seen.nothing) assert.deepEqual(nothing, [false, false]);
  assert.deepEqual(seen.known, [true, true]);
});

test("a refusal of the server is an Error of Clerk's shape", async () => {
  const seen = await withErrors(() => ({
    chain: [api instanceof Error, api instanceof sdk.ClerkAPIResponseError, api instanceof sdk.ClerkRuntimeError],
    names: [api.name, api.constructor.name, api.constructor.kind, Object.prototype.toString.call(api)],
    own: { ...api },
    message: api.message,
    stack: typeof api.stack,
    text: String(api),
    caught: `${api}` === api.toString(),
  }));
  assert.deepEqual(seen.chain, [true, true, false]);
  assert.deepEqual(seen.names, [
    'ClerkAPIResponseError',
    'ClerkAPIResponseError',
    'ClerkAPIResponseError',
    '[object Error]',
  ]);
  const {
    errors: [first, ...more],
    clerkTraceId,
    ...rest
  } = seen.own;
  assert.deepEqual(rest, {
    clerkError: true,
    code: 'api_response_error',
    status: 422,
    retryAfter: undefined,
    method: 'POST',
    path: `/v1/organizations/${emulator.organizationId}/invitations`,
  });
  assert.match(clerkTraceId, /\w/);
  assert.deepEqual(more, []);
  assert.equal(first.code, 'form_param_format_invalid');
  assert.equal(first.meta.paramName, 'email_address');
  assert.equal(first.longMessage, seen.message);
  assert.equal(seen.stack, 'string');
  const lines = seen.text.split('\n');
  assert.deepEqual(lines.slice(0, 3), ['[ClerkAPIResponseError]', `Message:${seen.message}`, 'Status:422']);
  assert.match(lines[3], /^Serialized errors: \{"code":"form_param_format_invalid",/);
  assert.deepEqual(lines.slice(4), [`Clerk Trace ID: ${clerkTraceId}`]);
});

test('a call without an answer rejects with an Error that has the reason', async () => {
  const seen = await withErrors(() => ({
    chain: [
      runtime instanceof Error,
      runtime instanceof sdk.ClerkRuntimeError,
      runtime instanceof sdk.ClerkAPIResponseError,
    ],
    names: [runtime.name, runtime.constructor.name, runtime.constructor.kind],
    own: { ...runtime },
    message: runtime.message,
    text: String(runtime),
  }));
  assert.deepEqual(seen.chain, [true, true, false]);
  assert.deepEqual(seen.names, ['ClerkRuntimeError', 'ClerkRuntimeError', 'ClerkRuntimeError']);
  assert.deepEqual(seen.own, {
    clerkError: true,
    clerkRuntimeError: true,
    code: 'invalid_params',
    param: 'pageSize',
    errors: [{ message: 'pageSize must be a whole number from 1 up.', meta: { paramName: 'pageSize' } }],
  });
  assert.equal(seen.message, 'Clerk: pageSize must be a whole number from 1 up.\n\n(code="invalid_params")');
  assert.equal(seen.text, `[ClerkRuntimeError]\nMessage:${seen.message}`);
});

test("apps can construct both classes with Clerk's arguments", async () => {
  const seen = await withErrors(() => {
    const api = new sdk.ClerkAPIResponseError('Too many.', {
      data: [
        {
          code: 'too_many_requests',
          message: 'Too many',
          long_message: 'Too many requests.',
          meta: { param_name: 'x' },
        },
      ],
      status: 429,
      retryAfter: 5,
      clerkTraceId: 'trace_1',
    });
    const runtime = new sdk.ClerkRuntimeError('Gone.', { code: 'network_error', cause: 'the network' });
    return {
      api: { ...api, message: api.message },
      runtime: { ...runtime, message: runtime.message, cause: runtime.cause },
    };
  });
  assert.deepEqual(seen, {
    api: {
      clerkError: true,
      code: 'api_response_error',
      status: 429,
      clerkTraceId: 'trace_1',
      retryAfter: 5,
      message: 'Too many.',
      errors: [
        { code: 'too_many_requests', message: 'Too many', longMessage: 'Too many requests.', meta: { paramName: 'x' } },
      ],
    },
    runtime: {
      clerkError: true,
      clerkRuntimeError: true,
      code: 'network_error',
      cause: 'the network',
      message: 'Clerk: Gone.\n\n(code="network_error")',
    },
  });
});

test('an error of either class has the method and path of its request, as the server reads them', async () => {
  const { seen, invitationId } = await suite.page.evaluate(async () => {
    const clerk = await loadedClerk();
    const calls = { ...(await operations(clerk)), getToken: () => clerk.session.getToken({ skipCache: true }) };
    const { data } = await clerk.organization.getInvitations({ status: 'pending' });
    hurry();
    const seen = [];
    for (const stub of [
      () => Promise.reject(new TypeError('Failed to fetch')),
      async () => new Response('<html>', { status: 500 }),
      async () => new Response('<html>'),
    ]) {
      const { restore } = replaceFetch(stub);
      for (const [name, call] of Object.entries(calls)) seen.push([name, (await outcome(call)).error]);
      restore();
    }
    return { seen, invitationId: data[0].id };
  });
  const invitations = `/v1/organizations/${emulator.organizationId}/invitations`;
  const expected = {
    getInvitations: ['GET', invitations],
    inviteMember: ['POST', invitations],
    inviteMembers: ['POST', `${invitations}/bulk`],
    revoke: ['POST', `${invitations}/${invitationId}/revoke`],
  };
  for (const [name, { method, path }] of seen) {
    if (name === 'getToken') assert.match(`${method} ${path}`, /^POST \/v1\/client\/sessions\/sess_\w+\/tokens$/);
    else assert.deepEqual([method, path], expected[name]);
  }
  assert.equal(seen.length, 15);
});

test('no error and no message contains a token', async () => {
  const texts = await suite.page.evaluate(async () => {
    const calls = await operations();
    hurry();
    const texts = [];
    for (const stub of [
      () => Promise.reject(new TypeError('Failed to fetch')),
      async () => new Response('<html>', { status: 502 }),
      async () => new Response('x'),
    ]) {
      const { restore } = replaceFetch(stub);
      for (const call of Object.values(calls))
        await call().catch((error) => texts.push(`${error} ${error.message} ${JSON.stringify(error)}`));
      restore();
    }
    return texts;
  });
  assert.equal(texts.length, 12);
  for (const text of texts) assert.doesNotMatch(text, /dvb_|sess_|eyJ/);
});
