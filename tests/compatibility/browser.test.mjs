// Other major versions of Clerk's browser clients than the interop tests use, on the emulator: they load, sign in,
// invite, list and revoke.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { bundle } from '../support/bundle.mjs';
import { emulator, outbox } from '../support/emulator.mjs';
import { packageFolder, versionOf } from './versions.mjs';

const suite = inBrowser({ path: '/bare' });
const reactPages = {};

before(async () => {
  for (const name of ['clerk-react-6-0', 'clerk-react-6']) {
    const alias = { '@clerk/react': packageFolder(name) };
    reactPages[name] = await bundle('compatibility/react-app.jsx', `compatibility-${name}`, { alias });
  }
});

/** Loads a version of clerk-js in a page, which makes `window.Clerk`. */
async function loadScript(page, name) {
  await page.evaluate(
    async ({ name, publishableKey, url }) => {
      window.__clerk_publishable_key = publishableKey;
      window.__clerk_proxy_url = url;
      await new Promise((onload, onerror) => {
        const src = `/compatibility/node_modules/${name}/dist/clerk.browser.js`;
        document.head.append(Object.assign(document.createElement('script'), { src, onload, onerror }));
      });
    },
    { name, ...emulator },
  );
}

for (const name of ['clerk-js-5', 'clerk-js-6']) {
  test(`${name} signs in, invites, lists and revokes`, async () => {
    const { page } = suite;
    await loadScript(page, name);
    const seen = await page.evaluate(async ({ admin }) => {
      const clerk = window.Clerk;
      await clerk.load({ telemetry: false });
      const { emailAddress: identifier, password } = admin;
      const signIn = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
      await clerk.setActive({ session: signIn.createdSessionId });
      const { organization } = clerk;
      const invitation = await organization.inviteMember({ emailAddress: 'new@example.com', role: 'org:member' });
      const pending = await organization.getInvitations({ status: ['pending'], pageSize: 1 });
      await invitation.revoke();
      const members = await organization.getMemberships({ pageSize: 3 });
      const roles = await organization.getRoles();
      await clerk.user.update({ unsafeMetadata: { theme: 'dark' } }).catch(async (error) => {
        // Since API version 2026-05-12, metadata has its own call.
        if (error.errors?.[0].code !== 'form_param_unknown') throw error;
        await clerk.user.updateMetadata({ unsafeMetadata: { theme: 'dark' } });
      });
      const token = await clerk.session.getToken({ skipCache: true });
      return {
        version: clerk.version,
        ids: [clerk.user.id, organization.id],
        newest: pending.data[0].emailAddress,
        status: invitation.status,
        members: members.data.length,
        roles: roles.data.map(({ key }) => key).sort(),
        metadata: clerk.user.unsafeMetadata,
        claims: JSON.parse(atob(token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))).v,
      };
    }, emulator);
    assert.deepEqual(seen, {
      version: versionOf(name),
      ids: [emulator.admin.userId, emulator.organizationId],
      newest: 'new@example.com',
      status: 'revoked',
      members: 3,
      roles: ['org:admin', 'org:billing_manager', 'org:member', 'org:viewer'],
      metadata: { theme: 'dark' },
      claims: 2,
    });
    assert.equal((await outbox()).length, 1);
  });
}

for (const name of Object.keys({ 'clerk-react-6-0': 0, 'clerk-react-6': 0 })) {
  test(`${name} shows the organization and its invitations, on clerk-js 6`, async () => {
    await suite.signIn('admin');
    const page = await suite.open('/bare');
    await loadScript(page, 'clerk-js-6');
    await page.evaluate((emulator) => Object.assign(globalThis, { emulator }), emulator);
    const path = reactPages[name].replace('/bundled/', '/node_modules/.cache/bundles/');
    await page.evaluate(async (src) => {
      document.body.append(Object.assign(document.createElement('div'), { id: 'root' }));
      await import(src);
    }, `${path}.js`);
    await page.waitForFunction(() => document.querySelectorAll('#pending li').length === 5);
    assert.equal(await page.locator('#organization').textContent(), 'Northwind Studio');
    assert.equal(await page.locator('#signed-in').textContent(), emulator.admin.userId);
  });
}
