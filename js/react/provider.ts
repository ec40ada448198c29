// Which `Clerk` the hooks below speak of.

import { createContext, createElement, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';

import { Clerk } from 'clerk-organization';

import { stateOf } from './state.js';

const ClerkContext = createContext(undefined);

/**
 * Gives the hooks below it a `Clerk` and loads it: the one that `Clerk` names, or the page's one for `publishableKey`,
 * `proxyUrl`, `domain` and `invitationRelay`.
 */
export function ClerkProvider({ Clerk: given, publishableKey, proxyUrl, domain, invitationRelay, children }) {
  const clerk = useMemo(
    () => given ?? instance(publishableKey, { proxyUrl, domain, invitationRelay }),
    [given, publishableKey, proxyUrl, domain, invitationRelay],
  );
  useEffect(() => stateOf(clerk).load(), [clerk]);
  return createElement(ClerkContext.Provider, { value: clerk }, children);
}

const instances = new Map();

// React may render twice before anything is kept (StrictMode does): the same props are the same `Clerk`.
function instance(publishableKey, options) {
  // A server renders for many people, sends nothing, and has no address that could complete a path.
  if (typeof document === 'undefined') return new Clerk(publishableKey, { domain: options.domain });
  const key = JSON.stringify([publishableKey, options]);
  if (!instances.has(key)) instances.set(key, new Clerk(publishableKey, options));
  return instances.get(key);
}

/** The provider's `Clerk`, and what it is now. */
export function useNow() {
  const clerk = useContext(ClerkContext);
  if (!clerk) throw new Error('clerk-organization: the hooks and components need a <ClerkProvider> above them.');
  const { subscribe, snapshot, serverSnapshot } = stateOf(clerk);
  return [clerk, useSyncExternalStore(subscribe, snapshot, serverSnapshot)];
}
