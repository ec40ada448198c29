// The params, props and results of the hooks and components of `clerk-organization/react`.

import type { ReactNode } from 'react';

import type {
  CheckAuthorization,
  Clerk,
  ClerkAPIResponseError,
  ClerkOptions,
  ClerkRuntimeError,
  GetDomainsParams,
  GetInvitationsParams,
  GetMembershipRequestParams,
  GetMembersParams,
  GetTokenOptions,
  GetUserOrganizationInvitationsParams,
  GetUserOrganizationSuggestionsParams,
  Organization,
  OrganizationCreationDefaults,
  OrganizationCustomRoleKey,
  OrganizationDomain,
  OrganizationInvitation,
  OrganizationMembership,
  OrganizationMembershipRequest,
  OrganizationSuggestion,
  PageParams,
  Session,
  User,
  UserOrganizationInvitation,
} from 'clerk-organization';

/** The props of `ClerkProvider`: a `Clerk`, or the key and options to create one. */
export type ClerkProviderProps = { children?: ReactNode } & (
  | { Clerk: Clerk; publishableKey?: string }
  | ({ Clerk?: undefined; publishableKey: string } & ClerkOptions)
);

/** The result of `useAuth`. A value is undefined until `load()` is done, and null if it is missing. */
export type UseAuthReturn = {
  /** Returns true if the user has this role or permission in the active organization. */
  has: CheckAuthorization;
  /**
   * Waits for `load()`, then resolves to a session token, or to null while signed out.
   *
   * @throws {ClerkRuntimeError} the error of `load()` when that failed; `not_loaded` on a server
   */
  getToken: (options?: GetTokenOptions) => Promise<string | null>;
  /**
   * Waits for `load()`, then signs out.
   *
   * @throws {ClerkRuntimeError} the error of `load()` when that failed; `not_loaded` on a server
   */
  signOut: Clerk['signOut'];
} & (
  | {
      isLoaded: false;
      isSignedIn: undefined;
      userId: undefined;
      sessionId: undefined;
      sessionClaims: undefined;
      actor: undefined;
      orgId: undefined;
      orgRole: undefined;
      orgSlug: undefined;
    }
  | {
      isLoaded: true;
      isSignedIn: false;
      userId: null;
      sessionId: null;
      sessionClaims: null;
      actor: null;
      orgId: null;
      orgRole: null;
      orgSlug: null;
    }
  | ({
      isLoaded: true;
      isSignedIn: true;
      userId: string;
      sessionId: string;
      /** The claims of the last session token; null before the first token. */
      sessionClaims: { [claim: string]: unknown } | null;
      /** The person who impersonates the user; null without impersonation. */
      actor: { sub: string; [claim: string]: unknown } | null;
    } & (
      | { orgId: null; orgRole: null; orgSlug: null }
      | { orgId: string; orgRole: OrganizationCustomRoleKey; orgSlug: string | null }
    ))
);

/** The result of `useUser`. */
export type UseUserReturn =
  | { isLoaded: false; isSignedIn: undefined; user: undefined }
  | { isLoaded: true; isSignedIn: false; user: null }
  | { isLoaded: true; isSignedIn: true; user: User };

/** The result of `useSession`. */
export type UseSessionReturn =
  | { isLoaded: false; isSignedIn: undefined; session: undefined }
  | { isLoaded: true; isSignedIn: false; session: null }
  | { isLoaded: true; isSignedIn: boolean; session: Session };

/** The paging options of a list in a hook. */
export interface PaginatedHookConfig {
  /** The first page to fetch, counted from 1. Default 1. */
  initialPage?: number | undefined;
  /** The number of rows on a page. Default 10. */
  pageSize?: number | undefined;
  /** Whether `fetchNext` appends the next page to `data` instead of replacing it. Default false. */
  infinite?: boolean | undefined;
  /** Whether `data` keeps its rows while another page, or the list with other filters, is fetched. Default false. */
  keepPreviousData?: boolean | undefined;
}

/** A list in a hook, one page at a time. */
export interface PaginatedResources<T> {
  /** The rows of this page; of all pages fetched so far if the list is infinite. */
  data: T[];
  /** The number of rows on all pages. */
  count: number;
  /** True until the first answer or error arrives, unless `keepPreviousData` has rows to show. */
  isLoading: boolean;
  /** True while a request is pending. */
  isFetching: boolean;
  isError: boolean;
  /** The error of the last request; null after a success. `data` keeps the rows of the last success. */
  error: ClerkAPIResponseError | ClerkRuntimeError | null;
  /** The page shown, counted from 1; the number of pages fetched if the list is infinite. */
  page: number;
  pageCount: number;
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  fetchNext: () => void;
  fetchPrevious: () => void;
  fetchPage: (page: number | ((page: number) => number)) => void;
  /** Fetches the rows again. Changes made through this package show without it. */
  revalidate: () => Promise<void>;
}

