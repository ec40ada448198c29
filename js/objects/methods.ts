// Methods whose code is fetched at their first use.

import type { Account, WithAccount } from '../context.js';

/** What has such methods: `runMethod` of account.ts finds their code by it. */
export type MethodKind = 'clerk' | 'organization' | 'membership' | 'user' | 'signIn' | 'signUp';

/** Gives an object methods by these names, separated by spaces. They are properties of its own, so that they work detached. */
export function addMethods<T extends object>(resource: T, kind: MethodKind, names: string, withAccount: WithAccount): T {
  for (const name of names.split(' ')) {
    const method = (...args: unknown[]) =>
      withAccount((account: Account, context) => account.runMethod(context, kind, resource, name, args));
    Object.assign(resource, { [name]: method });
  }
  return resource;
}
