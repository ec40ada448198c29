// A trap of the wasm module, inside a call or between two of its steps: every pending call rejects, and `load()` starts
// a new instance with the same objects.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inBrowser } from '../support/browser.mjs';
import { emulator, fault } from '../support/emulator.mjs';

const suite = inBrowser({ as: 'admin', path: '/bare' });

/** Wraps the module's exports: while `trap.set`, the next call traps. */
const withTraps = () => {
  globalThis.trap = { set: false, sprung: 0, started: 0 };
  const wrap = (exports) => {
    const wrapped = {};
    for (const [name, it] of Object.entries(exports)) {
      wrapped[name] =
        typeof it !== 'function' ? it : (
          (...said) => {
            if (!trap.set) return it(...said);
            trap.set = false;
            trap.sprung += 1;
            throw new WebAssembly.RuntimeError('unreachable');
          }
        );
    }
    return wrapped;
  };
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...said) => {
      trap.started += 1;
      const { instance, module } = await real.apply(WebAssembly, said);
      return { instance: { exports: wrap(instance.exports) }, module };
    };
  }
};

async function open() {
  await suite.page.evaluate(withTraps);
  await suite.page.addScriptTag({ type: 'module', url: '/support/page.js' });
  await suite.page.waitForFunction(() => globalThis.sdk);
  await suite.page.evaluate(async () => {
    globalThis.clerk = await loadedClerk();
    globalThis.organization = clerk.organization;
  });
}

const afterwards = () =>
  suite.page.evaluate(async () => {
    const still = await outcome(() => organization.getInvitations());
    await clerk.load();
    const page = await organization.getInvitations({ pageSize: 1 });
    const invitation = await organization.inviteMember({ emailAddress: 'after@example.com', role: 'org:member' });
    await invitation.revoke();
    return {
      still: still.error?.code,
      same: clerk.organization === organization,
      status: clerk.status,
      rows: page.data.length,
      revoked: invitation.status,
      started: trap.started,
    };
  });
const GOES_ON = { still: 'wasm_terminated', same: true, status: 'ready', rows: 1, revoked: 'revoked', started: 2 };

test('a call in which the module traps rejects, and load() starts another instance', async () => {
  await open();
  const error = await suite.page.evaluate(async () => {
    trap.set = true;
    return (await outcome(() => organization.getInvitations())).error;
  });
  assert.deepEqual([error.class, error.code], ['ClerkRuntimeError', 'wasm_terminated']);
  assert.match(error.cause, /unreachable/);
  assert.deepEqual(await afterwards(), GOES_ON);
});

test('all calls that are pending when the module traps reject', async () => {
  await open();
  await fault({ method: 'GET', path: '/invitations', delayMs: 600, times: 3 });
  const codes = await suite.page.evaluate(async () => {
    const calls = [1, 2, 3].map((pageSize) => outcome(() => organization.getInvitations({ pageSize })));
    await new Promise((wake) => setTimeout(wake, 200));
    trap.set = true;
    calls.push(outcome(() => organization.inviteMember({ emailAddress: 'now@example.com', role: 'org:member' })));
    return Promise.all(calls).then((all) => all.map(({ error, pending }) => error?.code ?? pending));
  });
  assert.deepEqual(codes, Array(4).fill('wasm_terminated'));
  // Late answers belong to the old instance and do not reach the new one.
  await suite.page.waitForTimeout(800);
  assert.deepEqual(await afterwards(), GOES_ON);
});

test('a trap between two steps of a call leaves no Promise pending', async () => {
  await open();
  await fault({ method: 'GET', path: '/invitations', delayMs: 300 });
  const code = await suite.page.evaluate(async () => {
    const call = outcome(() => organization.getInvitations());
    await new Promise((wake) => setTimeout(wake, 100));
    trap.set = true;
    return (await call).error?.code;
  });
  assert.equal(code, 'wasm_terminated');
  assert.deepEqual(await afterwards(), GOES_ON);
  // The browser's event loop made this step, so no caller can catch the trap.
  suite.pageErrors = suite.pageErrors.filter((error) => !/wasm module crashed/.test(error));
});

