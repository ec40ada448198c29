// Compatibility with Clerk's own types: code that is written for one accepts the other's objects. Only compiled.

import type {
  Clerk as TheirClerk,
  ClerkAPIError as TheirAPIError,
  ClerkPaginatedResponse as TheirPage,
  ClerkStatus,
  ClientResource,
  HeadlessBrowserClerk,
  CreateOrganizationParams as TheirCreateParams,
  GetInvitationsParams as TheirListParams,
  GetUserOrganizationInvitationsParams as TheirReceivedParams,
  GetUserOrganizationMembershipParams as TheirMembershipsParams,
  InviteMemberParams as TheirInviteParams,
  InviteMembersParams as TheirBulkParams,
  OrganizationCreationDefaultsResource,
  OrganizationCustomRoleKey as TheirRoleKey,
  OrganizationDomainResource,
  OrganizationInvitationResource,
  OrganizationInvitationStatus as TheirStatus,
  OrganizationMembershipRequestResource,
  OrganizationMembershipResource,
  OrganizationResource,
  OrganizationSuggestionResource,
  Resources as TheirResources,
  RoleResource,
  SessionResource,
  SetActiveParams as TheirSetActiveParams,
  UserOrganizationInvitationResource,
  UserResource,
} from '@clerk/shared/types';
import {
  ClerkAPIResponseError as TheirResponseError,
  ClerkRuntimeError as TheirRuntimeError,
  isClerkAPIResponseError as isTheirs,
} from '@clerk/shared/error';
import {
  type Clerk,
  type ClerkAPIError,
  type ClerkAPIResponseError,
  type ClerkPaginatedResponse,
  type ClerkRuntimeError,
  type Client,
  type CreateOrganizationParams,
  type GetInvitationsParams,
  type InviteMemberParams,
  type InviteMembersParams,
  type Organization,
  type OrganizationCustomRoleKey,
  type OrganizationInvitation,
  type OrganizationInvitationStatus,
  type OrganizationMembership,
  type Resources,
  type Session,
  type SetActiveParams,
  type User,
  type UserOrganizationInvitation,
  isClerkAPIResponseError,
} from 'clerk-organization';

// Clerk's objects without the methods beyond this package's scope. All of them have `reload`.
type Invitation = Omit<OrganizationInvitationResource, 'reload' | 'revoke'> & { revoke: () => Promise<Invitation> };
type OrganizationData = Pick<
  OrganizationResource,
  | 'id'
  | 'pathRoot'
  | 'name'
  | 'slug'
  | 'imageUrl'
  | 'hasImage'
  | 'publicMetadata'
  | 'adminDeleteEnabled'
  | 'createdAt'
  | 'updatedAt'
  | 'membersCount'
  | 'pendingInvitationsCount'
  | 'maxAllowedMemberships'
  | 'selfServeSSOEnabled'
  | 'exclusiveMembership'
>;
// Without `reload` of list rows, snapshots, and the differences in the README's table.
type Bare<Resource> = Omit<Resource, 'reload' | '__internal_toSnapshot'>;
type Membership = Omit<Bare<OrganizationMembershipResource>, 'organization' | 'update' | 'destroy'>;
type Domain = Pick<
  OrganizationDomainResource,
  | 'id'
  | 'pathRoot'
  | 'name'
  | 'organizationId'
  | 'enrollmentMode'
  | 'ownershipVerification'
  | 'affiliationEmailAddress'
  | 'createdAt'
  | 'updatedAt'
  | 'totalPendingInvitations'
  | 'totalPendingSuggestions'
