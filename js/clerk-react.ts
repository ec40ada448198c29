// For an app on Clerk's official React package: our client as the provider's `Clerk`, with every member of Clerk's type.

import type { ClerkProviderProps } from '@clerk/react';

import type { Clerk } from './clerk.js';
import { CLERK, CLERK_VALUES, NAMESPACES, RESOURCES } from './clerk-react/not-supported.js';
import type { Names } from './clerk-react/not-supported.js';
import { runtimeError } from './errors.js';
import { fromJson } from './json.js';
import { report } from './listeners.js';
import type { Client } from './types.js';

export type { ClerkValues, NotSupported } from './clerk-react/not-supported.js';

/** The object that the official provider takes as its `Clerk`. */
export type ReactClerk = Exclude<NonNullable<ClerkProviderProps['Clerk']>, abstract new (...args: never) => unknown>;

/** Clients to which the members were added. */
const completed = new WeakSet<Clerk>();

/**
 * Adds to a client the members of Clerk's type that this package does not have, so that
 * `<ClerkProvider Clerk={clerkForReact(clerk)}>` of `@clerk/react` accepts it. An added method fails with `not_supported`,
 * whose message names the method: it rejects, or throws if it returns no Promise. Components that this package does not have
 * (`mountUserButton` and the like) report that error as uncaught. The same applies to the client's sessions, users, and
 * attempts to sign in or up.
 *
 * @returns the same object, in Clerk's type
 */
export function clerkForReact(clerk: Clerk): ReactClerk {
  if (!completed.has(clerk)) {
    completed.add(clerk);
    complete(clerk);
  }
  return clerk as object as ReactClerk;
}

function complete(clerk: Clerk): void {
  // Existing methods of this package stay.
  addMembers(clerk, 'clerk', CLERK);
  for (const [name, value] of Object.entries(CLERK_VALUES)) define(clerk, name, { value });
  for (const [name, names] of Object.entries(NAMESPACES)) define(clerk, name, { value: addMembers({}, `clerk.${name}`, names) });
  onAssigned(clerk, 'client', (client: Client | undefined) => {
    if (client) completeClient(client);
    return client;
  });
  onAssigned(clerk, '__internal_environmentJson', (json: unknown) => {
    define(clerk, '__internal_environment', { value: toEnvironment(json) });
    return json;
  });
}

const PROTOTYPES = Object.fromEntries(
  Object.entries(RESOURCES).map(([name, names]) => [name, addMembers({}, name, names)]),
) as { [Name in keyof typeof RESOURCES]: object };

/** Adds the other methods of Clerk's objects to a client and its objects, by prototypes, so that own properties stay. */
function completeClient(client: Client): void {
  const give = (name: keyof typeof RESOURCES, resource: object | null) =>
    resource && Object.setPrototypeOf(resource, PROTOTYPES[name]);
  give('client', client);
  give('signIn', client.signIn);
  give('signUp', client.signUp);
  for (const session of client.sessions) {
    give('session', session);
    give('user', session.user);
  }
}

/** The instance's environment as Clerk's hooks read it. They require the settings for billing. */
function toEnvironment(json: unknown): object | undefined {
  if (!json || json instanceof Error) return undefined;
  const isOff = { enabled: false };
  const commerceSettings = { billing: { user: isOff, organization: isOff } };
  return fromJson(json, { commerceSettings });
}

/** Adds functions that are not supported, unless `target` has them. */
function addMembers<T extends object>(target: T, owner: string, names: Names): T {
  const { rejects = [], throws = [], reports = [], ignores = [] } = names;
  const add = (added: readonly string[], call: (name: string) => unknown) => {
    for (const name of added) if (!(name in target)) define(target, name, { value: () => call(name) });
  };
  const errorOf = (name: string) => runtimeError('not_supported', `${owner}.${name}() is not supported.`);
  add(rejects, async (name) => {
    throw errorOf(name);
  });
  add(throws, (name) => {
    throw errorOf(name);
  });
  add(reports, (name) => report(errorOf(name)));
  add(ignores, () => undefined);
  return target;
}

/** Defines a property that `Object.keys` does not list. */
function define(target: object, name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(target, name, { configurable: true, ...descriptor });
}

/** Passes the value of a property through `read`, now and whenever it is assigned. */
function onAssigned<Name extends keyof Clerk, T extends Clerk[Name]>(clerk: Clerk, name: Name, read: (value: T) => T): void {
  let current = read(clerk[name] as T);
  Object.defineProperty(clerk, name, {
    enumerable: name in clerk,
    configurable: true,
    get: () => current,
    set: (value: T) => {
      current = read(value);
    },
  });
}
