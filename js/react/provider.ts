// `ClerkProvider`, and the context through which the hooks read its `Clerk`.

import { createContext, createElement, useContext, useEffect, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';

import { Clerk } from 'clerk-organization';
import type { ClerkOptions } from 'clerk-organization';

import { IS_SERVER, NOT_LOADED, clerkStore } from './clerk-store.js';
import type { ClerkSnapshot } from './clerk-store.js';
import type { ClerkProviderProps } from './types.js';

const ClerkContext = createContext<Clerk | undefined>(undefined);

/**
 * Provides a `Clerk` to the hooks below it, and loads it. If loading fails, `useClerk().status` is `error` and the error
 * is logged to the console.
 *
 * @param props either `Clerk`, or `publishableKey` with the options of `new Clerk`
 */
export function ClerkProvider(props: ClerkProviderProps): ReactNode {
  const clerk = props.Clerk ?? sharedClerk(props);
  useEffect(() => clerkStore(clerk).load(), [clerk]);
  return createElement(ClerkContext.Provider, { value: clerk }, props.children);
}

const instances: { [key: string]: Clerk } = {};

// React may render twice before it keeps state (StrictMode does), so equal props must return the same `Clerk`.
function sharedClerk({ publishableKey, ...options }: { publishableKey: string } & ClerkOptions): Clerk {
  // A server renders for many users, and has no page URL to resolve a relative `proxyUrl`.
  if (IS_SERVER) return new Clerk(publishableKey, { domain: options.domain });
  const key = publishableKey + JSON.stringify(options, ['proxyUrl', 'domain', 'invitationRelay']);
  return (instances[key] ??= new Clerk(publishableKey, options));
}

/** Returns the provider's `Clerk` and a snapshot of its state. Renders again when the state changes. */
export function useClerkState(): [Clerk, ClerkSnapshot] {
  const clerk = useContext(ClerkContext);
  if (!clerk) throw new Error('no <ClerkProvider>.');
  const { subscribe, snapshot } = clerkStore(clerk);
  return [clerk, useSyncExternalStore(subscribe, snapshot, () => NOT_LOADED)];
}
