// `clerk-organization/svelte`: stores for Svelte 4 and 5, named after svelte-clerk. Importing it touches no browser API.

import { getContext, setContext } from 'svelte';

import { Clerk } from 'clerk-organization';
import type { ClerkOptions, GetInvitationsParams, InvitationList, Organization, Session, User } from 'clerk-organization';

import { authOf, follow, stateOf } from './adapters/state.js';
import type { Auth, ClerkState } from './adapters/state.js';

export type { Auth } from './adapters/state.js';

/** A store, as `$store` reads it. */
export interface Readable<T> {
  /** Calls `run` now and at each change. Returns a function that unsubscribes. */
  subscribe: (run: (value: T) => void) => () => void;
}

/** The result of {@link useClerkContext}. */
export interface ClerkContext {
  clerk: Clerk;
  auth: Readable<Auth>;
  user: Readable<User | null | undefined>;
  session: Readable<Session | null | undefined>;
  organization: Readable<Organization | null | undefined>;
  /**
   * The active organization's invitations, or null without an organization. They follow changes made through this package,
   * also in other tabs, while the store has a subscriber.
   */
  invitations: (params?: GetInvitationsParams) => Readable<Readonly<InvitationList> | null>;
}

const KEY = Symbol('clerk-organization');

/**
 * Provides a `Clerk` to the components below, and loads it in a browser. Call it while a component is initialised.
 *
 * @param options a `Clerk`, or the key and options to create one
 */
export function setClerkContext(options: { Clerk: Clerk } | ({ publishableKey: string } & ClerkOptions)): ClerkContext {
  const clerk = 'Clerk' in options ? options.Clerk : new Clerk(options.publishableKey, options);
  const select = <T>(read: (state: ClerkState) => T): Readable<T> => ({
    subscribe: (run) => {
      const update = () => run(read(stateOf(clerk)));
      update();
      return follow(clerk, update);
    },
  });
  const organization = select((state) => state.organization);
  const context: ClerkContext = {
    clerk,
    auth: select(authOf),
    user: select((state) => state.user),
    session: select((state) => state.session),
    organization,
    invitations: (params) => ({
      subscribe: (run) => {
        let owner: Organization | null | undefined;
        let sessionId: string | undefined;
        let close = () => {};
        const stop = organization.subscribe((next) => {
          // Another session has another list.
          if (next === owner && clerk.session?.id === sessionId) return;
          close();
          owner = next;
          sessionId = clerk.session?.id;
          const list = next?.invitationList(params);
          const show = () => run(list ? { ...list } : null);
          list?.subscribe(show);
          close = () => void list?.close();
          show();
        });
        if (!owner) run(null);
        return () => {
          stop();
          close();
        };
      },
    }),
  };
  return setContext(KEY, context);
}

/** Returns the context that a component above provides. */
export function useClerkContext(): ClerkContext {
  const context = getContext<ClerkContext | undefined>(KEY);
  if (!context) throw new Error('clerk-organization: call setClerkContext(…) in a component above.');
  return context;
}
