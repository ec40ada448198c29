// Clerk's official React package, unmodified, on this package's client: its provider, hooks and components.

import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { bundle } from '../support/bundle.mjs';
import { clearRequests, emulator, sent } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });
let path;
let urls;

before(async () => {
  path = await bundle('interop/react-official.jsx', 'react-official');
});
beforeEach(() => {
  urls = [];
  suite.context.on('request', (request) => urls.push(request.url()));
});

/** Opens the app and waits until it shows its lists. */
async function open(query = '') {
  const page = await suite.open(path + query);
  await page.waitForFunction(
    () => globalThis.hooks?.paged.invitations?.data?.length && hooks.infinite.invitations.data.length && hooks.list.userMemberships.count,
  );
  return page;
}

const rows = (page, list) => page.locator(`#${list} li`).allTextContents();

/** Checks that the page sent requests only to the site and the emulator. */
function assertNobodyElseWasAsked() {
  const origins = [...new Set(urls.filter((url) => !url.startsWith('data:')).map((url) => new URL(url).origin))].sort();
  assert.deepEqual(origins, [new URL(emulator.url).origin, suite.site.url].sort());
}

for (const [when, query] of [
  ['that the provider loads', ''],
  ['that the app has loaded', '?loaded'],
]) {
  test(`useAuth, useUser, useOrganization, useOrganizationList and Show run on a client ${when}`, async () => {
    const page = await open(query);
    const seen = await page.evaluate(async () => {
      const { auth, user, paged, list } = hooks;
      return {
        auth: [auth.isLoaded, auth.isSignedIn, auth.userId, auth.orgId, auth.orgRole, auth.sessionId === clerk.session.id],
        claims: [auth.sessionClaims.sub, auth.sessionClaims.sid === clerk.session.id],
        has: [
          auth.has({ role: 'org:admin' }),
          auth.has({ role: 'org:viewer' }),
          auth.has({ permission: 'org:sys_memberships:manage' }),
        ],
        token: (await auth.getToken()).split('.').length,
        user: [user.isLoaded, user.isSignedIn, user.user.id === clerk.user.id],
        organization: [paged.isLoaded, paged.organization.constructor === clerk.organization.constructor, paged.membership.role],
        invitations: [paged.invitations.count, paged.invitations.pageCount, paged.invitations.isError],
        list: [list.isLoaded, list.userMemberships.data[0].organization === clerk.organization],
      };
    });
    assert.deepEqual(seen, {
      auth: [true, true, emulator.admin.userId, emulator.organizationId, 'org:admin', true],
      claims: [emulator.admin.userId, true],
      has: [true, false, true],
      token: 3,
      user: [true, true, true],
      organization: [true, true, 'org:admin'],
      invitations: [14, 3, false],
      list: [true, true],
    });
    assert.deepEqual(
      await page.locator('#in, #out, #admin, #no-admin, #manager').allTextContents(),
      ['in', 'admin', 'manager'],
    );
    assertNobodyElseWasAsked();
  });
}

test('useOrganization turns pages, and adds them up if the list is infinite', async () => {
  const page = await open();
  const first = await rows(page, 'paged');
  assert.equal(first.length, 5);
  await page.evaluate(() => hooks.paged.invitations.fetchNext());
  await page.waitForFunction(() => hooks.paged.invitations.page === 2 && hooks.paged.invitations.data.length);
  const second = await rows(page, 'paged');
  assert.equal(second.length, 5);
  assert.deepEqual(second.filter((row) => first.includes(row)), []);
  await page.evaluate(() => hooks.infinite.invitations.fetchNext());
  await page.waitForFunction(() => hooks.infinite.invitations.data.length === 10);
  assert.deepEqual(await rows(page, 'infinite'), [...first, ...second]);
  assert.deepEqual(
    await page.evaluate(() => [hooks.paged.invitations, hooks.infinite.invitations].map(({ hasNextPage }) => hasNextPage)),
    [true, true],
  );
});

test('an invitation shows after revalidate(), and is gone once it is revoked', async () => {
  const page = await open();
  await page.evaluate(async () => {
    const { organization, invitations } = hooks.paged;
    await organization.inviteMember({ emailAddress: 'fresh@example.com', role: 'org:member' });
    await invitations.revalidate();
  });
  await page.waitForFunction(() => hooks.paged.invitations.count === 15 && hooks.infinite.invitations.count === 15);
  assert.equal((await rows(page, 'paged'))[0], 'fresh@example.com');
  assert.equal((await rows(page, 'infinite'))[0], 'fresh@example.com');
  await page.evaluate(async () => {
    const { data, revalidate } = hooks.paged.invitations;
    await data[0].revoke();
    await revalidate();
  });
  await page.waitForFunction(() => hooks.paged.invitations.count === 14);
  assert.ok(!(await rows(page, 'paged')).includes('fresh@example.com'));
});

test("a changed field of the organization shows at once, and the app's object stays the same", async () => {
  const page = await open();
  const pending = page.locator('#pending');
  const before = Number(await pending.textContent());
  const isSame = await page.evaluate(async () => {
    const { organization } = clerk;
    await hooks.paged.organization.inviteMember({ emailAddress: 'counted@example.com', role: 'org:member' });
    return organization === clerk.organization;
  });
  assert.equal(isSame, true);
  await page.locator('#pending', { hasText: String(before + 1) }).waitFor();
  // A notification without a change causes no render.
  const [first, second] = await page.evaluate(async () => {
    const first = hooks.paged.organization;
    await clerk.reload();
    await new Promise((wake) => setTimeout(wake, 100));
    return [first.pendingInvitationsCount, hooks.paged.organization === first];
  });
  assert.deepEqual([first, second], [before + 1, true]);
});

test('switching to another organization or to none shows at once in every hook', async () => {
  const page = await open();
  const id = await page.evaluate(async () => {
    const { id } = await hooks.list.createOrganization({ name: 'Second' });
    const navigate = ({ session, decorateUrl }) => (globalThis.gone = [session.id === clerk.session.id, decorateUrl('/next')]);
    await hooks.list.setActive({ organization: id, navigate });
    return id;
  });
  assert.deepEqual(await page.evaluate(() => gone), [true, '/next']);
  await page.getByText(`true true ${id}`).waitFor();
  assert.equal(await page.locator('#organization').textContent(), 'Second');
  await page.waitForFunction(() => hooks.paged.invitations.count === 0 && !hooks.paged.invitations.isLoading);
  assert.deepEqual(await page.evaluate(() => [hooks.auth.sessionClaims.o?.id, hooks.auth.orgRole]), [id, 'org:admin']);
  await page.evaluate(() => hooks.list.setActive({ organization: null }));
  await page.getByText('true true null').waitFor();
  assert.deepEqual(await page.evaluate(() => [hooks.paged.organization, hooks.paged.invitations]), [null, null]);
  await page.locator('#no-admin').waitFor();
  assertNobodyElseWasAsked();
});

test('signing out shows at once, and no request follows', async () => {
  const page = await open();
  // Clerk's older signature, with a callback.
  await page.evaluate(() => hooks.auth.signOut(() => (globalThis.isDone = !clerk.session)));
  assert.equal(await page.evaluate(() => isDone), true);
  await page.getByText('true false null').waitFor();
  await page.locator('#out').waitFor();
  assert.deepEqual(await page.locator('#in, #admin, #manager').count(), 0);
  assert.deepEqual(await page.evaluate(() => [hooks.user.user, hooks.paged.organization, clerk.session]), [null, null, null]);
  await clearRequests();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  assert.deepEqual(await sent(), []);
  assertNobodyElseWasAsked();
});
