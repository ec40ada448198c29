// The globals of the tests' page: the package as `sdk`, and helper functions.

import * as sdk from 'clerk-organization';

const emulator = JSON.parse(document.getElementById('emulator').textContent);

// Kept here, because tests replace the globals.
const { setTimeout, clearTimeout } = globalThis;

/** A `Clerk` on the emulator. The default `key` is that of a development instance with dev browsers. */
const newClerk = (key = emulator.publishableKey) => new sdk.Clerk(key, { proxyUrl: emulator.url });

/** The key of an instance that identifies clients by cookie. */
const cookieKey = `pk_test_${btoa('127.0.0.1:4100$')}`;

/** A loaded `Clerk` without polling, whose token requests would disturb tests with a fast clock. */
async function loadedClerk(key) {
  const clerk = newClerk(key);
  await clerk.load({ polling: false });
  return clerk;
}

/** The signed-in person's active organization. */
const activeOrganization = async () => (await loadedClerk()).organization;

const PENDING = Symbol('pending');

/**
 * The outcome of a call: `{ value }`, `{ error }`, `{ threw }` if the call threw instead of returning a Promise, or
 * `{ pending }` after `limitMs`.
 */
async function outcome(call, limitMs = 8000) {
  let promise;
  try {
    promise = call();
  } catch (error) {
    return { threw: described(error) };
  }
  let timer;
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, limitMs, PENDING)));
  try {
    const value = await Promise.race([promise, limit]);
    return value === PENDING ? { pending: true } : { value: plain(value) };
  } catch (error) {
    return { error: described(error) };
  } finally {
    clearTimeout(timer);
  }
}

// A plain JSON copy.
const plain = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

const classOf = (error) =>
  error instanceof sdk.ClerkAPIResponseError ? 'ClerkAPIResponseError'
  : error instanceof sdk.ClerkRuntimeError ? 'ClerkRuntimeError'
  : `neither: ${error}`;

/** An error as JSON. */
const described = (error) => ({
  class: classOf(error),
  name: error?.name,
  message: error?.message,
  code: error?.code,
  status: error?.status,
  retryAfter: error?.retryAfter,
  clerkTraceId: error?.clerkTraceId,
  errors: plain(error?.errors),
  method: error?.method,
  path: error?.path,
  param: error?.param,
  cause: error?.cause === undefined ? undefined : textOf(error.cause),
});

function textOf(value) {
  try {
    return String(value);
  } catch {
    return 'without a text';
  }
}

/**
 * The four operations as `{ getInvitations, inviteMember, inviteMembers, revoke }`, each without params. Each can be
 * repeated, and `revoke` sends only its own request.
 */
async function operations(clerk) {
  const { organization } = clerk ?? (await loadedClerk());
  const {
    data: [invitation],
  } = await organization.getInvitations({ status: 'pending' });
  return {
    getInvitations: () => organization.getInvitations(),
    inviteMember: () => organization.inviteMember({ emailAddress: 'a@example.com', role: 'org:member' }),
    inviteMembers: () =>
      organization.inviteMembers({ emailAddresses: ['a@example.com', 'b@example.com'], role: 'org:member' }),
    revoke: () => invitation.revoke(),
  };
}

/** Makes timers fire at once. Returns the milliseconds that they were set to. */
function hurry() {
  const waits = [];
  globalThis.setTimeout = (callback, ms, ...given) => {
    // The 30-second time limit of a request is not a wait, but a wait for a Retry-After of 29 or 30 s could be as long.
    if (ms === 30_000) return setTimeout(callback, ms, ...given);
    waits.push(ms);
    return setTimeout(callback, 0, ...given);
  };
  return waits;
}

/** Replaces `fetch` by a function. Returns the calls so far and a function that restores it. */
function replaceFetch(stub) {
  const real = globalThis.fetch;
  const calls = [];
  globalThis.fetch = (url, init) => {
    calls.push({ url: String(url), method: init?.method ?? 'GET' });
    return stub(url, init, real);
  };
  return { calls, restore: () => (globalThis.fetch = real) };
}

/** Moves this page's clock. */
function shiftClock(byMs) {
  const Real = globalThis.Date;
  globalThis.Date = class Date extends Real {
    constructor(...given) {
      super(...(given.length ? given : [Real.now() + byMs]));
    }
    static now() {
      return Real.now() + byMs;
    }
  };
}

Object.assign(globalThis, {
  sdk,
  emulator,
  newClerk,
  cookieKey,
  loadedClerk,
  activeOrganization,
  outcome,
  operations,
  hurry,
  replaceFetch,
  shiftClock,
});
