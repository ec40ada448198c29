// The emulator's npm package, installed from its tarball: in process, on a port, from a snapshot.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';

import { connectEmulator, createEmulator, installFetch, signIn } from 'clerk-organization-emulator';

import { withLeastMemory } from './least-memory.mjs';

const emulator = await createEmulator();
const uninstall = installFetch(emulator);
// Imported last, because it captures the global `fetch` at import.
const { createClerkClient, verifyToken } = await import('@clerk/backend');

after(() => {
  uninstall();
  return emulator.close();
});

const clerk = (of = emulator) => createClerkClient({ secretKey: of.secretKey, publishableKey: of.publishableKey, apiUrl: of.url });

const invite = async (of, emailAddress) =>
  clerk(of).organizations.createOrganizationInvitation({
    organizationId: of.organizationId,
    inviterUserId: of.admin.userId,
    emailAddress,
    role: 'org:member',
  });

const addresses = async (of) => {
  const { data } = await clerk(of).organizations.getOrganizationInvitationList({ organizationId: of.organizationId, limit: 100 });
  return data.map((invitation) => invitation.emailAddress);
};

/** Runs `work` while this process answers requests to the emulator's origin. */
async function inProcess(of, work) {
  const uninstall = installFetch(of);
  try {
    return await work();
  } finally {
    uninstall();
  }
}

test('@clerk/backend invites, lists and revokes in process, and verifies a session token', () =>
  inProcess(emulator, async () => {
    const invitation = await invite(emulator, 'in-process@example.com');
    assert.ok((await addresses(emulator)).includes('in-process@example.com'));
    const [mail] = await emulator.outbox.list({ to: 'in-process@example.com' });
    assert.ok(mail.link.startsWith(emulator.url));
    await clerk().organizations.revokeOrganizationInvitation({
      organizationId: emulator.organizationId,
      invitationId: invitation.id,
      requestingUserId: emulator.admin.userId,
    });
    const session = await clerk().sessions.createSession({ userId: emulator.admin.userId });
    const { jwt } = await clerk().sessions.getToken(session.id);
    const claims = await verifyToken(jwt, { secretKey: emulator.secretKey, apiUrl: emulator.url });
    assert.equal(claims.sub, emulator.admin.userId);
  }));

test('functions set faults, move the clock and read the request log', async () => {
  const get = () => emulator.fetch(`${emulator.url}/v1/users`, { headers: { authorization: `Bearer ${emulator.secretKey}` } });
  await emulator.faults.add({ path: '^/v1/users', status: 503 }, { path: '^/v1/users', drop: true });
  assert.equal((await get()).status, 503);
  await assert.rejects(get(), TypeError);
  await emulator.faults.add({ path: '^/v1/users', status: 200, body: [], contentLength: 99 });
  await assert.rejects((await get()).text(), TypeError);
  await emulator.faults.add({ path: '^/v1/users', delayMs: 60 });
  const started = performance.now();
  assert.equal((await get()).status, 200);
  assert.ok(performance.now() - started >= 50);
  const before = await emulator.clock.now();
  assert.ok((await emulator.clock.advance(60_000)) - before >= 60_000);
  assert.ok((await emulator.requests.list({ path: '^/v1/users', limit: 2 })).length === 2);
});

test('a caller can wait for a mail that another request sends', () =>
  inProcess(emulator, async () => {
    const waiting = emulator.outbox.list({ to: 'awaited@example.com', wait: 5000 });
    await invite(emulator, 'awaited@example.com');
    assert.equal((await waiting)[0].to, 'awaited@example.com');
    assert.deepEqual(await emulator.outbox.list({ to: 'nobody@example.com', wait: 20 }), []);
  }));

test('a snapshot restores rows, keys and the clock, in the same and in another emulator', () =>
  inProcess(emulator, async () => {
    await invite(emulator, 'before@example.com');
    const snapshot = await emulator.snapshot();
    await invite(emulator, 'after@example.com');
    await emulator.restore(snapshot);
    const restored = await addresses(emulator);
    assert.ok(restored.includes('before@example.com') && !restored.includes('after@example.com'));
    const other = await createEmulator({ snapshot });
    assert.equal(other.secretKey, emulator.secretKey);
    assert.ok(Math.abs((await other.clock.now()) - (await emulator.clock.now())) < 5000);
    await other.close();
  }));

