// The relay with the client of `@clerk/backend`, as in docs/relay.md.

import { createClerkClient } from '@clerk/backend';
import { createInvitationRelay } from 'clerk-organization/relay';
import type { RelayedInvitation } from 'clerk-organization/relay';

const clerkClient = createClerkClient({ secretKey: 'sk_test_…', publishableKey: 'pk_test_…' });
const expiresInDays: number | undefined = Math.random() < 0.5 ? 7 : undefined;

export const relay: (request: Request) => Promise<Response> = createInvitationRelay({
  clerkClient,
  authenticate: { authorizedParties: ['https://app.example'] },
  prepare: (params) => ({ ...params, redirectUrl: 'https://app.example/welcome', expiresInDays }),
});

export const withUndefined = createInvitationRelay({ clerkClient, authenticate: undefined, prepare: undefined, timeLimitMs: undefined });

// @ts-expect-error the days are a number
export const wrong: RelayedInvitation = { organizationId: 'org_1', expiresInDays: '7' };
