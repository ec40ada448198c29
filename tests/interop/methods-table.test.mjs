// Checks the README's table of our methods and Clerk's against both clients.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { reset } from '../support/emulator.mjs';
import { load } from './clerk-js.mjs';

const suite = inBrowser({ path: '/clerk-js' });
const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');

/** The table: `{ object: { method: [here, theirs] } }`. */
function table() {
  const [, section] = readme.split('| object | methods | here | clerk-js 6.40 |\n');
  const rows = section.split('\n\n')[0].split('\n').slice(1);
  const found = {};
  for (const row of rows) {
    const [objects, methods, here, theirs] = row.split('|').slice(1, -1).map((cell) => cell.trim());
    const object = objects.replaceAll('`', '');
    for (const [, method] of methods.matchAll(/`(\w+)`/g)) {
      assert.equal(found[object]?.[method], undefined, `${object}.${method} stands there twice`);
      (found[object] ??= {})[method] = [here, theirs];
    }
  }
  return found;
}

// In the page: the own and inherited public methods of each object. Objects that only an answer brings are made from
// one.
async function methods() {
  const { organization, user } = clerk;
  const at = { created_at: 1, updated_at: 1 };
  const of = { id: 'org_x', name: 'X', slug: 'x', image_url: '', has_image: false };
  const first = async (list, row) => {
    const { restore } = replaceFetch(() =>
      Promise.resolve(Response.json({ response: { data: [row], total_count: 1 }, client: null })),
    );
    const page = await list();
    restore();
    return page.data[0];
  };
  const objects = {
    clerk: { acceptInvitation: clerk.acceptInvitation },
    organization,
    'organization.ssoBypassAllowlist': organization.ssoBypassAllowlist,
    invitation: (await organization.getInvitations()).data[0],
    membership: (await organization.getMemberships()).data[0],
    domain: await organization.createDomain('northwind.example'),
    membershipRequest: await first(organization.getMembershipRequests, { id: 'req_1', status: 'pending', ...at }),
    receivedInvitation: await first(user.getOrganizationInvitations, { id: 'orginv_1', public_organization_data: of, ...at }),
    suggestion: await first(user.getOrganizationSuggestions, { id: 'sug_1', public_organization_data: of, ...at }),
    user,
  };
  const seen = {};
  for (const [name, object] of Object.entries(objects)) {
    const own = Object.keys(object).filter((key) => typeof object[key] === 'function');
    // Theirs has `reload` on the prototype.
    seen[name] = [...new Set([...own, ...(name === 'organization' ? ['reload'] : [])])];
  }
  // Only the user's methods about organizations count.
  seen.user = seen.user.filter((method) => /[a-z]Organization/.test(method));
  return seen;
}

test('the table lists every method of both clients, and which of them reject', async () => {
  const rows = table();
  // In Clerk's own class this is a private helper of two other methods.
  const hidden = ['bulkOwnershipVerification'];
  for (const [side, which] of ['ours', 'theirs'].entries()) {
    await reset();
    await suite.context.clearCookies();
    await suite.signIn('admin');
    const page = await suite.open('/clerk-js');
    await load(page, which);
    const seen = await page.evaluate(`(${methods})()`);
    for (const [object, row] of Object.entries(rows)) {
      const inTable = Object.keys(row).filter((method) => row[method][side] !== 'no');
      const there = seen[object].filter((method) => !hidden.includes(method));
      // `clerk` has many others.
      const expected = object === 'clerk' && which === 'theirs' ? [] : there;
      assert.deepEqual([...inTable].sort(), [...expected].sort(), `${which}: ${object}`);
    }
    assert.deepEqual(Object.keys(seen).sort(), Object.keys(rows).sort());
    if (which === 'ours') {
      const rejecting = Object.entries(rows).flatMap(([object, row]) =>
        Object.keys(row).filter((method) => row[method][0] === 'rejects with `not_supported`').map((method) => [object, method]),
      );
      assert.ok(rejecting.length >= 15);
      for (const [object, method] of rejecting) {
        const { error } = await page.evaluate(
          ([object, method]) => outcome(() => (object === 'organization' ? clerk.organization : clerk.organization.ssoBypassAllowlist)[method]()),
          [object, method],
        );
        assert.equal(error?.code, 'not_supported', `${object}.${method}`);
      }
    }
    await page.close();
  }
});
