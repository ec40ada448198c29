// The package itself: importing has no side effects, `init` takes any source of the module, workers and Node work.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { build } from 'esbuild';

import { inBrowser } from '../support/browser.mjs';
import { clearRequests, emulator, requests, sent, signIn } from '../support/emulator.mjs';
import { PACKAGE } from '../support/site.mjs';

const suite = inBrowser({ path: '/bare' });
const WASM = PACKAGE.replace('index.js', 'wasm/clerk_organization_bg.wasm');

test('importing fetches one script and has no side effects', async () => {
  const before = await suite.page.evaluate(() => ({
    cookies: document.cookie,
    globals: Object.keys(globalThis).sort(),
  }));
  const seen = await suite.page.evaluate(async () => {
    let compiled = 0;
    for (const name of ['instantiate', 'instantiateStreaming', 'compile', 'compileStreaming']) {
      const real = WebAssembly[name];
      WebAssembly[name] = (...given) => (compiled++, real.apply(WebAssembly, given));
    }
    const exported = Object.keys(await import('clerk-organization')).sort();
    await new Promise((done) => setTimeout(done, 200));
    const fetched = performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
      .filter((path) => !path.endsWith('favicon.ico'));
    return { exported, fetched, compiled, cookies: document.cookie, globals: Object.keys(globalThis).sort() };
  });
  assert.deepEqual(seen.fetched, [PACKAGE]);
  assert.equal(seen.compiled, 0);
  assert.deepEqual({ cookies: seen.cookies, globals: seen.globals }, before);
  assert.deepEqual(await requests(), []);
  assert.deepEqual(seen.exported, [
    'Clerk',
    'ClerkAPIResponseError',
    'ClerkRuntimeError',
    'Organization',
    'OrganizationInvitation',
    '__internal',
    'default',
    'init',
    'isClerkAPIResponseError',
    'isClerkRuntimeError',
  ]);
});

test('importing only the error guards, also bundled, fetches no wasm', async () => {
  const fetched = [];
  const page = await suite.open('/bare');
  await page.route('**/*.wasm', (route) => (fetched.push(route.request().url()), route.continue()));
  const guarded = await page.evaluate(async () => {
    const { isClerkAPIResponseError, isClerkRuntimeError } = await import('clerk-organization');
    return [isClerkAPIResponseError(new Error()), isClerkRuntimeError({})];
  });
  assert.deepEqual([guarded, fetched], [[false, false], []]);
  const source = "import { isClerkAPIResponseError as guard } from 'clerk-organization'; console.log(JSON.stringify(guard(new Error())));";
  assert.equal(await bundledForNode('esm', source), false);
  await page.close();
});

const SOURCES = {
  'a relative URL': (init, url) => init(url),
  'a URL': (init, url) => init(new URL(url, location.href)),
  'a Request': (init, url) => init(new Request(url)),
  'a Response': async (init, url) => init(await fetch(url)),
  "a Response's Promise": (init, url) => init(fetch(url)),
  bytes: async (init, url) => init(await (await fetch(url)).arrayBuffer()),
  'a view of bytes': async (init, url) => init(new Uint8Array(await (await fetch(url)).arrayBuffer())),
  'a compiled module': async (init, url) => init(await WebAssembly.compileStreaming(fetch(url))),
  "a compiled module's Promise": (init, url) => init(WebAssembly.compileStreaming(fetch(url))),
};

test('init starts the module from any source, and load() then fetches none', async () => {
  for (const [title, start] of Object.entries(SOURCES)) {
    const page = await suite.open('/');
    const seen = await page.evaluate(
      async ([start, url]) => {
        const resolved = await (0, eval)(start)(sdk.init, url);
        performance.clearResourceTimings();
        const clerk = await loadedClerk();
        const wasm = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.wasm'));
        return [resolved === undefined, clerk.status, wasm.length];
      },
      [String(start), WASM],
    );
    await page.close();
    assert.deepEqual(seen, [true, 'ready', 0], title);
  }
});

test('init() starts the module once, and again after a failure', async () => {
  const page = await suite.open('/');
  const seen = await page.evaluate(async (wasm) => {
    const failures = [];
    const sources = [
      () => '/nowhere.wasm',
      () => new Uint8Array([1, 2, 3]),
      () => Promise.reject(new Error('no')),
      () => 5,
    ];
    for (const source of sources) {
      failures.push((await outcome(() => sdk.init(source()))).error.code);
    }
    const one = sdk.init(wasm);
    return {
      failures,
      same: one === sdk.init(wasm),
      after: await one.then(() => loadedClerk()).then(({ status }) => status),
    };
  }, WASM);
  assert.deepEqual(seen, { failures: Array(4).fill('wasm_load_failed'), same: true, after: 'ready' });
});

