/**
 * React 18 and 19 on this package's client, under the names of Clerk's React package, for what organizations and their
 * invitations need. A server may render with it: nothing is loaded there.
 */

import type { ReactNode } from 'react';

import type {
  CheckAuthorization,
  Clerk,
  ClerkAPIResponseError,
  ClerkOptions,
  ClerkRuntimeError,
  GetInvitationsParams,
  GetTokenOptions,
  Organization,
  OrganizationCustomRoleKey,
  OrganizationInvitation,
  OrganizationMembership,
  Session,
  User,
  UserOrganizationInvitation,
} from 'clerk-organization';

/** What {@link ClerkProvider} takes: a `Clerk`, or what one is made of. */
export type ClerkProviderProps = { children?: ReactNode } & (
  | { Clerk: Clerk; publishableKey?: string }
  | ({ Clerk?: undefined; publishableKey: string } & ClerkOptions)
);

/**
 * Gives the hooks below it a `Clerk`, and loads that once. Where loading fails, `useClerk().status` is `error` and the
 * reason is in the console.
 */
export declare function ClerkProvider(props: ClerkProviderProps): ReactNode;

/** The provider's `Clerk`; renders anew whenever what it knows changes. */
export declare function useClerk(): Clerk;

/** What {@link useAuth} gives: undefined while it is not known yet, null where there is none. */
export type UseAuthReturn = {
  /** True for who may do that in the active organization. */
  has: CheckAuthorization;
  /** A session token, once `load()` has ended; null while signed out. */
  getToken: (options?: GetTokenOptions) => Promise<string | null>;
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
      /** What the last session token says; null until there was one. */
      sessionClaims: { [claim: string]: unknown } | null;
      /** Who acts for the user, where somebody does. */
      actor: { sub: string; [claim: string]: unknown } | null;
    } & (
      | { orgId: null; orgRole: null; orgSlug: null }
      | { orgId: string; orgRole: OrganizationCustomRoleKey; orgSlug: string | null }
    ))
);

/** Whether and as whom somebody is signed in. A session with tasks left counts as signed out unless told otherwise. */
export declare function useAuth(options?: { treatPendingAsSignedOut?: boolean }): UseAuthReturn;

/** What {@link useUser} gives. */
export type UseUserReturn =
  | { isLoaded: false; isSignedIn: undefined; user: undefined }
  | { isLoaded: true; isSignedIn: false; user: null }
  | { isLoaded: true; isSignedIn: true; user: User };

/** The signed-in user. */
export declare function useUser(): UseUserReturn;

/** What {@link useSession} gives. */
export type UseSessionReturn =
  | { isLoaded: false; isSignedIn: undefined; session: undefined }
  | { isLoaded: true; isSignedIn: false; session: null }
  | { isLoaded: true; isSignedIn: boolean; session: Session };

/** The active session. */
export declare function useSession(): UseSessionReturn;

/** How a hook's list is turned. */
export interface PaginatedHookConfig {
  /** The page to begin with, counted from 1. Default 1. */
  initialPage?: number;
  /** The most rows a page holds. Default 10. */
  pageSize?: number;
  /** Whether `fetchNext` adds a page to `data` instead of replacing it. Default false. */
  infinite?: boolean;
  /** Whether the rows of the last page stay while the next is fetched. Default false. */
  keepPreviousData?: boolean;
}

/** A list in a hook, a page at a time. */
export interface PaginatedResources<T> {
  /** This page's rows; where the list is infinite, those of all pages fetched. */
  data: T[];
  /** How many rows there are on all pages together. */
  count: number;
  /** Whether there is nothing to show yet. */
  isLoading: boolean;
  /** Whether a request is under way. */
  isFetching: boolean;
  isError: boolean;
  /** Why the last request failed; the rows are those of the one before. */
  error: ClerkAPIResponseError | ClerkRuntimeError | null;
  /** Counted from 1; where the list is infinite, how many pages were fetched. */
  page: number;
  pageCount: number;
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  fetchNext: () => void;
  fetchPrevious: () => void;
  fetchPage: (page: number | ((page: number) => number)) => void;
  /** Fetches the rows anew. An invitations list needs it only for what was done without this package. */
  revalidate: () => Promise<void>;
}

