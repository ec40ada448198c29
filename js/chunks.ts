// Code that is not needed to load and to list is fetched at its first use, in two chunks.

import { lazy } from './lazy.js';

/** Signing in and out, and changes of invitations. */
export const accountChunk = lazy('./chunks/account.js', () => import('./account.js'));

/** Calls for many invitations, and pasted addresses. This chunk starts the lazy wasm module. */
export const invitationsChunk = lazy('./chunks/invitations.js', () => import('./invitations/all.js'));
