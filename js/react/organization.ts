// The active organization with its lists, and the user's organizations.

import { useEffect, useState } from 'react';

import { ClerkRuntimeError } from 'clerk-organization';
import type {
  OrganizationDomain,
  OrganizationInvitation,
  OrganizationMembership,
  OrganizationMembershipRequest,
  OrganizationSuggestion,
  UserOrganizationInvitation,
} from 'clerk-organization';

import { UNLOADED, usePagination } from './pagination.js';
import { useClerkState } from './provider.js';
import type {
  PaginatedHookConfig,
  UseOrganizationCreationDefaultsReturn,
  UseOrganizationListParams,
  UseOrganizationListReturn,
  UseOrganizationParams,
  UseOrganizationReturn,
} from './types.js';

/**
 * Returns the active organization, the user's membership in it, and the requested lists. The lists follow changes made
 * through this package, also in other tabs.
 *
 * The organization's `inviteMember` and the like take the roles `admin` and `basic_member` of 2023 as `org:admin` and
 * `org:member`, and warn about it in the console.
 *
 * @throws {ClerkRuntimeError} `invalid_params` if `invitationList.offset` is not a multiple of `limit`
 */
export function useOrganization(asked: UseOrganizationParams = {}): UseOrganizationReturn {
  const [, { isLoaded, session, organization, membership }] = useClerkState();
  const useList = <Row>(kind: string, params: true | PaginatedHookConfig | undefined, defaults?: object) =>
    usePagination<Row>(organization, kind, params, session?.id, defaults);
  const page = asked.invitationList && pageOf(asked.invitationList);
  const array = useList<OrganizationInvitation>('invitations', page, PENDING);
  const lists = {
    invitations: useList<OrganizationInvitation>('invitations', asked.invitations, PENDING),
    memberships: useList<OrganizationMembership>('memberships', asked.memberships),
    membershipRequests: useList<OrganizationMembershipRequest>('membershipRequests', asked.membershipRequests, PENDING),
    domains: useList<OrganizationDomain>('domains', asked.domains),
  };

  if (!isLoaded) return { isLoaded, organization: undefined, membership: undefined, ...all(UNLOADED) };
  const pending = !organization ? null : array.isLoading ? undefined : array.data;
  const invitationList = asked.invitationList && { invitationList: pending };
  if (!organization) return { isLoaded, organization: null, membership: null, ...all(null), ...invitationList };
  return { isLoaded, organization, membership, ...lists, ...invitationList };
}

const all = <Value>(value: Value) => ({
  invitations: value,
  memberships: value,
  membershipRequests: value,
  domains: value,
});

// As in Clerk's hooks.
const PENDING = { status: 'pending' };

// Converts Clerk's params of 2023 to a page.
function pageOf({ limit = 10, offset = 0 }) {
  const initialPage = offset / limit + 1;
  if (Number.isInteger(initialPage)) return { initialPage, pageSize: limit };
  throw new ClerkRuntimeError('offset must be a multiple of limit.', { code: 'invalid_params' });
}

/** Returns the user's organizations, and the received invitations and suggestions, each if requested. */
export function useOrganizationList(asked: UseOrganizationListParams = {}): UseOrganizationListReturn {
  const [clerk, { isLoaded, session, user }] = useClerkState();
  const useList = <Row>(kind: keyof UseOrganizationListParams, defaults?: object) =>
    usePagination<Row>(user, kind, asked[kind], session?.id, defaults);
  const lists = {
    userMemberships: useList<OrganizationMembership>('userMemberships'),
    userInvitations: useList<UserOrganizationInvitation>('userInvitations', PENDING),
    userSuggestions: useList<OrganizationSuggestion>('userSuggestions', PENDING),
  };

  if (!isLoaded || !user) {
    return {
      isLoaded: false,
      setActive: undefined,
      createOrganization: undefined,
      userMemberships: UNLOADED,
      userInvitations: UNLOADED,
      userSuggestions: UNLOADED,
    };
  }
  const { setActive, createOrganization } = clerk;
  return { isLoaded, setActive, createOrganization, ...lists };
}

/** Fetches default values for the form of a new organization: `user.getOrganizationCreationDefaults`. */
export function useOrganizationCreationDefaults({ enabled = true } = {}): UseOrganizationCreationDefaultsReturn {
  const [, { user }] = useClerkState();
  const [fetched, show] = useState<Fetched>(NOT_FETCHED);
  useEffect(() => {
    let isShown = enabled;
    const settle = (data?: Fetched['data'], error: Fetched['error'] = null) => isShown && show({ of: user, data, error });
    if (enabled) user?.getOrganizationCreationDefaults().then(settle as () => void, (error) => settle(undefined, error));
    return () => void (isShown = false);
  }, [user, enabled]);
  const { data, error } = fetched.of === user ? fetched : NOT_FETCHED;
  const isFetching = !!user && enabled && fetched.of !== user;
  return { data, error, isLoading: isFetching, isFetching };
}

/** An answer and its user. */
type Fetched = { of?: unknown } & Partial<Pick<UseOrganizationCreationDefaultsReturn, 'data'>> &
  Pick<UseOrganizationCreationDefaultsReturn, 'error'>;

const NOT_FETCHED: Fetched = { error: null };