test('a module served with another content type still starts', async () => {
  const page = await suite.open('/');
  await page.route('**/*.wasm', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'content-type': 'application/octet-stream' } });
  });
  assert.equal(await page.evaluate(async () => (await loadedClerk()).status), 'ready');
  await page.close();
});

test('if the page’s policy forbids wasm, the error has the directive to add', async () => {
  const page = await suite.context.newPage();
  await page.route('**/forbidden', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': "script-src 'self'" },
      body: '<!doctype html><title>Forbidden</title>',
    }),
  );
  await page.goto(`${suite.site.url}/forbidden`);
  const { code, message } = await page.evaluate(async (url) => {
    const { Clerk } = await import(url);
    const { code, message } = await new Clerk('pk_test_' + btoa('127.0.0.1:4100$')).load().catch((error) => error);
    return { code, message };
  }, suite.site.url + PACKAGE);
  assert.equal(code, 'wasm_load_failed');
  assert.match(message, /Add 'wasm-unsafe-eval' to script-src in the page's Content-Security-Policy/);
  await page.close();
});

test('a page without AbortSignal.timeout loads and lists', async () => {
  await suite.signIn('admin');
  const page = await suite.open('/');
  const total = await page.evaluate(async () => {
    delete AbortSignal.timeout;
    const { organization } = await loadedClerk();
    return (await organization.getInvitations()).total_count;
  });
  assert.equal(total, 31);
  await page.close();
});

test('the inline entry fetches no wasm, for the first module and for the lazy one, and its classes are the package’s', async () => {
  await suite.signIn('admin');
  const page = await suite.open('/');
  const fetched = [];
  await page.route('**/*.wasm', (route) => (fetched.push(route.request().url()), route.abort()));
  const seen = await page.evaluate(async (url) => {
    const inline = await import(url);
    const key = emulator.publishableKey;
    const clerk = new inline.Clerk(key, { proxyUrl: emulator.url });
    await clerk.load({ polling: false });
    const { total_count: total } = await clerk.organization.getInvitations();
    let walked = 0;
    for await (const invitation of clerk.organization.invitations()) walked += invitation.id ? 1 : 0;
    return {
      total,
      walked,
      same: Object.keys(inline).every((name) => inline[name] === sdk[name]),
      names: Object.keys(inline).sort(),
      public: Object.keys(sdk).filter((name) => name !== '__internal').sort(),
    };
  }, PACKAGE.replace('index.js', 'inline.js'));
  assert.deepEqual({ total: seen.total, walked: seen.walked, same: seen.same }, { total: 31, walked: 31, same: true });
  assert.deepEqual(seen.names, seen.public);
  assert.deepEqual(fetched, []);
  await page.close();
});

test('a module worker loads and lists', async () => {
  await suite.context.addCookies([
    {
      name: '__client',
      value: (await signIn(emulator.admin)).clientToken,
      url: emulator.url,
      httpOnly: true,
      sameSite: 'Lax',
    },
  ]);
  await clearRequests();
  const seen = await suite.page.evaluate(
    ([url, key]) =>
      new Promise((resolve, reject) => {
        const worker = new Worker('/js/worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage({ url, key });
      }),
    [emulator.url, `pk_test_${Buffer.from('127.0.0.1:4100$').toString('base64')}`],
  );
  assert.deepEqual(seen, {
    imported: 'nothing sent',
    status: 'ready',
    total: 31,
    rows: 10,
    instance: true,
    invited: 'worker@example.com',
    revoked: 'revoked',
    token: 3,
    refused: 422,
    walked: 32,
    settled: ['invited', 'invalid'],
    parsed: ['ada@x.io'],
  });
});

/** Runs source text as a module in Node. Resolves to its output, parsed as JSON. */
async function inNode(source) {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: process.env,
    timeout: 60_000,
  });
  return JSON.parse(stdout);
}

