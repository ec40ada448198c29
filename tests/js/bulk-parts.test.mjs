// The number of concurrent parts of an inviteMembersSettled call, and answers that arrive out of order.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { change } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin' });

/**
 * In the page: `bulk` invites four addresses in parts of one; `held[address]` releases a request; `reached` waits for
 * it.
 */
const begin = async () => {
  await change({ rate_limits: false });
  await suite.page.evaluate(async () => {
    const organization = await activeOrganization();
    globalThis.held = {};
    replaceFetch(async (url, init, real) => {
      if (!String(url).includes('/bulk')) return real(url, init);
      const name = new URLSearchParams(init.body).get('email_address')[0];
      const answer = await new Promise((resolve) => (held[name] = resolve));
      return answer ?? real(url, init);
    });
    globalThis.reached = async (...names) => {
      for (let waits = 0; waits < 2000 && !names.every((name) => held[name]); waits += 1) await new Promise((wake) => setTimeout(wake, 5));
      // Enough time for one part too many.
      await new Promise((wake) => setTimeout(wake, 50));
      return Object.keys(held).join('');
    };
    globalThis.done = [];
    globalThis.bulk = organization.inviteMembersSettled(
      { emailAddresses: ['a', 'b', 'c', 'd'].map((name) => `${name}@example.com`), role: 'org:member' },
      { chunkSize: 1, onProgress: (progress) => done.push(progress.done) },
    );
    globalThis.outcomes = async () => (await bulk).map(({ emailAddress, status, invitation }) => `${emailAddress[0]} ${status} ${invitation?.emailAddress[0]}`);
  });
};

test('the first part is sent alone, then two at a time, and each address gets its own invitation', async () => {
  await begin();
  const seen = await suite.page.evaluate(async () => {
    const sent = [await reached('a')];
    held.a();
    sent.push(await reached('b', 'c'));
    // The later part is answered first.
    held.c();
    sent.push(await reached('c'));
    held.b();
    sent.push(await reached('d'));
    held.d();
    return { sent, outcomes: await outcomes(), done };
  });
  assert.deepEqual(seen.sent, ['a', 'abc', 'abc', 'abcd']);
  assert.deepEqual(seen.outcomes, ['a invited a', 'b invited b', 'c invited c', 'd invited d']);
  assert.deepEqual(seen.done, [0, 1, 2, 3, 4]);
});

test('a refusal that applies to every address ends the call, and the concurrent part keeps its outcome', async () => {
  await begin();
  const outcomes = await suite.page.evaluate(async () => {
    await reached('a');
    held.a();
    await reached('b', 'c');
    held.b(Response.json({ errors: [{ code: 'forbidden', message: 'No.' }] }, { status: 403 }));
    held.c();
    return outcomes();
  });
  assert.deepEqual(outcomes, ['a invited a', 'b refused undefined', 'c invited c', 'd not_attempted undefined']);
});
