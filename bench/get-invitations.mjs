// 500 invitations in one page, three ways side by side, in turn: a plain `fetch` + `json()` of the same address, the
// same mapped to instances of a class, and `organization.getInvitations()`; and Clerk's own client on
// the same session. Prints medians and ratios.
//
//   cargo xtask bench

import { launch } from '../tests/support/browser.mjs';
import { emulator, reset, signIn } from '../tests/support/emulator.mjs';
import { startSite } from '../tests/support/site.mjs';

const ROWS = 500;
const ROUNDS = 60;

const site = await startSite();
const browser = await launch();
try {
  await reset();
  const context = await browser.newContext();
  const { devBrowser } = await signIn(emulator.admin);
  await context.addCookies([{ name: '__clerk_db_jwt', value: devBrowser, url: site.url, sameSite: 'Lax' }]);
  const page = await context.newPage();
  await page.goto(`${site.url}/bare`);
  const times = await page.evaluate(measure, { emulator, ROWS, ROUNDS });

  const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
  const plain = median(times.plain);
  console.log(`getInvitations, ${ROWS} rows, median of ${ROUNDS} in turn`);
  for (const [name, list] of Object.entries(times)) {
    const ms = median(list);
    console.log(`${name.padEnd(24)} ${ms.toFixed(1).padStart(7)} ms  ${(ms / plain).toFixed(2)}x`);
  }
} finally {
  await browser.close();
  await site.close();
}

// Runs in the page.
async function measure({ emulator, ROWS, ROUNDS }) {
  const { Clerk } = await import('clerk-organization');
  const clerk = new Clerk(emulator.publishableKey, { proxyUrl: emulator.url });
  await clerk.load();
  const { organization } = clerk;

  let { total_count: rows } = await organization.getInvitations({ pageSize: 1 });
  for (; rows < ROWS; rows += 10) {
    const emailAddresses = Array.from({ length: 10 }, (_, n) => `row${rows + n}@example.com`);
    await organization.inviteMembers({ emailAddresses, role: 'org:member' });
  }

  // Its script makes one instance, of the key that the page names.
  window.__clerk_publishable_key = emulator.publishableKey;
  window.__clerk_proxy_url = emulator.url;
  await new Promise((onload, onerror) => {
    const src = '/node_modules/@clerk/clerk-js/dist/clerk.browser.js';
    document.head.append(Object.assign(document.createElement('script'), { src, onload, onerror }));
  });
  const official = window.Clerk;
  await official.load({ telemetry: false });

  const devBrowser = /__clerk_db_jwt=([^;]+)/.exec(document.cookie)[1];
  const url =
    `${emulator.url}/v1/organizations/${organization.id}/invitations?limit=${ROWS}&offset=0` +
    `&_clerk_session_id=${clerk.session.id}&__clerk_db_jwt=${devBrowser}`;
  class Row {
    constructor(json) {
      this.id = json.id;
      this.emailAddress = json.email_address;
      this.organizationId = json.organization_id;
      this.publicMetadata = json.public_metadata;
      this.status = json.status;
      this.role = json.role;
      this.roleName = json.role_name;
      this.createdAt = new Date(json.created_at);
      this.updatedAt = new Date(json.updated_at);
    }
  }
  const plain = async () => (await (await fetch(url, { credentials: 'include' })).json()).response.data;
  const ways = {
    plain,
    'plain, mapped': async () => (await plain()).map((json) => new Row(json)),
    'clerk-organization': async () => (await organization.getInvitations({ pageSize: ROWS })).data,
    'clerk-js 6.40': async () => (await official.organization.getInvitations({ pageSize: ROWS })).data,
  };

  const times = {};
  for (let round = -5; round < ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const start = performance.now();
      const data = await way();
      const took = performance.now() - start;
      if (data.length !== ROWS) throw new Error(`${name}: ${data.length} rows`);
      // The first rounds warm up.
      if (round >= 0) (times[name] ??= []).push(took);
    }
  }
  return times;
}
