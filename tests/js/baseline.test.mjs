// The oldest browsers in the README: the package works in a page without the features that are newer.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });

/** The features newer than Chromium 96, Firefox 101 and Safari 16.4, by their objects. */
const NEWER = {
  'Array.prototype': ['findLast', 'findLastIndex', 'toReversed', 'toSorted', 'toSpliced', 'with', 'group'],
  Array: ['fromAsync'],
  Object: ['groupBy'],
  Map: ['groupBy'],
  'Set.prototype': ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'],
  Promise: ['withResolvers', 'try'],
  'String.prototype': ['isWellFormed', 'toWellFormed'],
  URL: ['canParse', 'parse'],
  AbortSignal: ['timeout', 'any'],
  Response: ['json'],
  'Iterator.prototype': ['map', 'filter', 'take', 'drop', 'flatMap', 'toArray', 'forEach', 'some', 'every', 'find', 'reduce'],
  'Uint8Array.prototype': ['toBase64', 'toHex'],
  Uint8Array: ['fromBase64', 'fromHex'],
  RegExp: ['escape'],
  globalThis: ['structuredClone', 'scheduler', 'navigation', 'Iterator'],
};

const TAKEN_OUT = `(${(newer) => {
  for (const [path, names] of Object.entries(newer)) {
    const owner = path === 'globalThis' ? globalThis : path.split('.').reduce((value, name) => value?.[name], globalThis);
    for (const name of names) if (owner) delete owner[name];
  }
}})(${JSON.stringify(NEWER)});`;

test('without the features that the oldest supported browsers lack, load, lists, invitations, addresses, components and members work', async () => {
  await suite.context.addInitScript({ content: TAKEN_OUT });
  const page = await suite.open('/components');
  const seen = await page.evaluate(async () => {
    const lacks = [Array.prototype.toSorted, URL.canParse, AbortSignal.timeout, Promise.withResolvers, globalThis.structuredClone];
    const clerk = await loadedClerk();
    const { organization } = clerk;
    const { parseEmailAddresses } = await import('clerk-organization/addresses');
    const role = 'org:member';
    const { total_count: total } = await organization.getInvitations();
    const invitation = await organization.inviteMember({ emailAddress: 'old@example.com', role }, { timeoutMs: 10_000 });
    await invitation.revoke();
    const many = await organization.inviteMembersSettled({ emailAddresses: ['a.old@example.com', 'b.old@example.com'], role });
    const live = organization.invitationList({ status: ['pending'], pageSize: 3 });
    await live.refresh();
    let walked = 0;
    for await (const one of organization.invitations({ pageSize: 10 })) walked += one.id ? 1 : 0;
    const { emailAddresses } = await parseEmailAddresses('Ada <ada@x.io>; grace@x.io');
    const members = await organization.getMemberships();
    const token = await clerk.session.getToken();
    const here = document.getElementById('here');
    clerk.mountOrganizationSwitcher(here);
    return {
      lacks,
      total,
      status: invitation.status,
      many: many.map(({ status }) => status),
      live: live.data.length,
      walked,
      emailAddresses,
      members: members.data.length,
      token: token.split('.').length,
    };
  });
  assert.deepEqual(seen, {
    lacks: Array(5).fill(undefined),
    total: 31,
    status: 'revoked',
    many: ['invited', 'invited'],
    live: 3,
    walked: 34,
    emailAddresses: ['ada@x.io', 'grace@x.io'],
    members: 8,
    token: 3,
  });
  await page.getByRole('button', { name: /Northwind Studio/ }).waitFor();
  await page.close();
});
