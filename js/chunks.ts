// What is not needed to load and to list is fetched at its first use, in two chunks.

import { lazy } from './lazy.js';

/** Signing in and out, and changes of invitations. */
export const accountChunk = lazy('./chunks/account.js', () => import('./account.js'));

/** What is done with many invitations, and pasted addresses. It starts the lazy wasm module. */
export const invitationsChunk = lazy('./chunks/invitations.js', () => import('./invitations/all.js'));
