// The whole Organization object and the user's methods, used as in an app. Only compiled.

import {
  type AcceptedInvitation,
  type BulkOwnershipVerification,
  type Clerk,
  type ClerkPaginatedResponse,
  type DeletedObject,
  type Organization,
  type OrganizationCreationDefaults,
  type OrganizationDomain,
  type OrganizationMembership,
  type OrganizationMembershipRequest,
  type OrganizationSuggestion,
  type Permission,
  type Role,
  type User,
  isClerkRuntimeError,
} from 'clerk-organization';

const options = { signal: new AbortController().signal, timeoutMs: 5000 };

export async function settings(organization: Organization, file: File): Promise<void> {
  const same: Organization = await organization.update({ name: 'Acme', slug: null }, options);
  await organization.update({ slug: 'acme' });
  // @ts-expect-error no such field
  await organization.update({ title: 'Acme' });
  const other: Organization = await organization.setLogo({ file }, options);
  await Promise.all([organization.setLogo({ file: 'data:image/png;base64,' }), organization.setLogo({ file: null })]);
  // @ts-expect-error a number is not an image
  await organization.setLogo({ file: 7 });
  const reloaded: Organization = await organization.reload(options);
  const nothing: void = await organization.destroy(options);
  return void [same, other, reloaded, nothing];
}

export async function members(organization: Organization): Promise<string> {
  const page: ClerkPaginatedResponse<OrganizationMembership> = await organization.getMemberships(
    { role: ['org:admin'], query: 'ada', initialPage: 1, pageSize: 20 },
    options,
  );
  // @ts-expect-error `role` is an array
  await organization.getMemberships({ role: 'org:admin' });
  const added: OrganizationMembership = await organization.addMember({ userId: 'user_1', role: 'org:member' }, options);
  // @ts-expect-error `userId` is required
  await organization.addMember({ role: 'org:member' });
  const changed: OrganizationMembership = await organization.updateMember({ userId: 'user_1', role: 'org:member' });
  const removed: OrganizationMembership = await organization.removeMember('user_1', options);
  await page.data[0]?.update({ role: 'org:viewer' }, options);
  const gone: OrganizationMembership | undefined = await page.data[0]?.destroy(options);
  const { data: roles, has_role_set_migration: migrates } = await organization.getRoles({ pageSize: 5 }, options);
  const role: Role | undefined = roles[0];
  const permission: Permission | undefined = role?.permissions[0];
  // @ts-expect-error the user's data may be missing
  const name: string | null = added.publicUserData.firstName;
  return `${name} ${changed.roleName} ${removed.createdAt.toISOString()} ${gone?.id} ${migrates} ${permission?.type}`;
}

export async function domains(organization: Organization): Promise<string> {
  const domain: OrganizationDomain = await organization.createDomain('example.com', { enrollmentMode: 'automatic_invitation' }, options);
  // @ts-expect-error no such mode
  await organization.createDomain('example.com', { enrollmentMode: 'automatic' });
  await domain.prepareAffiliationVerification({ affiliationEmailAddress: 'it@example.com' }, options);
  await domain.attemptAffiliationVerification({ code: '123456' });
  await domain.updateEnrollmentMode({ enrollmentMode: 'manual_invitation', deletePending: true });
  const expiresAt: Date | null | undefined = domain.affiliationVerification?.expiresAt;
  const { data, errors }: BulkOwnershipVerification = await organization.prepareOwnershipVerification([domain.id], options);
  await organization.attemptOwnershipVerification([domain.id]);
  const { data: page } = await organization.getDomains({ enrollmentMode: 'enterprise_sso' });
  const one: OrganizationDomain = await organization.getDomain({ domainId: page[0]?.id ?? '' });
  await one.delete(options);
  return `${expiresAt} ${data[0]?.ownershipVerification?.txtRecordValue} ${errors[0]?.code}`;
}

export async function requests(organization: Organization): Promise<OrganizationMembershipRequest[]> {
  const { data } = await organization.getMembershipRequests({ status: 'pending' }, options);
  const [first, ...others] = data;
  const accepted = await first?.accept(options);
  const rejected = await Promise.all(others.map((request) => request.reject()));
  return accepted ? [accepted, ...rejected] : rejected;
}

export async function received(user: User): Promise<OrganizationSuggestion | undefined> {
  const { data } = await user.getOrganizationSuggestions({ status: ['pending'], pageSize: 5 }, options);
  const left: DeletedObject = await user.leaveOrganization('org_1', options);
  const defaults: OrganizationCreationDefaults = await user.getOrganizationCreationDefaults(options);
  const name: string = defaults.form.name + (defaults.advisory?.code ?? '') + left.deleted;
  return name ? data[0]?.accept() : undefined;
}

export async function invited(clerk: Clerk): Promise<string> {
  try {
    const accepted: AcceptedInvitation = await clerk.acceptInvitation({ firstName: 'Gwen', password: '…', ...options });
    // @ts-expect-error `signUp` exists only while fields are missing
    void accepted.signUp;
    if (accepted.status === 'missing_requirements') return accepted.signUp.missingFields?.join() ?? '';
    return accepted.organization?.name ?? '';
  } catch (error) {
    if (isClerkRuntimeError(error) && error.code === 'invitation_for_another_user') return `${error.signedInAs}`;
    throw error;
  }
}

export async function unsupported(organization: Organization): Promise<void> {
  const never: never = await organization.getEnterpriseConnections();
  await organization.ssoBypassAllowlist.addUser({ userId: 'user_1' });
  return never;
}

/** Live lists, by their names. */
export function lists(organization: Organization, user: User): (string | undefined)[] {
  const members = organization.liveList('memberships', { role: ['org:admin'], pageSize: 5 });
  const received = user.liveList('userInvitations', { status: 'pending' });
  const unsubscribe: () => void = members.subscribe(() => void members.close());
  unsubscribe();
  void organization.liveList('domains').data[0]?.delete();
  void organization.liveList('membershipRequests').data[0]?.accept();
  void user.liveList('userSuggestions').data[0]?.accept();
  // @ts-expect-error no such list
  organization.liveList('userMemberships');
  // @ts-expect-error members have no status
  organization.liveList('memberships', { status: 'pending' });
  return [members.data[0]?.role, received.data[0]?.status, user.liveList('userMemberships').data[0]?.roleName];
}
