// Revoking one invitation, after a confirmation in a dialog, which closes if another tab revokes it meanwhile.

import { ask } from '../page/confirm.js';

/**
 * Asks for confirmation, then revokes. Resolves to `kept`, `done` or `refused`.
 *
 * @param signal aborts when the invitation is no longer pending
 */
export const askToRevoke = (api, invitation, signal) =>
  ask(
    {
      title: 'Revoke this invitation?',
      text: `The link that ${invitation.emailAddress} got will stop working. They can be invited again.`,
      action: 'Revoke',
      doing: 'Revoking …',
      keep: 'Keep it',
      done: `The invitation of ${invitation.emailAddress} is revoked.`,
    },
    () => api.revoke(invitation),
    signal,
  );