test('an instance shares nothing with the emulator, and can be closed', () =>
  inProcess(emulator, async () => {
    const instance = await emulator.createInstance({ settings: { frontend_bulk_limit: 3 } });
    await invite(instance, 'only-there@example.com');
    assert.ok(!(await addresses(emulator)).includes('only-there@example.com'));
    assert.equal((await instance.outbox.list()).length, 1);
    await instance.end();
    await assert.rejects(addresses(instance));
  }));

test('a trap in the module is answered with 500, and the next request finds every committed change', async () => {
  let isBroken = false;
  const broken = await createEmulator({
    now: () => {
      if (!isBroken) return Date.now();
      isBroken = false;
      throw new Error('it traps once');
    },
  });
  await inProcess(broken, async () => {
    await invite(broken, 'committed@example.com');
    isBroken = true;
    const get = () => broken.fetch(`${broken.url}/v1/users`, { headers: { authorization: `Bearer ${broken.secretKey}` } });
    assert.equal((await get()).status, 500);
    assert.equal((await get()).status, 200);
    assert.ok((await addresses(broken)).includes('committed@example.com'));
  });
  await broken.close();
});

test('a closed emulator answers no request, also none that was waiting', async () => {
  const emulator = await createEmulator();
  const { url } = emulator;
  const waiting = emulator.fetch(`${url}/__emulator/outbox?to=ada%40example.com&wait=20000`);
  await emulator.close();
  await assert.rejects(() => waiting, { name: 'TypeError', message: /closed/ });
  await assert.rejects(() => emulator.fetch(`${url}/v1/environment`), { name: 'TypeError', message: /closed/ });
});

test('a snapshot that cannot be restored is refused, and the emulator keeps its data', async () => {
  const emulator = await createEmulator();
  const { secretKey } = emulator;
  const { image, clockOffsetMs } = await emulator.snapshot();
  const text = JSON.parse(JSON.stringify({ image, clockOffsetMs }));
  for (const wrong of [{}, text, { image: new Uint8Array(10), clockOffsetMs }, { image: 'text', clockOffsetMs }]) {
    await assert.rejects(() => emulator.restore(wrong), /snapshot\(\)|database/);
    await assert.rejects(() => createEmulator({ snapshot: wrong }), /snapshot\(\)|database/);
    assert.equal(emulator.secretKey, secretKey);
    const answer = await emulator.fetch(`${emulator.url}/v1/users/count`, { headers: { authorization: `Bearer ${secretKey}` } });
    assert.equal(answer.status, 200);
  }
  await emulator.restore({ image, clockOffsetMs });
  assert.equal(emulator.secretKey, secretKey);
  await emulator.close();
});

test('a module that runs out of memory is restarted with every committed change', async () => {
  const bytes = await readFile(new URL(import.meta.resolve('clerk-organization-emulator/emulator.wasm')));
  const capped = await createEmulator({ module: () => WebAssembly.compile(withLeastMemory(bytes, 24 * 2 ** 20)) });
  const headers = { authorization: `Bearer ${capped.secretKey}`, 'content-type': 'application/json' };
  const list = () => capped.fetch(`${capped.url}/v1/users`, { headers });
  const create = (body) => capped.fetch(`${capped.url}/v1/organizations`, { method: 'POST', headers, body });
  await inProcess(capped, async () => {
    await invite(capped, 'committed@example.com');
    const answers = await Promise.all([create(JSON.stringify({ name: 'x'.repeat(14 * 2 ** 20) })), list()]);
    assert.equal(answers[0].status, 500);
    assert.match((await answers[0].json()).errors[0].long_message, /restarted/);
    assert.equal((await list()).status, 200);
    assert.ok((await addresses(capped)).includes('committed@example.com'));
    await invite(capped, 'afterwards@example.com');
  });
  await capped.close();
});

