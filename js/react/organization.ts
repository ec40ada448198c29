// The active organization with its invitations, and the user's organizations.

import { ClerkRuntimeError } from 'clerk-organization';

import { fetchedList } from './fetched-list.js';
import { NO_PAGES, usePages } from './pages.js';
import { useNow } from './provider.js';

const PENDING = ['pending'];

/**
 * The active organization. `invitations` (params, or true) asks for a list of its invitations that stays fresh by itself;
 * `invitationList`, the form of 2023, for the pending ones as a plain array.
 */
export function useOrganization({ invitations: asked, invitationList: askedAsArray } = {}) {
  const [, { isLoaded, session, organization, membership }] = useNow();
  const open = (params) => organization.invitationList(params);
  const lists = ['invitations', session?.id];
  const invitations = usePages(organization, lists, asked && { status: PENDING, ...(asked === true ? {} : asked) }, open);
  const list = usePages(organization, lists, askedAsArray && { status: PENDING, ...pageOf(askedAsArray) }, open);
  if (!isLoaded) return { isLoaded, organization: undefined, membership: undefined, invitations: NO_PAGES };
  return {
    isLoaded,
    organization,
    membership,
    invitations: organization && invitations,
    ...(askedAsArray && { invitationList: organization ? list.isLoading ? undefined : list.data : null }),
  };
}

// The old params, in the terms of the present ones.
function pageOf({ limit = 10, offset = 0 }) {
  const initialPage = offset / limit + 1;
  if (Number.isInteger(initialPage)) return { initialPage, pageSize: limit };
  throw new ClerkRuntimeError('offset must be a multiple of limit.', { code: 'invalid_params' });
}

/** The user's organizations and the invitations that the user has received, each only where asked for. */
export function useOrganizationList({ userMemberships, userInvitations } = {}) {
  const [clerk, { isLoaded, user }] = useNow();
  // Who joins, makes or leaves an organization is told so by the client: the list is another one then.
  const joined = user?.organizationMemberships.map(({ id }) => id).join();
  const memberships = usePages(user, ['memberships', joined], userMemberships, (params) =>
    fetchedList(user.getOrganizationMemberships, params),
  );
  const received = userInvitations && { status: 'pending', ...(userInvitations === true ? {} : userInvitations) };
  const invitations = usePages(user, ['received', joined], received, (params) =>
    fetchedList(user.getOrganizationInvitations, params),
  );
  if (!isLoaded || !user) {
    const nothing = { userMemberships: NO_PAGES, userInvitations: NO_PAGES };
    return { isLoaded: false, setActive: undefined, createOrganization: undefined, ...nothing };
  }
  const { setActive, createOrganization } = clerk;
  return { isLoaded, setActive, createOrganization, userMemberships: memberships, userInvitations: invitations };
}