/** The same while nothing is loaded. */
export type PaginatedResourcesUnloaded = {
  [name in keyof PaginatedResources<unknown>]: name extends 'isLoading' | 'isFetching' | 'isError' | `has${string}`
    ? false
    : undefined;
};

/** What {@link useOrganization} takes. */
export interface UseOrganizationParams {
  /** A list of the organization's invitations, by default the pending ones; true for all defaults. */
  invitations?: true | (Pick<GetInvitationsParams, 'status'> & PaginatedHookConfig);
  /** The form of 2023: the pending invitations as an array. `offset` is a multiple of `limit`, whose default is 10. */
  invitationList?: { limit?: number; offset?: number };
}

/** What {@link useOrganization} gives. */
export type UseOrganizationReturn = {
  /** Only where it was asked for: undefined while it is fetched, null without an organization. */
  invitationList?: OrganizationInvitation[] | null;
} & (
  | { isLoaded: false; organization: undefined; membership: undefined; invitations: PaginatedResourcesUnloaded }
  | { isLoaded: true; organization: null; membership: null; invitations: null }
  | {
      isLoaded: true;
      organization: Organization;
      /** The user's own membership in it. */
      membership: OrganizationMembership | null;
      invitations: PaginatedResources<OrganizationInvitation>;
    }
);

/**
 * The active organization. Its `inviteMember` and the like take the roles `admin` and `basic_member` of 2023 as
 * `org:admin` and `org:member`, with a warning in the console.
 *
 * @throws {ClerkRuntimeError} `invalid_params` for an `offset` that is no multiple of `limit`
 */
export declare function useOrganization(params?: UseOrganizationParams): UseOrganizationReturn;

/** What {@link useOrganizationList} takes: each list only where it is asked for. */
export interface UseOrganizationListParams {
  userMemberships?: true | PaginatedHookConfig;
  userInvitations?:
    | true
    | (PaginatedHookConfig & { status?: OrganizationInvitation['status'] | OrganizationInvitation['status'][] });
}

/** What {@link useOrganizationList} gives. */
export type UseOrganizationListReturn =
  | {
      isLoaded: false;
      setActive: undefined;
      createOrganization: undefined;
      userMemberships: PaginatedResourcesUnloaded;
      userInvitations: PaginatedResourcesUnloaded;
    }
  | {
      isLoaded: true;
      setActive: Clerk['setActive'];
      createOrganization: Clerk['createOrganization'];
      userMemberships: PaginatedResources<OrganizationMembership>;
      userInvitations: PaginatedResources<UserOrganizationInvitation>;
    };

/** The user's organizations, and the invitations that the user has received. */
export declare function useOrganizationList(params?: UseOrganizationListParams): UseOrganizationListReturn;

/** What {@link Show} takes. */
export interface ShowProps {
  when: 'signed-in' | 'signed-out' | Parameters<CheckAuthorization>[0] | ((has: CheckAuthorization) => boolean);
  /** What shows where `when` does not hold. */
  fallback?: ReactNode;
  treatPendingAsSignedOut?: boolean;
  children?: ReactNode;
}

/** Its children where `when` holds; nothing while that is not known yet. */
export declare function Show(props: ShowProps): ReactNode;

/** What {@link Protect} takes. */
export interface ProtectProps {
  role?: OrganizationCustomRoleKey;
  permission?: string;
  condition?: (has: CheckAuthorization) => boolean;
  fallback?: ReactNode;
  children?: ReactNode;
}

/** The older form of {@link Show}. Without a role, permission or condition: for whoever is signed in. */
export declare function Protect(props: ProtectProps): ReactNode;
