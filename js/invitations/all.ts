// What the chunk of many invitations exports: one module, because a chunk that is fetched again is imported as it is
// (lazy.ts).

export { inviteMembersSettled } from './bulk-invite.js';
export { keepList } from './live-list.js';
export { eachInvitation } from './pages.js';
export { inviteThroughRelay } from './relay.js';
export { resendInvitation } from './resend.js';
