// Methods whose code is fetched at their first use.

import { copyOf } from '../call-options.js';
import type { Account, WithAccount } from '../context.js';

/** The kinds of objects with such methods. `runMethod` of account.ts finds the code by the kind. */
export type MethodKind = 'clerk' | 'organization' | 'membership' | 'user' | 'signIn' | 'signUp';

/** Adds methods with these names (separated by spaces) to an object. They are own properties, so they work detached. */
export function addMethods<T extends object>(resource: T, kind: MethodKind, names: string, withAccount: WithAccount): T {
  for (const name of names.split(' ')) {
    const method = async (...args: unknown[]) => {
      const given = args.map(copyOf);
      return withAccount((account: Account, context) => account.runMethod(context, kind, resource, name, given));
    };
    Object.assign(resource, { [name]: method });
  }
  return resource;
}