/** A list in a hook before anything is loaded. */
export type PaginatedResourcesUnloaded = { [name in Flag]: false } & {
  [name in Exclude<keyof PaginatedResources<unknown>, Flag>]?: undefined;
};

type Flag = 'isLoading' | 'isFetching' | 'isError' | 'hasNextPage' | 'hasPreviousPage';

/** The params of `useOrganization`. */
export interface UseOrganizationParams {
  /** Requests the organization's invitations, by default the pending ones. True means all defaults. */
  invitations?: true | (Pick<GetInvitationsParams, 'status'> & PaginatedHookConfig) | undefined;
  /** Clerk's form of 2023: the pending invitations as an array. `offset` is a multiple of `limit`, whose default is 10. */
  invitationList?: { limit?: number | undefined; offset?: number | undefined } | undefined;
  /** Requests the members, by default all of them. */
  memberships?: true | (Omit<GetMembersParams, keyof PageParams> & PaginatedHookConfig) | undefined;
  /** Requests the membership requests, by default the pending ones. */
  membershipRequests?: true | (Omit<GetMembershipRequestParams, keyof PageParams> & PaginatedHookConfig) | undefined;
  /** Requests the domains, by default all of them. */
  domains?: true | (Omit<GetDomainsParams, keyof PageParams> & PaginatedHookConfig) | undefined;
}

/** The lists of `useOrganization`, by their names. */
export interface OrganizationPages {
  invitations: PaginatedResources<OrganizationInvitation>;
  memberships: PaginatedResources<OrganizationMembership>;
  membershipRequests: PaginatedResources<OrganizationMembershipRequest>;
  domains: PaginatedResources<OrganizationDomain>;
}

/** The result of `useOrganization`. */
export type UseOrganizationReturn = {
  /** Only if requested: undefined while it is fetched, null without an organization. */
  invitationList?: OrganizationInvitation[] | null;
} & (
  | ({ isLoaded: false; organization: undefined; membership: undefined } & Record<
      keyof OrganizationPages,
      PaginatedResourcesUnloaded
    >)
  | ({ isLoaded: true; organization: null; membership: null } & Record<keyof OrganizationPages, null>)
  | ({
      isLoaded: true;
      organization: Organization;
      /** The user's own membership in the organization. */
      membership: OrganizationMembership | null;
    } & OrganizationPages)
);

/** The params of `useOrganizationList`. A list is fetched only if it is requested. */
export interface UseOrganizationListParams {
  userMemberships?: true | PaginatedHookConfig | undefined;
  /** The pending ones by default. */
  userInvitations?: true | (Omit<GetUserOrganizationInvitationsParams, keyof PageParams> & PaginatedHookConfig) | undefined;
  /** The pending ones by default. */
  userSuggestions?: true | (Omit<GetUserOrganizationSuggestionsParams, keyof PageParams> & PaginatedHookConfig) | undefined;
}

/** The result of `useOrganizationList`. */
export type UseOrganizationListReturn =
  | {
      isLoaded: false;
      setActive: undefined;
      createOrganization: undefined;
      userMemberships: PaginatedResourcesUnloaded;
      userInvitations: PaginatedResourcesUnloaded;
      userSuggestions: PaginatedResourcesUnloaded;
    }
  | {
      isLoaded: true;
      setActive: Clerk['setActive'];
      createOrganization: Clerk['createOrganization'];
      userMemberships: PaginatedResources<OrganizationMembership>;
      userInvitations: PaginatedResources<UserOrganizationInvitation>;
      userSuggestions: PaginatedResources<OrganizationSuggestion>;
    };

/** The result of `useOrganizationCreationDefaults`. */
export interface UseOrganizationCreationDefaultsReturn {
  /** Undefined until it is fetched. */
  data: OrganizationCreationDefaults | undefined;
  error: ClerkAPIResponseError | ClerkRuntimeError | null;
  isLoading: boolean;
  isFetching: boolean;
}

/** The props of `Show`. */
export interface ShowProps {
  when: 'signed-in' | 'signed-out' | Parameters<CheckAuthorization>[0] | ((has: CheckAuthorization) => boolean);
  /** Rendered when `when` does not hold. */
  fallback?: ReactNode | undefined;
  treatPendingAsSignedOut?: boolean | undefined;
  children?: ReactNode | undefined;
}

/** The props of `Protect`. */
export interface ProtectProps {
  role?: OrganizationCustomRoleKey | undefined;
  permission?: string | undefined;
  condition?: ((has: CheckAuthorization) => boolean) | undefined;
  fallback?: ReactNode | undefined;
  children?: ReactNode | undefined;
}
