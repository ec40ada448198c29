// What shows only to some.

import { createElement } from 'react';

import { useAuth } from './account.js';

/** Its children where `when` holds: `signed-in`, `signed-out`, `{ role | permission }`, or a function of `has`. */
export function Show({ when, fallback = null, treatPendingAsSignedOut, children = null }) {
  const { isLoaded, isSignedIn, has } = useAuth({ treatPendingAsSignedOut });
  if (!isLoaded) return null;
  if (when === 'signed-out') return isSignedIn ? fallback : children;
  const holds = isSignedIn && (when === 'signed-in' || (typeof when === 'function' ? when(has) : has(when)));
  return holds ? children : fallback;
}

/** The older form of the same, which asks for a `role`, a `permission` or a `condition`, or for somebody at all. */
export function Protect({ role, permission, condition, fallback, children }) {
  const when = condition ?? (role || permission ? { role, permission } : 'signed-in');
  return createElement(Show, { when, fallback }, children);
}
