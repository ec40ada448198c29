// The demo page in Chromium, used like a person uses it, and direct access to its server. With CLERK_DEMO_FOLDER the
// tests run on the demo without a server, whose emulator is in a service worker.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, afterEach, before, beforeEach, test as nodeTest } from 'node:test';

import { launch } from '../support/chromium.mjs';
import { emulator, reset, signIn } from '../support/emulator.mjs';
import { skipping } from './without-server.mjs';

const withoutServer = process.env.CLERK_DEMO_FOLDER ? await import('../support/static-demo.mjs') : undefined;

/** Registers a test. On the demo without a server, tests that need a server are skipped. */
export const test = withoutServer ? skipping(nodeTest, basename(process.argv[1])) : nodeTest;

const ARTEFACTS = process.env.CLERK_ARTEFACTS ?? 'target/artefacts';

/** The paths of requests for the invitations of the organization, as regular expressions for faults. */
export const INVITATIONS = `^/v1/organizations/${emulator.organizationId}/invitations$`;
export const BULK = `^/v1/organizations/${emulator.organizationId}/invitations/bulk$`;

/**
 * Drops a request often enough to lose it for good. Chromium itself retries a request of any method when a reused
 * connection closes without an answer, and it has several such connections.
 */
export const ALWAYS = 99;

/**
 * Registers hooks that give each test a reset emulator and its own profile. The returned object opens pages. A test
 * fails if one of its pages has an uncaught error or violates its own security policy.
 */
export function onDemoPage() {
  const suite = { troubles: [] };
  let browser;
  let contexts;

  before(async () => {
    browser = withoutServer?.staticBrowser ?? (await launch());
  });
  after(() => browser?.close());
  beforeEach(async () => {
    await reset();
    suite.troubles = [];
    contexts = [];
  });
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    assert.deepEqual(suite.troubles, []);
  });

  /** A fresh profile. */
  suite.profile = async (options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
    context.setDefaultTimeout(10_000);
    contexts.push(context);
    return context;
  };

  /** Opens the page signed out, in this profile or a fresh one. */
  suite.visit = async ({ context, path = '/', ...options } = {}) => {
    const page = await (context ?? (await suite.profile(options))).newPage();
    page.on('pageerror', (error) => suite.troubles.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text())) suite.troubles.push(message.text());
    });
    await page.goto(emulator.url + path);
    return page;
  };

  /** Opens the page, signs in with one click, and waits for the first list and all counts. */
  suite.open = async ({ as = 'admin', ...options } = {}) => {
    const page = await suite.visit(options);
    await page.getByRole('button', { name: `Continue as ${as}` }).click();
    await listed(page);
    await quiet(page);
    return page;
  };

  return suite;
}

/** Waits for the rows of an area other than the invitations. */
export const loaded = (page, area) => page.locator(`#${area}-list[aria-busy="false"]`).waitFor();

/** The entries of an area. */
export const entries = (page, area) => page.locator(`#${area}-list li[data-entry]`);

/** Waits until the list shows the server's last answer. */
export async function listed(page) {
  await page.locator('#list-panel[aria-busy="false"]').waitFor();
}

/** Waits until every request of the page is answered, so that none of them gets a fault that the test adds next. */
export const quiet = (page) => soon(async () => assert.equal(await page.locator('.call.open').count(), 0));

/** Tries an assertion again until it holds; its last failure after a while. */
export async function soon(assertion, patienceMs = 5000) {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((wake) => setTimeout(wake, 40));
    }
  }
}

export const rows = (page) => page.locator('#list-rows tbody tr[data-invitation]');
export const row = (page, emailAddress) => rows(page).filter({ hasText: emailAddress });
export const addresses = (page) => rows(page).locator('.unfold .text').allTextContents();
export const statuses = (page) => rows(page).locator('.status').allTextContents();
export const tab = (page, name) => page.locator('#status-tabs').getByRole('tab', { name });
/** The number on a status tab. */
export const count = async (page, status) => Number(await page.locator(`#status-tab-${status} .count`).textContent());
/** A figure in the organization's head. */
export const figure = (page, name) => page.locator(`#count-${name} dd`).textContent();

/** Saves a screenshot of the page among the artifacts. */
export async function picture(page, name, options = {}) {
  mkdirSync(ARTEFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTEFACTS, `${withoutServer ? 'static-demo' : 'demo'}-${name}.png`), ...options });
}

/** Plain HTTP requests as `person`, to read the server's state independently of the page. */
export async function server(person = emulator.admin) {
  const { devBrowser } = await signIn(person);
  const url = (path, base = `/v1/organizations/${emulator.organizationId}`) => {
    const url = new URL(`${base}${path}`, emulator.url);
    url.searchParams.set('__clerk_db_jwt', devBrowser);
    return url;
  };
  const answered = async (response) => {
    const answer = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer.response;
  };
  return {
    organization: async () => answered(await fetch(url(''))),
    /** The rows of any list of the organization. */
    rows: async (path, base) => {
      const list = await answered(await fetch(url(path, base)));
      // Without page params, some lists are plain arrays.
      return list.data ?? list;
    },
    /** Sends a form. `base` replaces the organization's path. */
    post: async (path, fields = {}, base) =>
      answered(await fetch(url(path, base), { method: 'POST', body: new URLSearchParams(fields) })),
    /** All invitations, newest first. */
    invitations: async (status) => {
      const list = url('/invitations?limit=500');
      if (status) list.searchParams.set('status', status);
      return (await answered(await fetch(list))).data;
    },
    invitationOf: async function (emailAddress) {
      return (await this.invitations()).find((invitation) => invitation.email_address === emailAddress);
    },
    revoke: async (id) => answered(await fetch(url(`/invitations/${id}/revoke`), { method: 'POST' })),
  };
}

/** Plain HTTP requests as a new user without an organization. */
export async function newcomer(emailAddress) {
  const response = await fetch(`${emulator.url}/v1/users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${emulator.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ email_address: [emailAddress], password: 'a-long-password-1', first_name: 'Zoe', last_name: 'Newcomer' }),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return server({ emailAddress, password: 'a-long-password-1' });
}