>;
type TheirRole = Omit<Bare<RoleResource>, 'permissions'> & { permissions: Bare<RoleResource['permissions'][number]>[] };
type Request = Omit<Bare<OrganizationMembershipRequestResource>, 'accept' | 'reject'>;
/** Clerk's methods, with results reduced to this package's properties. */
type Methods = {
  update: (...params: Parameters<OrganizationResource['update']>) => Promise<OrganizationData>;
  destroy: OrganizationResource['destroy'];
  setLogo: (...params: Parameters<OrganizationResource['setLogo']>) => Promise<OrganizationData>;
  getRoles: (...params: Parameters<OrganizationResource['getRoles']>) => Promise<TheirPage<TheirRole>>;
  getMemberships: (...params: Parameters<OrganizationResource['getMemberships']>) => Promise<TheirPage<Membership>>;
  addMember: (...params: Parameters<OrganizationResource['addMember']>) => Promise<Membership>;
  updateMember: (...params: Parameters<OrganizationResource['updateMember']>) => Promise<Membership>;
  removeMember: (...params: Parameters<OrganizationResource['removeMember']>) => Promise<Membership>;
  getDomains: (...params: Parameters<OrganizationResource['getDomains']>) => Promise<TheirPage<Domain>>;
  getDomain: (...params: Parameters<OrganizationResource['getDomain']>) => Promise<Domain>;
  createDomain: (...params: Parameters<OrganizationResource['createDomain']>) => Promise<Domain>;
  prepareOwnershipVerification: (
    ...params: Parameters<OrganizationResource['prepareOwnershipVerification']>
  ) => Promise<{ data: Domain[]; errors: { id: string; code: string }[] }>;
  attemptOwnershipVerification: Methods['prepareOwnershipVerification'];
  getMembershipRequests: (
    ...params: Parameters<OrganizationResource['getMembershipRequests']>
  ) => Promise<TheirPage<Request>>;
  // The other methods exist and reject.
  getEnterpriseConnections: OrganizationResource['getEnterpriseConnections'];
  createDirectorySync: OrganizationResource['createDirectorySync'];
  getPaymentMethods: OrganizationResource['getPaymentMethods'];
  ssoBypassAllowlist: OrganizationResource['ssoBypassAllowlist'];
  getInvitations: (...params: Parameters<OrganizationResource['getInvitations']>) => Promise<TheirPage<Invitation>>;
  inviteMember: (...params: Parameters<OrganizationResource['inviteMember']>) => Promise<Invitation>;
  inviteMembers: (...params: Parameters<OrganizationResource['inviteMembers']>) => Promise<Invitation[]>;
};

/** Compiles if `From` is assignable to `To`. */
declare function assignable<From extends To, To>(): [From, To];

// Our results are assignable to Clerk's.
assignable<OrganizationInvitation, Invitation>();
assignable<ClerkPaginatedResponse<OrganizationInvitation>, TheirPage<Invitation>>();
assignable<Organization, OrganizationData & Methods>();
assignable<NonNullable<Clerk['organization']>, OrganizationData & Methods>();
assignable<
  OrganizationMembership,
  Pick<OrganizationMembershipResource, 'id' | 'role' | 'roleName' | 'publicMetadata' | 'createdAt' | 'updatedAt'>
>();
assignable<
  User,
  Pick<
    UserResource,
    'id' | 'firstName' | 'lastName' | 'fullName' | 'username' | 'imageUrl' | 'hasImage' | 'primaryEmailAddressId'
  >
>();
assignable<
  Session,
  Pick<
    SessionResource,
    | 'id'
    | 'expireAt'
    | 'abandonAt'
    | 'lastActiveAt'
    | 'lastActiveOrganizationId'
    | 'createdAt'
    | 'updatedAt'
    | 'getToken'
    | 'checkAuthorization'
  >
>();
assignable<Clerk['status'], `${ClerkStatus}`>();
assignable<Client, Pick<ClientResource, 'lastActiveSessionId'>>();
assignable<Client['signIn'], Pick<ClientResource['signIn'], 'status' | 'createdSessionId'>>();
assignable<Client['signUp'], Pick<ClientResource['signUp'], 'status' | 'createdSessionId'>>();

// Methods of `Clerk` and of the other objects.
assignable<OrganizationMembership, Membership>();
assignable<
  User['getOrganizationSuggestions'],
  (
    ...params: Parameters<UserResource['getOrganizationSuggestions']>
  ) => Promise<TheirPage<Omit<Bare<OrganizationSuggestionResource>, 'accept'>>>
>();
assignable<
  User['getOrganizationCreationDefaults'],
  () => Promise<Bare<OrganizationCreationDefaultsResource>>
>();
type Received = Omit<UserOrganizationInvitationResource, 'reload' | 'accept'> & { accept: () => Promise<Received> };
assignable<UserOrganizationInvitation, Received>();
assignable<
  User['getOrganizationInvitations'],
  (...params: Parameters<UserResource['getOrganizationInvitations']>) => Promise<TheirPage<Received>>
