// Lists that stay current.

import type { ClerkAPIResponseError, ClerkRuntimeError } from '../errors.js';
import type { OrganizationInvitation } from '../objects/invitation.js';
import type { PageParams } from './call.js';
import type { GetDomainsParams, OrganizationDomain } from './domain.js';
import type { GetInvitationsParams, ProvisionalInvitation } from './invitation.js';
import type {
  GetMembershipRequestParams,
  GetMembersParams,
  OrganizationMembership,
  OrganizationMembershipRequest,
} from './membership.js';
import type {
  GetUserOrganizationInvitationsParams,
  GetUserOrganizationSuggestionsParams,
  OrganizationSuggestion,
  UserOrganizationInvitation,
} from './user.js';

/** A list that stays current. Each change replaces `data` and calls the listeners. */
export interface LiveList<Row> {
  /** The rows from `initialPage` up to the last page fetched. */
  readonly data: Row[];
  /** The number of rows on all pages. */
  readonly totalCount: number;
  /** Whether rows are being fetched. */
  readonly isLoading: boolean;
  /** The error of the last fetch; null after a success. The rows of the last success stay. */
  readonly error: ClerkAPIResponseError | ClerkRuntimeError | null;
  readonly hasNextPage: boolean;
  /** Calls `listener` after each change. Returns a function that unsubscribes. */
  subscribe: (listener: () => void) => () => void;
  /** Also fetches the next page, if there is one. Rejects with the error that is then in `error`. */
  loadNextPage: () => Promise<void>;
  /** Fetches all rows again. Rejects with the error that is then in `error`. */
  refresh: () => Promise<void>;
  /** Closes the list: aborts its request, and stops calling its listeners. */
  close: () => Promise<void>;
}

/** The lists of {@link Organization.liveList} by name: the params and the rows of each. */
export interface OrganizationLists {
  invitations: { params: GetInvitationsParams; row: OrganizationInvitation | ProvisionalInvitation };
  memberships: { params: GetMembersParams; row: OrganizationMembership };
  membershipRequests: { params: GetMembershipRequestParams; row: OrganizationMembershipRequest };
  domains: { params: GetDomainsParams; row: OrganizationDomain };
}

/** The lists of {@link User.liveList} by name: the params and the rows of each. */
export interface UserLists {
  userMemberships: { params: PageParams; row: OrganizationMembership };
  userInvitations: { params: GetUserOrganizationInvitationsParams; row: UserOrganizationInvitation };
  userSuggestions: { params: GetUserOrganizationSuggestionsParams; row: OrganizationSuggestion };
}