test('a module that traps during a change is restarted with the last snapshot', async () => {
  const broken = await createEmulator();
  await inProcess(broken, async () => {
    await invite(broken, 'before@example.com');
    await broken.snapshot();
    // The emulator calls `normalize` on addresses during a write, so this traps in the middle of a change.
    const { normalize } = String.prototype;
    String.prototype.normalize = () => {
      throw new WebAssembly.RuntimeError('it traps');
    };
    let status;
    try {
      const headers = { authorization: `Bearer ${broken.secretKey}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ email_address: ['j\u00fcrgen@example.com'], password: 'a long enough password 7' });
      status = (await broken.fetch(`${broken.url}/v1/users`, { method: 'POST', headers, body })).status;
    } finally {
      String.prototype.normalize = normalize;
    }
    assert.equal(status, 500);
    assert.ok((await addresses(broken)).includes('before@example.com'));
    await invite(broken, 'j\u00fcrgen@example.com');
  });
  await broken.close();
});

test('a request with a URL that is too long is answered with 400, and the module is not restarted', async () => {
  await emulator.faults.add({ path: '^/never' });
  const response = await emulator.fetch(`${emulator.url}/v1/users?query=${'x'.repeat(70_000)}`);
  assert.equal(response.status, 400);
  // A restart would have removed the fault.
  assert.equal((await emulator.faults.list()).length, 1);
  await emulator.faults.clear();
});

test('addresses and URLs in every script are parsed as in the native build', () =>
  inProcess(emulator, async () => {
    const { organizations } = clerk();
    const send = (emailAddress, redirectUrl) =>
      organizations.createOrganizationInvitation({ organizationId: emulator.organizationId, emailAddress, redirectUrl, role: 'org:member' });
    for (const [address, stored] of [
      ['jürgen@bücher.example', 'jürgen@bücher.example'],
      ['संपर्क@उदाहरण.भारत', 'संपर्क@उदाहरण.भारत'],
      ['ju\u0308rgen@example.com', 'j\u00fcrgen@example.com'],
      ['ada@xn--mnchen-3ya.example', 'ada@münchen.example'],
      ['grace@xn--99999999.example', 'grace@xn--99999999.example'],
    ]) {
      assert.equal((await send(address, 'https://bücher.example/a?b=c#d')).emailAddress, stored);
    }
    const [mail] = await emulator.outbox.list({ to: 'jürgen@bücher.example' });
    const left = await emulator.fetch(mail.link, { redirect: 'manual', headers: { accept: 'text/html' } });
    assert.match(left.headers.get('location'), /^https:\/\/xn--bcher-kva\.example\/a\?b=c&__clerk_ticket=.+#d$/);
    const code = (cause) => cause.errors[0].code;
    for (const [address, url, expected] of [
      ['snow☃@example.com', undefined, 'form_param_format_invalid'],
      ['a@example.com', 'javascript:alert(1)', 'prohibited_redirect_url'],
      ['a@example.com', 'https://', 'invalid_redirect_url'],
      ['a@example.com', '/accept', 'invalid_redirect_url'],
    ]) {
      await assert.rejects(send(address, url), (cause) => code(cause) === expected, `${address} ${url}`);
    }
  }));

test('a client of a running emulator has its controls and makes instances', async () => {
  const listening = await createEmulator();
  await listening.listen();
  const { url, publishableKey, secretKey, organizationId, admin, member } = listening;
  const connected = connectEmulator({ url, publishableKey, secretKey, organizationId, admin, member });
  await invite(listening, 'seen@example.com');
  assert.equal((await connected.outbox.list()).length, 1);
  const instance = await connected.createInstance({ settings: { frontend_bulk_limit: 3 } });
  assert.notEqual(instance.secretKey, secretKey);
  assert.deepEqual(await instance.outbox.list(), []);
  const { devBrowser } = await signIn(instance, instance.member);
  const client = await fetch(`${instance.url}/v1/client?__clerk_db_jwt=${devBrowser}`);
  assert.equal((await client.json()).response.sessions[0].user.id, instance.member.userId);
  await assert.rejects(signIn(instance, { ...instance.member, password: 'wrong' }), /[Pp]assword/);
  await instance.end();
  await assert.rejects(instance.clock.now());
  await assert.rejects(connected.createInstance({ settings: { no_such_setting: true } }), /no_such_setting/);
  await listening.close();
});

test('a seed and settings that are invalid are refused with the reason', async () => {
  await assert.rejects(createEmulator({ settings: { no_such_setting: true } }), /no_such_setting/);
  await assert.rejects(createEmulator({ seed: { nonsense: true } }), /nonsense/);
});

test('the emulator listens on a port, and the URLs in its answers have that port', async () => {
  const listening = await createEmulator();
  const { secretKey } = listening;
  const { url } = await listening.listen();
  assert.equal(listening.url, url);
  assert.equal(listening.secretKey, secretKey);
  const invitation = await invite(listening, 'over-http@example.com');
  assert.equal(invitation.emailAddress, 'over-http@example.com');
  assert.ok((await listening.outbox.list())[0].link.startsWith(url));
  await listening.faults.add({ path: '^/v1/users', drop: true });
  await assert.rejects(fetch(`${url}/v1/users`), TypeError);
  await listening.close();
  await assert.rejects(fetch(`${url}/v1/users`), TypeError);
});
