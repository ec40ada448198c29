// The active organization with its invitations, and the user's organizations.

import { ClerkRuntimeError } from 'clerk-organization';
import type { GetInvitationsParams, Organization, User } from 'clerk-organization';

import { fetchedList } from './fetched-list.js';
import { UNLOADED, usePagination } from './pagination.js';
import { useClerkState } from './provider.js';
import type {
  PaginatedHookConfig,
  PaginatedResources,
  UseOrganizationListParams,
  UseOrganizationListReturn,
  UseOrganizationParams,
  UseOrganizationReturn,
} from './types.js';

/**
 * Returns the active organization, the user's membership in it, and the lists that are asked for. The list of invitations
 * follows changes made through this package, also in other tabs.
 *
 * The organization's `inviteMember` and the like take the roles `admin` and `basic_member` of 2023 as `org:admin` and
 * `org:member`, and warn about it in the console.
 *
 * @throws {ClerkRuntimeError} `invalid_params` if `invitationList.offset` is not a multiple of `limit`
 */
export function useOrganization(asked: UseOrganizationParams = {}): UseOrganizationReturn {
  const [, { isLoaded, session, organization, membership }] = useClerkState();
  const useInvitations = (params: UseOrganizationParams['invitations']) =>
    usePagination(organization, ['invitations', session?.id], params && withDefaults(params), async (organization, params) =>
      organization.invitationList(params),
    );
  const invitations = useInvitations(asked.invitations);
  const array = useInvitations(asked.invitationList && pageOf(asked.invitationList));
  const memberships = useUnsupported(organization, 'memberships', asked.memberships);
  const membershipRequests = useUnsupported(organization, 'membershipRequests', asked.membershipRequests);
  const domains = useUnsupported(organization, 'domains', asked.domains);

  if (!isLoaded) return { isLoaded, organization: undefined, membership: undefined, ...all(UNLOADED) };
  const pending = !organization ? null : array.isLoading ? undefined : array.data;
  const invitationList = asked.invitationList && { invitationList: pending };
  if (!organization) return { isLoaded, organization: null, membership: null, ...all(null), ...invitationList };
  return {
    isLoaded,
    organization,
    membership,
    invitations,
    memberships,
    membershipRequests,
    domains,
    ...invitationList,
  };
}

const all = <Value>(value: Value) => ({
  invitations: value,
  memberships: value,
  membershipRequests: value,
  domains: value,
});

type FilteredByStatus = PaginatedHookConfig & Pick<GetInvitationsParams, 'status'>;

const withDefaults = (params: true | FilteredByStatus): FilteredByStatus => ({
  status: ['pending'],
  ...(params === true ? {} : params),
});

// Clerk's params of 2023 in today's terms.
function pageOf({ limit = 10, offset = 0 }) {
  const initialPage = offset / limit + 1;
  if (Number.isInteger(initialPage)) return { initialPage, pageSize: limit };
  throw new ClerkRuntimeError('offset must be a multiple of limit.', { code: 'invalid_params' });
}

// An app that waits for such a list gets an error, because it would wait for ever without one.
const useUnsupported = (
  owner: Organization | User | null | undefined,
  name: string,
  params: true | PaginatedHookConfig | undefined,
): PaginatedResources<never> =>
  usePagination(owner, name, params, async () => {
    throw new ClerkRuntimeError(`${name} is not supported.`, { code: 'not_supported' });
  });

/** Returns the user's organizations and the invitations that the user has received, if they are asked for. */
export function useOrganizationList(asked: UseOrganizationListParams = {}): UseOrganizationListReturn {
  const [clerk, { isLoaded, user }] = useClerkState();
  // Joining, creating or leaving an organization changes the client's memberships, and with them these lists.
  const joined = user?.organizationMemberships.map(({ id }) => id).join();
  const userMemberships = usePagination(user, ['memberships', joined], asked.userMemberships, async (user, params) =>
    fetchedList(user.getOrganizationMemberships, params),
  );
  const received = asked.userInvitations && withDefaults(asked.userInvitations);
  const userInvitations = usePagination(user, ['invitations', joined], received, async (user, params) =>
    fetchedList(user.getOrganizationInvitations, params),
  );
  const userSuggestions = useUnsupported(user, 'userSuggestions', asked.userSuggestions);

  if (!isLoaded || !user) {
    const nothing = { setActive: undefined, createOrganization: undefined };
    const lists = { userMemberships: UNLOADED, userInvitations: UNLOADED, userSuggestions: UNLOADED };
    return { isLoaded: false, ...nothing, ...lists };
  }
  const { setActive, createOrganization } = clerk;
  return { isLoaded, setActive, createOrganization, userMemberships, userInvitations, userSuggestions };
}