/** Makes the next call into the lazy module trap, which is recognised by the number of its exports. */
const withLazyTraps = () => {
  globalThis.lazyTrap = { set: false, started: 0 };
  const real = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (response, imports) => {
    const isLazy = (await response).url.includes('_lazy_');
    const { instance, module } = await real.call(WebAssembly, response, imports);
    if (!isLazy) return { instance, module };
    lazyTrap.started += 1;
    const exports = {};
    for (const [name, it] of Object.entries(instance.exports)) {
      exports[name] =
        typeof it !== 'function' ? it : (
          (...given) => {
            if (!lazyTrap.set) return it(...given);
            lazyTrap.set = false;
            throw new WebAssembly.RuntimeError('unreachable');
          }
        );
    }
    return { instance: { exports }, module };
  };
};

const LAZY_CALLS = {
  parseEmailAddresses: `async () => (await import('clerk-organization/addresses')).parseEmailAddresses('a@x.io')`,
  inviteMembersSettled: `() => organization.inviteMembersSettled({ emailAddresses: ['trap@example.com'], role: 'org:member' })`,
  inviteMembers: `() => organization.inviteMembers({ emailAddresses: ['t.1@example.com', 't.2@example.com'], role: 'org:member' }, { chunkSize: 1 })`,
  invitations: `async () => (await organization.invitations({ pageSize: 3 }).next()).value.status`,
  resendInvitation: `async () => organization.resendInvitation((await organization.getInvitations({ status: 'expired' })).data[0])`,
  invitationList: `async () => {
    globalThis.live ??= organization.invitationList({ status: 'pending', pageSize: 3 });
    await live.refresh();
    return live.data.length;
  }`,
};

test('a call in which the lazy module traps rejects, the next one restarts it, and the eager module continues', async () => {
  await suite.page.evaluate(withLazyTraps);
  await suite.page.addScriptTag({ type: 'module', url: '/support/page.js' });
  await suite.page.waitForFunction(() => globalThis.sdk);
  const seen = await suite.page.evaluate(async (calls) => {
    globalThis.clerk = await loadedClerk();
    globalThis.organization = clerk.organization;
    const seen = {};
    for (const [name, source] of Object.entries(calls)) {
      const call = (0, eval)(source);
      const before = await outcome(call);
      const { started } = lazyTrap;
      lazyTrap.set = true;
      const trapped = (await outcome(call)).error?.code;
      const after = await outcome(call);
      seen[name] = [before.error ?? 'fine', trapped, after.error ?? 'fine', lazyTrap.started - started];
    }
    return { seen, total: (await organization.getInvitations({ pageSize: 1 })).data.length, live: live.data.length };
  }, LAZY_CALLS);
  for (const name of Object.keys(LAZY_CALLS)) assert.deepEqual(seen.seen[name], ['fine', 'wasm_terminated', 'fine', 1], name);
  assert.deepEqual([seen.total, seen.live], [1, 3]);
});

test('a bulk call rejects if the lazy module traps between two parts', async () => {
  await suite.page.evaluate(withLazyTraps);
  await suite.page.addScriptTag({ type: 'module', url: '/support/page.js' });
  await suite.page.waitForFunction(() => globalThis.sdk);
  const seen = await suite.page.evaluate(async () => {
    const { organization } = await loadedClerk();
    const onProgress = ({ done }) => void (lazyTrap.set ||= done === 1);
    const emailAddresses = ['t.1@example.com', 't.2@example.com', 't.3@example.com'];
    return (await outcome(() => organization.inviteMembersSettled({ emailAddresses, role: 'org:member' }, { chunkSize: 1, onProgress }))).error?.code;
  });
  assert.equal(seen, 'wasm_terminated');
});

test('calls after a trap reject even if load() is not called again', async () => {
  await open();
  const seen = await suite.page.evaluate(async () => {
    trap.set = true;
    await outcome(() => organization.getInvitations());
    const codes = [];
    for (const call of [
      () => organization.getInvitations(),
      () => organization.inviteMembers({ emailAddresses: ['x@example.com'], role: 'org:member' }),
      () => clerk.setActive({ organization: null }),
      () => clerk.session.getToken({ skipCache: true }),
      () => clerk.signOut(),
    ]) {
      codes.push((await outcome(call)).error?.code);
    }
    return codes;
  });
  assert.deepEqual(seen, Array(5).fill('wasm_terminated'));
  assert.equal((await fetch(`${emulator.url}/v1/environment`)).ok, true);
});
