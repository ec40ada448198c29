// Messages to other tabs about changes of invitations, on the channel `clerk-organization`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';

const suite = inBrowser({ as: 'admin' });

/** In the page: a loaded `clerk`, and `messages`, the messages that other tabs get. */
const listen = () =>
  suite.page.evaluate(async () => {
    globalThis.clerk = newClerk();
    await clerk.load({ polling: false });
    globalThis.messages = [];
    new BroadcastChannel('clerk-organization').onmessage = ({ data }) => messages.push(data);
    globalThis.heard = async () => {
      await new Promise((wake) => setTimeout(wake, 200));
      return JSON.parse(JSON.stringify(messages.splice(0)));
    };
  });

test('a burst of equal changes sends fewer messages than changes, and a later change sends another one', async () => {
  await listen();
  const seen = await suite.page.evaluate(async () => {
    const { organization } = clerk;
    const invite = (name) => organization.inviteMember({ emailAddress: `${name}@example.com`, role: 'org:member' });
    await Promise.all(['one', 'two', 'three', 'four'].map(invite));
    const burst = await heard();
    await invite('five');
    return { burst, later: await heard(), own: { frontendApi: clerk.frontendApi, organizationId: organization.id } };
  });
  // One message at once, and one for all changes within the next 50 ms.
  assert.ok(seen.burst.length >= 1 && seen.burst.length < 4, `${seen.burst.length}`);
  for (const message of seen.burst) assert.deepEqual(message, seen.own);
  assert.deepEqual(seen.later, [seen.own]);
});

test('a successful change is announced to other tabs, also if close() or load() follows at once', async () => {
  await listen();
  const seen = await suite.page.evaluate(async () => {
    const { organization } = clerk;
    const invite = (name) => organization.inviteMember({ emailAddress: `${name}@example.com`, role: 'org:member' });
    const counts = [];
    await invite('closed');
    clerk.close();
    counts.push((await heard()).length);
    await clerk.load();
    await invite('polling');
    await clerk.load({ polling: true });
    counts.push((await heard()).length);
    await Promise.all(['one', 'two', 'three'].map(invite));
    clerk.close();
    counts.push((await heard()).length);
    return counts;
  });
  assert.deepEqual(seen, [1, 1, 2], 'one more message for the changes within 50 ms after the first');
});

test('after close() a change still succeeds without a message to other tabs; load() restores the messages', async () => {
  await listen();
  const seen = await suite.page.evaluate(async () => {
    const { organization } = clerk;
    const invite = (name) => organization.inviteMember({ emailAddress: `${name}@example.com`, role: 'org:member' }).then(({ status }) => status, String);
    const statuses = [await invite('before')];
    const counts = [(await heard()).length];
    clerk.close();
    statuses.push(await invite('closed'));
    counts.push((await heard()).length);
    await clerk.load();
    statuses.push(await invite('again'));
    counts.push((await heard()).length);
    return { statuses, counts };
  });
  assert.deepEqual(seen, { statuses: ['pending', 'pending', 'pending'], counts: [1, 0, 1] });
});