/** Bundles source text for Node with esbuild into one file, without the wasm module beside it, and runs it. */
async function bundledForNode(format, source) {
  const folder = await mkdtemp(join(tmpdir(), 'clerk-organization-'));
  try {
    const outfile = join(folder, format === 'esm' ? 'app.mjs' : 'app.cjs');
    const resolveDir = fileURLToPath(new URL('..', import.meta.url));
    await build({ stdin: { contents: source, resolveDir }, outfile, bundle: true, platform: 'node', format, logLevel: 'error', logOverride: { 'empty-import-meta': 'silent' } });
    const { stdout } = await promisify(execFile)(process.execPath, [outfile], { env: process.env, timeout: 60_000 });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const WITH_BYTES = `
  import { readFileSync } from 'node:fs';
  import { Clerk, init } from 'clerk-organization';
  const { url, publishableKey } = JSON.parse(process.env.CLERK_EMULATOR);
  const bytes = readFileSync(${JSON.stringify(fileURLToPath(new URL('../node_modules/clerk-organization/wasm/clerk_organization_bg.wasm', import.meta.url)))});
  const clerk = new Clerk(publishableKey, { proxyUrl: url });
  init(bytes).then(() => clerk.load()).then(() => console.log(JSON.stringify(clerk.status)));
`;
const WITHOUT_BYTES = `
  import { Clerk } from 'clerk-organization';
  const { url, publishableKey } = JSON.parse(process.env.CLERK_EMULATOR);
  new Clerk(publishableKey, { proxyUrl: url }).load().catch(({ name, code, message }) => {
    console.log(JSON.stringify({ name, code, message }));
  });
`;

for (const format of ['esm', 'cjs']) {
  test(`a bundle for Node (${format}) that passes the module's bytes loads without a file`, async () => {
    assert.equal(await bundledForNode(format, WITH_BYTES), 'ready');
  });

  test(`a bundle for Node (${format}) without the module beside it rejects with the call that passes the bytes`, async () => {
    const { name, code, message } = await bundledForNode(format, WITHOUT_BYTES);
    assert.deepEqual([name, code], ['ClerkRuntimeError', 'wasm_load_failed']);
    assert.match(message, format === 'esm' ? /ENOENT.*clerk_organization_bg\.wasm/ : /import\.meta\.url/);
    assert.match(message, /call init\(source\) with its URL or its bytes/);
  });
}

for (const format of ['esm', 'cjs']) {
  test(`a bundle for Node (${format}) that passes the lazy module's bytes parses pasted addresses`, async () => {
    const bytes = (name) =>
      `readFileSync(${JSON.stringify(fileURLToPath(new URL(`../node_modules/clerk-organization/wasm/${name}.wasm`, import.meta.url)))})`;
    const source = `
      import { readFileSync } from 'node:fs';
      import { init } from 'clerk-organization';
      import { parseEmailAddresses } from 'clerk-organization/addresses';
      init(${bytes('clerk_organization_bg')}, ${bytes('clerk_organization_lazy_bg')});
      parseEmailAddresses('Ada <ada@x.io>').then(({ emailAddresses }) => console.log(JSON.stringify(emailAddresses)));
    `;
    assert.deepEqual(await bundledForNode(format, source), ['ada@x.io']);
  });

  test(`a bundle for Node (${format}) without the lazy module beside it rejects with the call that passes the bytes`, async () => {
    const { code, message } = await bundledForNode(
      format,
      `
      import { parseEmailAddresses } from 'clerk-organization/addresses';
      parseEmailAddresses('a@x.io').catch(({ code, message }) => console.log(JSON.stringify({ code, message })));
    `,
    );
    assert.equal(code, 'wasm_load_failed');
    assert.match(message, /call init\(source, lazySource\) with its URL or its bytes/);
  });
}

test('Node parses pasted addresses and iterates a list, with the lazy module from the disk', async () => {
  const { clientToken } = await signIn(emulator.admin);
  const seen = await inNode(`
    import { parseEmailAddresses } from 'clerk-organization/addresses';
    import { Clerk } from 'clerk-organization';
    const { emailAddresses } = await parseEmailAddresses('Ada <ada@x.io>');
    const { url } = JSON.parse(process.env.CLERK_EMULATOR);
    const { fetch } = globalThis;
    globalThis.fetch = (url, init) => {
      const headers = new Headers(init.headers);
      headers.set('cookie', '__client=${clientToken}');
      return fetch(url, { ...init, headers });
    };
    const clerk = new Clerk('pk_test_' + btoa('127.0.0.1:4100$'), { proxyUrl: url });
    await clerk.load();
    const { organization } = clerk;
    const ids = new Set();
    for await (const { id } of organization.invitations({ pageSize: 7 })) ids.add(id);
    const rows = await organization.inviteMembersSettled({ emailAddresses: [...emailAddresses, 'nobody'], role: 'org:member' });
    console.log(JSON.stringify([emailAddresses, ids.size, rows.map(({ status }) => status)]));
  `);
  assert.deepEqual(seen, [['ada@x.io'], 31, ['invited', 'invalid']]);
});

test('importing in Node has no side effects and needs no window', async () => {
  const seen = await inNode(`
    const before = Object.keys(globalThis).length;
    const { url, publishableKey } = JSON.parse(process.env.CLERK_EMULATOR);
    let fetched = 0;
    globalThis.fetch = () => { fetched++; throw new Error('fetch'); };
    const sdk = await import('clerk-organization');
    const { status } = new sdk.Clerk(publishableKey, { proxyUrl: url });
    const more = Object.keys(globalThis).length - before;
    console.log(JSON.stringify({ exported: Object.keys(sdk).length, fetched, status, more }));
  `);
  assert.deepEqual(seen, { exported: 9, fetched: 0, status: 'loading', more: 0 });
  assert.deepEqual(await requests(), []);
});

test('Node loads the package and the client, with the module from the disk', async () => {
  const seen = await inNode(`
    import { Clerk } from 'clerk-organization';
    const { url, publishableKey } = JSON.parse(process.env.CLERK_EMULATOR);
    const clerk = new Clerk(publishableKey, { proxyUrl: url });
    await clerk.load();
    console.log(JSON.stringify([clerk.status, clerk.organization, clerk.client.sessions]));
  `);
  assert.deepEqual(seen, ['ready', null, []]);
  assert.deepEqual((await sent()).slice(0, 1), ['POST /v1/dev_browser']);
});

test('in Node a redirectUrl leads nowhere, and switching and signing out resolve', async () => {
  const seen = await inNode(`
    import { Clerk } from 'clerk-organization';
    const { url, publishableKey, admin } = JSON.parse(process.env.CLERK_EMULATOR);
    const clerk = new Clerk(publishableKey, { proxyUrl: url });
    await clerk.load();
    const { emailAddress: identifier, password } = admin;
    const { createdSessionId: session } = await clerk.client.signIn.create({ strategy: 'password', identifier, password });
    await clerk.setActive({ session, redirectUrl: '/team' });
    const name = clerk.organization.name;
    await clerk.signOut({ redirectUrl: '/' });
    console.log(JSON.stringify([name, clerk.session]));
  `);
  assert.deepEqual(seen, ['Northwind Studio', null]);
});

test('Node with a cookie lists, invites and revokes, and util.inspect shows classes and no pointer', async () => {
  const { clientToken } = await signIn(emulator.admin);
  const seen = await inNode(`
    import { inspect } from 'node:util';
    import Clerk, { ClerkAPIResponseError } from 'clerk-organization';
    const { url } = JSON.parse(process.env.CLERK_EMULATOR);
    const { fetch } = globalThis;
    globalThis.fetch = (url, init) => {
      const headers = new Headers(init.headers);
      headers.set('cookie', '__client=${clientToken}');
      return fetch(url, { ...init, headers });
    };
    const clerk = new Clerk('pk_test_' + btoa('127.0.0.1:4100$'), { proxyUrl: url });
    await clerk.load();
    const { organization } = clerk;
    const role = 'org:member';
    const invitation = await organization.inviteMember({ emailAddress: 'node@example.com', role });
    const refused = await organization.inviteMember({ emailAddress: 'node', role }).catch((error) => error);
    const { total_count: total } = await organization.getInvitations();
    console.log(JSON.stringify({
      organization: inspect(organization),
      invitation: inspect(invitation),
      refused: inspect(refused),
      isRefused: refused instanceof ClerkAPIResponseError,
      total,
      revoked: (await invitation.revoke()).status,
    }));
  `);
  assert.match(seen.organization, /^Organization \{\n {2}id: 'org_/);
  assert.match(seen.invitation, /^OrganizationInvitation \{\n {2}id: 'orginv_/);
  assert.doesNotMatch(seen.organization + seen.invitation, /wbg|ptr/);
  assert.match(seen.refused, /^ClerkAPIResponseError: /);
  assert.deepEqual([seen.total, seen.revoked, seen.isRefused], [32, 'revoked', true]);
});
