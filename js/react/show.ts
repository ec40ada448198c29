// Components that render their children only for some users.

import type { ReactNode } from 'react';

import { useAuth } from './auth.js';
import type { ProtectProps, ShowProps } from './types.js';

/** Renders its children when `when` holds, otherwise `fallback`. Renders nothing before `load()` is done. */
export function Show({ when, fallback = null, treatPendingAsSignedOut, children = null }: ShowProps): ReactNode {
  const { isLoaded, isSignedIn, has } = useAuth({ treatPendingAsSignedOut });
  if (!isLoaded) return null;
  if (when === 'signed-out') return isSignedIn ? fallback : children;
  const holds = isSignedIn && (when === 'signed-in' || (typeof when === 'function' ? when(has) : has(when)));
  return holds ? children : fallback;
}

/** The older form of {@link Show}. Without a role, permission or condition it shows its children to every signed-in user. */
export function Protect({ role, permission, condition, fallback, children }: ProtectProps): ReactNode {
  const when = condition ?? (role || permission ? { role, permission } : 'signed-in');
  return Show({ when, fallback, children });
}
