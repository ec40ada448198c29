// The error of a call that invited some of its addresses: it says which, so that the caller can go on with the others.

import { ClerkAPIResponseError, ClerkRuntimeError, runtimeError } from '../errors.js';
import type { OrganizationInvitation } from '../types.js';

/** How far the call came. */
export interface Progress {
  invited: OrganizationInvitation[];
  /** The addresses of the part that failed, and those after it. */
  remaining: string[];
}

/**
 * Adds the progress to the error of a part. The reason of the caller's own signal is not changed: it may be shared or
 * frozen. It becomes the `cause` of a `ClerkRuntimeError` `aborted`.
 */
export function withProgress(error: unknown, signal: AbortSignal | undefined, progress: Progress): Error {
  const isOurs = error instanceof ClerkRuntimeError || error instanceof ClerkAPIResponseError;
  if (isOurs && error !== signal?.reason) return Object.assign(error, progress);
  const message = 'The call was aborted before all addresses were invited.';
  return runtimeError('aborted', message, error, { ...progress, name: 'AbortError' });
}
