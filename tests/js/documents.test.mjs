// The examples in Clerk's documentation about organization invitations, as pasted: signed out, signed in without an
// active organization, and with one; as a module and as a script tag.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { change, emulator, fault, requests } from '../support/emulator.mjs';

const suite = inBrowser({ path: '/bare' });

/** The request of each example, and the check of its output. */
const EXAMPLES = {
  'get-invitations': { asks: ['GET', '/invitations'], says: ([page]) => page.total_count > 0 && page.data?.length === 10 },
  'invite-member': {
    asks: ['POST', '/invitations'],
    says: ([invitation]) => invitation.emailAddress === 'new@example.com' && invitation.role === 'org:member',
  },
  'invite-members': {
    asks: ['POST', '/invitations/bulk'],
    says: ([all]) => /^(.)\.new@example\.com$/.test(all[0]?.emailAddress) && all.length === 3,
  },
  revoke: { asks: ['POST', '/revoke'], says: ([invitation]) => invitation.status === 'revoked' },
};

/** Opens an example. `printed(matches)` waits for a console line whose arguments satisfy `matches`. */
async function example(name) {
  const page = await suite.open('/bare');
  const lines = [];
  page.on('console', async (message) => {
    // Ignores lines of the previous page, whose arguments can no longer be read.
    const line = await Promise.all(message.args().map((value) => value.jsonValue())).catch(() => undefined);
    if (line) lines.push(line);
  });
  await page.goto(`${suite.site.url}/documents/${name}?address=new@example.com`);
  const printed = async (known) => {
    for (let tries = 0; tries < 200; tries++) {
      const line = lines.find(known);
      if (line) return line;
      await page.waitForTimeout(50);
    }
    assert.fail(`printed was only ${JSON.stringify(lines)}`);
  };
  return { page, printed };
}

const asked = async () => (await requests()).filter(({ path }) => /\/invitations(\/|$)/.test(path));

for (const name of ['get-invitations.js', 'invite-member.js', 'invite-members.js', 'revoke.js', 'get-invitations.html', 'invite-member.html', 'invite-members.html']) {
  const {
    asks: [method, path],
    says,
  } = EXAMPLES[name.split('.')[0]];

  test(`${name}: signed in with an active organization, the result is printed`, async () => {
    await suite.signIn('admin');
    const { printed } = await example(name);
    await printed(says);
    const last = (await asked()).at(-1);
    assert.deepEqual([last.method, last.status, last.path.endsWith(path)], [method, 200, true]);
  });

  test(`${name}: signed out, a sign-in by keyboard and a reload print the result`, async () => {
    const { page, printed } = await example(name);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type(emulator.admin.emailAddress);
    await page.keyboard.press('Enter');
    await page.getByLabel('Password', { exact: true }).waitFor();
    await page.keyboard.type(emulator.admin.password);
    await page.keyboard.press('Enter');
    await page.getByText(`You are signed in as ${emulator.admin.emailAddress}.`).waitFor();
    assert.deepEqual(await asked(), []);
    await page.reload();
    await printed(says);
  });

  test(`${name}: signed in without an active organization, choosing one and a reload print the result`, async () => {
    await change({ first_active_organization: 'none' });
    await suite.signIn('admin');
    const { page, printed } = await example(name);
    await page.getByRole('heading', { name: 'Select an organization to set it as active' }).waitFor();
    await page.getByRole('button', { name: 'Organization: Personal account' }).press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const chosen = await page.locator('[role="menuitemradio"]:focus .name').textContent();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `Organization: ${chosen}` }).waitFor();
    assert.deepEqual(await asked(), []);
    await page.reload();
    await printed(says);
  });

  test(`${name}: error.errors has the refusal of the server`, async () => {
    await suite.signIn('admin');
    const errors = [{ code: 'not_now', message: 'Not now', long_message: 'Not now, please.' }];
    await fault({ method, path: `${path}$`, status: 422, times: 9, body: { errors } });
    const { printed } = await example(name);
    const line = await printed((line) => line.at(-1)?.[0]?.code === 'not_now');
    assert.equal(line.at(-1)[0].longMessage, 'Not now, please.');
  });
}
