// Chunks that are fetched at their first use, on an unreliable network. Engines that follow the older HTML rules cache
// a failed import for the page's life, so after a failure another URL is fetched.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';

const suite = inBrowser({ as: 'admin' });

/** The call that fetches each chunk. */
const CALLS = {
  account: `() => clerk.getOrganization(clerk.organization.id).then(({ id }) => id === clerk.organization.id)`,
  invitations: `async () => {
    const { value } = await clerk.organization.invitations({ pageSize: 3 }).next();
    return value.status;
  }`,
  components: `async () => {
    const node = document.body.appendChild(document.createElement('div'));
    clerk.mountOrganizationSwitcher(node);
    for (let waited = 0; !node.firstElementChild && waited < 6000; waited += 20) await new Promise((wake) => setTimeout(wake, 20));
    if (!node.firstElementChild) throw Object.assign(new Error('nothing was mounted'), { code: 'network_error' });
    return true;
  }`,
};
const RESULTS = { account: true, invitations: 'pending', components: true };

/** Lets the first `times` fetches of each chunk fail; returns the paths of all fetches. */
async function failFirst(times) {
  const fetched = [];
  await suite.page.route(/\/chunks\/\w+\.js/, (route) => {
    const { pathname, search } = new URL(route.request().url());
    const before = fetched.filter(({ path }) => path === pathname).length;
    fetched.push({ path: pathname, search });
    return before < times ? route.abort() : route.continue();
  });
  return fetched;
}

/** Makes the call of a chunk, after the calls that it depends on. */
const run = (name) =>
  suite.page.evaluate(async (source) => {
    globalThis.clerk ??= await loadedClerk();
    const { value, error } = await outcome((0, eval)(source));
    return error ? (error.code ?? error.message) : value;
  }, CALLS[name]);

test('a chunk whose first fetch fails is fetched at once under another URL', async () => {
  const fetched = await failFirst(1);
  for (const [name, result] of Object.entries(RESULTS)) {
    assert.equal(await run(name), result, name);
    const urls = fetched.filter(({ path }) => path.endsWith(`/${name}.js`)).map(({ search }) => search);
    assert.equal(urls.length, 2, `${name}: ${urls}`);
    assert.equal(urls[0], '', name);
    assert.match(urls[1], /^\?retry=\d+$/, name);
  }
});

test('a call whose chunk cannot be fetched fails with network_error, and the next call works', async () => {
  await failFirst(2);
  assert.equal(await run('account'), 'network_error');
  assert.equal(await run('account'), true);
  for (const name of ['invitations', 'components']) {
    assert.equal(await run(name), 'network_error', name);
    assert.equal(await run(name), RESULTS[name], name);
  }
  // A component that cannot be shown is reported like an uncaught error.
  suite.pageErrors = suite.pageErrors.filter((error) => !/could not be fetched/.test(error));
});

const WASM = /clerk_organization_lazy_bg\.wasm/;

test('the lazy module is fetched for many invitations, walks, live lists and pasted addresses, once, and for nothing else', async () => {
  const CALLS = {
    inviteMembersSettled: `() => organization.inviteMembersSettled({ emailAddresses: ['settled@example.com'], role })`,
    inviteMembers: `() => organization.inviteMembers({ emailAddresses: Array.from({ length: 11 }, (_, at) => at + '@example.com'), role })`,
    invitations: `() => organization.invitations({ pageSize: 3 }).next()`,
    invitationList: `() => organization.invitationList({ pageSize: 3 }).refresh()`,
    resendInvitation: `async () => organization.resendInvitation((await organization.getInvitations({ status: 'revoked' })).data[0])`,
    acceptInvitation: `() => clerk.acceptInvitation({ url: '/?__clerk_ticket=unknown' }).catch(({ code }) => code)`,
    parseEmailAddresses: `async () => (await import('clerk-organization/addresses')).parseEmailAddresses('a@x.io')`,
  };
  for (const [name, source] of Object.entries(CALLS)) {
    const page = await suite.open('/');
    const fetched = await page.evaluate(async (source) => {
      const clerk = await loadedClerk();
      const { organization } = clerk;
      Object.assign(globalThis, { clerk, organization });
      globalThis.role = 'org:member';
      const modules = () => performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1)).filter((name) => name.endsWith('_lazy_bg.wasm')).length;
      const one = await organization.inviteMember({ emailAddress: 'one@example.com', role });
      await one.revoke();
      await organization.inviteMembers({ emailAddresses: Array.from({ length: 10 }, (_, at) => `ten.${at}@example.com`), role });
      await clerk.session.getToken({ skipCache: true });
      await organization.getInvitations();
      const before = modules();
      const call = (0, eval)(source);
      await Promise.all([call(), call()]);
      await call();
      return [before, modules()];
    }, source);
    await page.close();
    assert.deepEqual(fetched, [0, 1], name);
  }
});

test('a lazy module that could not be fetched fails the call with its URL and the reason, and is fetched again by the next', async () => {
  let fetches = 0;
  await suite.page.route(WASM, (route) => {
    fetches += 1;
    if (fetches === 1) return route.abort();
    if (fetches === 2) return route.fulfill({ status: 404, body: 'none' });
    return fetches === 3 ? route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }) : route.continue();
  });
  await suite.page.evaluate(async () => (globalThis.clerk = await loadedClerk()));
  const parse = () =>
    suite.page.evaluate(async () => {
      const { parseEmailAddresses } = await import('clerk-organization/addresses');
      const { value, error } = await outcome(() => parseEmailAddresses('Ada <ada@x.io>'));
      return error ?? value.emailAddresses;
    });
  for (const reason of [/Failed to fetch/, /HTTP status 404/, /text\/html instead of a module/]) {
    const { code, message } = await parse();
    assert.equal(code, 'wasm_load_failed');
    assert.match(message, /https?:\/\/[^ ]+\/wasm\/clerk_organization_lazy_bg\.wasm/);
    assert.match(message, reason);
  }
  assert.deepEqual(await parse(), ['ada@x.io']);
  assert.equal(await run('invitations'), 'pending');
  assert.equal(fetches, 4);
});

test('calls that overlap fetch a chunk once', async () => {
  const fetched = await failFirst(0);
  await suite.page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    const { id } = clerk.organization;
    await Promise.all([clerk.getOrganization(id), clerk.getOrganization(id), clerk.reload()]);
  });
  assert.deepEqual(fetched.map(({ path }) => path.split('/').at(-1)), ['account.js']);
});

test('the chunk for changes is fetched in advance with polling, and not in advance without it', async () => {
  for (const polling of [true, false]) {
    const page = await suite.open('/');
    const fetched = page.waitForResponse(/\/chunks\/account\.js$/, { timeout: 3000 }).then(
      () => true,
      () => false,
    );
    await page.evaluate(async (polling) => {
      globalThis.clerk = newClerk();
      await clerk.load({ polling });
    }, polling);
    assert.equal(await fetched, polling);
    await page.evaluate(() => clerk.close());
    await page.close();
  }
});