>();
assignable<
  User['getOrganizationMemberships'],
  (params?: TheirMembershipsParams) => Promise<TheirPage<Pick<OrganizationMembershipResource, 'id' | 'role'>>>
>();
assignable<Clerk['setActive'], (params: Omit<TheirSetActiveParams, 'navigate'>) => ReturnType<TheirClerk['setActive']>>();
assignable<Clerk['load'], HeadlessBrowserClerk['load']>();
assignable<Clerk['createOrganization'], (params: TheirCreateParams) => Promise<OrganizationData & Methods>>();
assignable<Clerk['getOrganization'], (id: string) => Promise<OrganizationData & Methods>>();
assignable<keyof Resources, keyof TheirResources>();
assignable<keyof TheirResources, keyof Resources>();
assignable<
  Clerk['addListener'],
  (
    listener: (resources: { organization?: (OrganizationData & Methods) | null; user?: { id: string } | null }) => void,
    options?: Parameters<TheirClerk['addListener']>[1],
  ) => ReturnType<TheirClerk['addListener']>
>();
assignable<Clerk['on'], (event: 'status', listener: (status: `${ClerkStatus}`) => void, options?: { notify?: boolean }) => void>();
assignable<Clerk['off'], (event: 'status', listener: (status: `${ClerkStatus}`) => void) => void>();

// With `exactOptionalPropertyTypes`, our optional params may be `undefined`, and some of Clerk's may not.
type WithoutUndefined<Params> = { [Name in keyof Params]: Exclude<Params[Name], undefined> };

// Clerk's params are assignable to ours, so that calls written for Clerk compile.
assignable<TheirListParams, GetInvitationsParams>();
assignable<TheirInviteParams, InviteMemberParams>();
assignable<TheirBulkParams, InviteMembersParams>();
assignable<TheirStatus, OrganizationInvitationStatus>();
assignable<Parameters<SessionResource['checkAuthorization']>[0], Parameters<Session['checkAuthorization']>[0]>();
// The session that `navigate` receives has fewer members than Clerk's.
assignable<Omit<TheirSetActiveParams, 'navigate'>, SetActiveParams>();
assignable<TheirCreateParams, CreateOrganizationParams>();
assignable<TheirReceivedParams, NonNullable<Parameters<User['getOrganizationInvitations']>[0]>>();
assignable<WithoutUndefined<CreateOrganizationParams>, TheirCreateParams>();
assignable<TheirRoleKey, OrganizationCustomRoleKey>();
// Our params are assignable to Clerk's, except that Clerk's type does not accept a single status as a string.
assignable<WithoutUndefined<Omit<GetInvitationsParams, 'status'>> & { status?: OrganizationInvitationStatus[] }, TheirListParams>();
assignable<InviteMemberParams, TheirInviteParams>();
assignable<InviteMembersParams, TheirBulkParams>();
assignable<OrganizationInvitationStatus, TheirStatus>();
assignable<OrganizationCustomRoleKey, TheirRoleKey>();

// Errors are assignable both ways, also through Clerk's guard.
assignable<ClerkAPIError, TheirAPIError>();
assignable<
  ClerkAPIResponseError,
  Pick<TheirResponseError, 'name' | 'message' | 'status' | 'code' | 'clerkError'> & { errors: TheirAPIError[] }
>();
assignable<
  ClerkRuntimeError,
  Pick<TheirRuntimeError, 'name' | 'message' | 'code' | 'clerkError' | 'clerkRuntimeError'>
>();

export function handler(error: unknown): string[] {
  if (isTheirs(error)) return error.errors.map(({ code }) => code);
  if (isClerkAPIResponseError(error)) return error.errors.map(({ code }) => code);
  return [];
}

/** App code that is written for Clerk's types. */
async function written(organization: OrganizationData & Methods, params: TheirListParams): Promise<string | undefined> {
  const { data, total_count } = await organization.getInvitations(params);
  const [first] = data;
  return total_count > 0 ? (await first?.revoke())?.emailAddress : (organization.slug ?? undefined);
}
export const runs = (clerk: Clerk): Promise<string | undefined> | undefined =>
  clerk.organization ? written(clerk.organization, { status: ['pending'], pageSize: 5 }) : undefined;
