// Bugs of Clerk's official browser client that this package does not have. Each difference is observed in both clients.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, fault, reset, sent } from '../support/emulator.mjs';
import { load } from './clerk-js.mjs';

const suite = inBrowser({ path: '/clerk-js' });

// `theirs` and `ours` are the outcomes of the call. The wire is a part of a request, or null if there is none.
const DIFFERENCES = [
  {
    title: 'a comma in a value',
    call: (organization) => organization.getInvitations({ query: 'a,b' }).then(() => 'resolved'),
    theirs: 'resolved',
    theirWire: 'query=a&query=b',
    ours: 'resolved',
    ourWire: 'query=a,b',
  },
  {
    title: 'page 0',
    call: (organization) => organization.getInvitations({ initialPage: 0 }),
    theirs: 'ClerkAPIResponseError 422',
    theirWire: 'offset=-10',
    ours: 'ClerkRuntimeError invalid_params',
    ourWire: null,
  },
  {
    title: "a gateway's page",
    call: (organization) => organization.getInvitations(),
    answer: { status: 403, body: '<h1>Forbidden</h1>' },
    theirs: 'SyntaxError',
    ours: 'ClerkAPIResponseError 403',
  },
  {
    title: 'no content',
    call: (organization) => organization.getInvitations(),
    answer: { status: 204 },
    theirs: 'TypeError',
    ours: 'ClerkRuntimeError invalid_response',
  },
  {
    title: 'a body that breaks off',
    // Nothing was created, so ours looks the invitation up and sends it once more.
    call: (organization) =>
      organization.inviteMember({ emailAddress: 'l@example.com', role: 'org:member' }).then((made) => made.emailAddress),
    answer: { status: 200, body: '{"response":{"id":"orginv_1"', contentLength: 500 },
    theirs: 'TypeError',
    ours: 'l@example.com',
  },
  {
    title: 'a success without an invitation',
    call: (organization) =>
      organization
        .inviteMember({ emailAddress: 'm@example.com', role: 'org:member' })
        .then((made) => `an invitation, id ${made.id}`),
    answer: { body: { response: null, client: null } },
    theirs: 'an invitation, id undefined',
    ours: 'ClerkRuntimeError invalid_response',
  },
  {
    title: 'offline',
    call: (organization) =>
      organization
        .inviteMember({ emailAddress: 'n@example.com', role: 'org:member' })
        .then((made) => `an invitation, id ${made.id}`),
    offline: true,
    theirs: 'an invitation, id undefined',
    ours: 'ClerkRuntimeError network_error',
  },
  {
    title: "an error's name",
    call: (organization) =>
      organization.inviteMember({ emailAddress: 'nobody', role: 'org:member' }).catch((error) => error.name),
    theirs: /^\w$/,
    ours: 'ClerkAPIResponseError',
  },
  {
    title: 'when an invitation ends',
    call: (organization) =>
      organization.getInvitations().then(({ data: [invitation] }) => String(invitation.expiresAt instanceof Date)),
    theirs: 'false',
    ours: 'true',
  },
];

test('ours behaves correctly where the official client does not', async () => {
  for (const which of ['theirs', 'ours']) {
    await reset();
    await suite.context.clearCookies();
    await suite.signIn('admin');
    const page = await suite.open('/clerk-js');
    await load(page, which);
    for (const {
      title,
      call,
      answer,
      offline = false,
      [which]: expected,
      [which === 'theirs' ? 'theirWire' : 'ourWire']: wire,
    } of DIFFERENCES) {
      await clearRequests();
      if (answer) await fault({ path: 'invitations', ...answer });
      await suite.context.setOffline(offline);
      const seen = await page.evaluate(async (call) => {
        const named = (error) =>
          [error.constructor.kind ?? error.name, error.constructor.kind && (error.status ?? error.code)]
            .filter(Boolean)
            .join(' ');
        return (0, eval)(call)(clerk.organization).catch(named);
      }, String(call));
      await suite.context.setOffline(false);
      if (expected instanceof RegExp) assert.match(seen, expected, `${which}: ${title}`);
      else assert.equal(seen, expected, `${which}: ${title}`);
      const lines = await sent();
      if (wire)
        assert.ok(
          lines.some((line) => line.includes(wire)),
          `${which}: ${title}: ${lines}`,
        );
      if (wire === null) assert.deepEqual(lines, [], `${which}: ${title}`);
    }
    await page.close();
  }
});
