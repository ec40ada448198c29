// The React entry, used as in an app and compared with Clerk's own hooks. Only compiled.

import type { JSX as ReactJSX, ReactNode } from 'react';
import { createElement } from 'react';
import type { UseAuthReturn as TheirAuth, UseUserReturn as TheirUser } from '@clerk/shared/types';
import type { useOrganization as theirUseOrganization } from '@clerk/shared/react';
import { Clerk, type OrganizationInvitation } from 'clerk-organization';
import {
  ClerkProvider,
  type PaginatedResources,
  Protect,
  Show,
  type UseAuthReturn,
  type UseOrganizationReturn,
  type UseUserReturn,
  useAuth,
  useClerk,
  useOrganization,
  useOrganizationCreationDefaults,
  useOrganizationList,
  useSession,
  useUser,
} from 'clerk-organization/react';

// Clerk's types use the global `JSX` namespace of React 18.
declare global {
  namespace JSX {
    type Element = ReactJSX.Element;
  }
}

/** Compiles if `From` is assignable to `To`. */
declare function assignable<From extends To, To>(): [From, To];

type Common = 'isLoaded' | 'isSignedIn' | 'userId' | 'sessionId' | 'orgId' | 'orgRole' | 'orgSlug' | 'getToken';
type Chosen<Union, Keys extends PropertyKey> = Union extends unknown ? Pick<Union, Keys & keyof Union> : never;
assignable<Chosen<UseAuthReturn, Common>, Chosen<TheirAuth, Common>>();
assignable<Chosen<UseUserReturn, 'isLoaded' | 'isSignedIn'>, Chosen<TheirUser, 'isLoaded' | 'isSignedIn'>>();

// Theirs can also write into the cache. Our errors also include calls without an answer.
type TheirPages = NonNullable<ReturnType<typeof theirUseOrganization<{ invitations: true }>>['invitations']>;
type TheirLoadedPages = Extract<TheirPages, { fetchNext: () => void }>;
assignable<
  Omit<PaginatedResources<OrganizationInvitation>, 'data' | 'error'>,
  Omit<TheirLoadedPages, 'data' | 'error' | 'setData'>
>();

export function provided(clerk: Clerk, children: ReactNode): ReactNode[] {
  return [
    createElement(ClerkProvider, { Clerk: clerk }, children),
    createElement(ClerkProvider, { publishableKey: 'pk_test_…', Clerk: clerk }, children),
    createElement(ClerkProvider, { publishableKey: 'pk_test_…', proxyUrl: '/__clerk', domain: 'example.com' }, children),
    // @ts-expect-error a Clerk or a publishable key is required
    createElement(ClerkProvider, {}, children),
    createElement(Show, { when: 'signed-in', fallback: 'Sign in' }, children),
    createElement(Show, { when: { role: 'org:admin' } }, children),
    createElement(Show, { when: (has) => has({ permission: 'org:x' }) }, children),
    // @ts-expect-error no such condition
    createElement(Show, { when: 'offline' }, children),
    createElement(Protect, { permission: 'org:sys_memberships:manage' }, children),
  ];
}

export function Signed(): string {
  const clerk: Clerk = useClerk();
  const { isLoaded, isSignedIn, userId, orgId, orgRole, has, getToken, signOut } = useAuth();
  const { user } = useUser();
  const { session } = useSession();
  const token: Promise<string | null> = getToken({ template: 'supabase' });
  const out: Promise<void> = signOut({ redirectUrl: '/' });
  if (!isLoaded) return clerk.status;
  // @ts-expect-error the user may be signed out
  user.id;
  if (!isSignedIn) return `${userId satisfies null}`;
  const id: string = userId;
  const role: string | null = orgId ? orgRole : null;
  return `${id} ${role} ${has({ role: 'org:admin' })} ${user?.fullName} ${session?.id} ${token} ${out}`;
}

export function Organization(): string {
  const { isLoaded, organization, membership, invitations } = useOrganization({
    invitations: { status: ['pending'], pageSize: 5, infinite: true, keepPreviousData: true, initialPage: 1 },
  });
  if (!isLoaded || !organization) return '';
  const [first] = invitations.data;
  invitations.fetchNext();
  invitations.fetchPage((page) => page + 1);
  const revoked = first?.revoke();
  const done: Promise<void> = invitations.revalidate();
  // @ts-expect-error there may be none
  first.id;
  return `${organization.name} ${membership?.role} ${invitations.count} ${invitations.error?.code} ${revoked} ${done}`;
}

/** Every list of a team page, with its filters. */
export function Team(): (string | undefined)[] {
  const { isLoaded, organization, memberships, membershipRequests, domains } = useOrganization({
    memberships: { role: ['org:admin'], query: 'ada', pageSize: 5, infinite: true, keepPreviousData: true },
    membershipRequests: { status: 'pending' },
    domains: { enrollmentMode: 'automatic_invitation' },
  });
  // @ts-expect-error no such mode
  useOrganization({ domains: { enrollmentMode: 'whenever' } });
  if (!isLoaded || !organization) return [];
  void memberships.data[0]?.update({ role: 'org:member' });
  void memberships.data[0]?.destroy();
  void membershipRequests.data[0]?.accept();
  void domains.data[0]?.delete();
  return [memberships.data[0]?.publicUserData?.identifier, membershipRequests.data[0]?.status, domains.data[0]?.name];
}

export function Creation(): string | undefined {
  const { data, error, isLoading, isFetching } = useOrganizationCreationDefaults({ enabled: true });
  const { isLoaded, userSuggestions } = useOrganizationList({ userSuggestions: { status: ['pending', 'accepted'] } });
  if (isLoaded) void userSuggestions.data[0]?.accept();
  return isLoading || isFetching ? error?.message : data?.form.name;
}

/** The API of Clerk's hooks in 2023. */
export function InvitationList(): string[] | null {
  const { invitationList } = useOrganization({ invitationList: {} });
  if (!invitationList) return null;
  return invitationList.map(({ id, emailAddress }) => id + emailAddress);
}

export function Organizations(): string[] {
  const { isLoaded, setActive, createOrganization, userMemberships, userInvitations } = useOrganizationList({
    userMemberships: true,
    userInvitations: { status: 'pending', infinite: true },
  });
  // @ts-expect-error undefined before load()
  setActive({ organization: null });
  if (!isLoaded) return [];
  void setActive({ organization: userMemberships.data[0]?.organization ?? null });
  void createOrganization({ name: 'Acme', slug: 'acme' }).then(({ id }) => setActive({ organization: id }));
  void userInvitations.data[0]?.accept();
  return userMemberships.data.map(({ organization }) => organization.name);
}

// Nothing is `any`.
// @ts-expect-error
export const noPages: UseOrganizationReturn['invitations'] = 5;
