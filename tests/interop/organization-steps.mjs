// One sequence of calls for Clerk's official browser client and ours. The functions run in the page.

const step = (title, call, more = {}) => ({ title, call, ...more });

// Each method with each documented parameter. A step resolves to the call's result, or to an array of the result and
// further observations, such as the identity of objects and their later state.
export const AS_ADMIN = [
  step('the organization', ({ organization }) => organization),
  step('getRoles', ({ organization }) => organization.getRoles()),
  step('getRoles of a page', ({ organization }) => organization.getRoles({ initialPage: 2, pageSize: 1 })),
  step('getMemberships', ({ organization }) => organization.getMemberships()),
  step('getMemberships of a page', ({ organization }) => organization.getMemberships({ initialPage: 2, pageSize: 3 })),
  step('getMemberships in roles', ({ organization }) => organization.getMemberships({ role: ['org:admin', 'org:viewer'] })),
  step('getMemberships with a text', ({ organization }) => organization.getMemberships({ query: 'milo' })),
  step('getMemberships with everything', ({ organization }) =>
    organization.getMemberships({ pageSize: 2, query: 'a', role: ['org:member'], initialPage: 1 }),
  ),
  step('addMember', ({ organization }, kept, { userId }) => organization.addMember({ userId, role: 'org:member' })),
  step('addMember once more', ({ organization }, kept, { userId }) => organization.addMember({ role: 'org:member', userId })),
  step('updateMember', ({ organization }, kept, { userId }) => organization.updateMember({ userId, role: 'org:viewer' })),
  step('updateMember to no role', ({ organization }, kept, { userId }) =>
    organization.updateMember({ userId, role: 'org:emperor' }),
  ),
  step('membership.update', async ({ organization }, kept) => {
    kept.membership = (await organization.getMemberships({ query: 'another' })).data[0];
    const updated = await kept.membership.update({ role: 'org:member' });
    return [updated === kept.membership, updated];
  }),
  step('membership.update, detached', (clerk, { membership: { update } }) => update({ role: 'org:viewer' })),
  step('membership.destroy', async (clerk, { membership }) => {
    const result = await membership.destroy();
    return [result === undefined ? 'nothing' : result === membership && 'itself', membership.role, membership.publicUserData.identifier];
  }),
  step('membership.destroy once more', (clerk, { membership }) => membership.destroy()),
  step('removeMember', async ({ organization }, kept, { userId }) => {
    await organization.addMember({ userId, role: 'org:member' });
    return organization.removeMember(userId);
  }),
  step('removeMember once more', ({ organization }, kept, { userId }) => organization.removeMember(userId)),
  step('the own memberships', ({ user }) => user.organizationMemberships),
  step('the own membership may not lose the last admin', ({ user, organization }) =>
    user.organizationMemberships.find((one) => one.organization.id === organization.id).update({ role: 'org:member' }),
  ),
  step('createDomain', async ({ organization }, kept) => (kept.domain = await organization.createDomain('northwind.example'))),
  step('createDomain with a mode', ({ organization }) =>
    organization.createDomain('harbor.example', { enrollmentMode: 'automatic_suggestion' }),
  ),
  step('createDomain that is verified by the own address', ({ organization }) => organization.createDomain('example.com')),
  step('createDomain that is taken', ({ organization }) => organization.createDomain('northwind.example')),
  step('getDomains', ({ organization }) => organization.getDomains()),
  step('getDomains of a page', ({ organization }) => organization.getDomains({ initialPage: 2, pageSize: 1 })),
  step('getDomains in a mode', ({ organization }) =>
    organization.getDomains({ enrollmentMode: 'automatic_suggestion', pageSize: 5 }),
  ),
  step('getDomain', ({ organization }, { domain }) => organization.getDomain({ domainId: domain.id })),
  step('getDomain that is not there', ({ organization }) => organization.getDomain({ domainId: 'orgdmn_lost' })),
  step('domain.prepareAffiliationVerification', async (clerk, { domain }) => {
    const prepared = await domain.prepareAffiliationVerification({ affiliationEmailAddress: 'it@northwind.example' });
    return [prepared === domain, domain.verification === domain.affiliationVerification, domain];
  }),
  step('domain.prepareAffiliationVerification elsewhere', (clerk, { domain }) =>
    domain.prepareAffiliationVerification({ affiliationEmailAddress: 'it@elsewhere.example' }),
  ),
  step('domain.attemptAffiliationVerification with a wrong code', (clerk, { domain }) =>
    domain.attemptAffiliationVerification({ code: '000000' }),
  ),
  step(
    'domain.attemptAffiliationVerification',
    async (clerk, { domain }, { code }) => [(await domain.attemptAffiliationVerification({ code })) === domain, domain],
    { code: true },
  ),
  step('domain.updateEnrollmentMode', async (clerk, { domain }) => [
    (await domain.updateEnrollmentMode({ enrollmentMode: 'automatic_invitation' })) === domain,
    domain,
  ]),
  step('domain.updateEnrollmentMode without what is pending', (clerk, { domain }) =>
    domain.updateEnrollmentMode({ enrollmentMode: 'manual_invitation', deletePending: true }),
  ),
  step('prepareOwnershipVerification', ({ organization }, { domain }) =>
    organization.prepareOwnershipVerification([domain.id, 'orgdmn_lost']),
  ),
  step('attemptOwnershipVerification', ({ organization }, { domain }) => organization.attemptOwnershipVerification([domain.id])),
  step('domain.delete', async (clerk, { domain }) => [String(await domain.delete()), domain.name]),
  step('getMembershipRequests', ({ organization }) => organization.getMembershipRequests()),
  step('getMembershipRequests of a status and a page', async ({ organization }, kept) => {
    const page = await organization.getMembershipRequests({ status: 'pending', initialPage: 1, pageSize: 5 });
    [kept.request, kept.other] = page.data;
    return page;
  }),
  step('request.accept', async (clerk, { request }) => [(await request.accept()) === request, request]),
  step('request.accept once more', (clerk, { request: { accept } }) => accept()),
  step('request.reject', async (clerk, { other }) => [(await other.reject()) === other, other]),
  step('update', async (clerk) => {
    const { organization } = clerk;
    const updated = await organization.update({ name: 'Northwind Two', slug: 'northwind-two' });
    return [updated === organization, updated];
  }),
  step('update of the name, then the slug first', async ({ organization }) => {
    await organization.update({ name: 'Northwind' });
    return (await organization.update({ slug: 'northwind-three', name: 'Northwind' })).slug;
  }),
  step('update with a slug of null', ({ organization }) => organization.update({ name: 'Northwind', slug: null })),
  step('update to a bad slug', ({ organization }) => organization.update({ name: 'Northwind', slug: 'A B' })),
  step('reload', async ({ organization }) => [(await organization.reload()) === organization, organization.name]),
  step('setLogo to a File', async ({ organization }, kept, { png }) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const logo = await organization.setLogo({ file: new File([bytes], 'a logo.png', { type: 'image/png' }) });
    return [logo === organization, logo];
  }),
  step('setLogo to a Blob', async ({ organization }, kept, { png }) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    return (await organization.setLogo({ file: new Blob([bytes], { type: 'image/png' }) })).hasImage;
  }),
  step('setLogo to a text', async ({ organization }, kept, { png }) => (await organization.setLogo({ file: png })).hasImage),
  step('setLogo to a data URL', async ({ organization }, kept, { png }) =>
    (await organization.setLogo({ file: `data:image/png;base64,${png}` })).hasImage,
  ),
  step('setLogo to no image', ({ organization }) => organization.setLogo({ file: new Blob(['text'], { type: 'text/plain' }) })),
  step('setLogo to null', async ({ organization }) => {
    const logo = await organization.setLogo({ file: null });
    return [typeof logo.id, typeof logo.name];
  }),
  step('a method of another client', ({ organization }) => typeof organization.getEnterpriseConnections),
  step('getOrganizationMemberships', ({ user }) => user.getOrganizationMemberships()),
  step('getOrganizationMemberships of a page', ({ user }) => user.getOrganizationMemberships({ initialPage: 2, pageSize: 1 })),
  step('getOrganizationCreationDefaults', ({ user }) => user.getOrganizationCreationDefaults()),
  step('getOrganizationCreationDefaults with everything', ({ user }) => user.getOrganizationCreationDefaults(), {
    answer: {
      path: 'organization_creation_defaults',
      body: {
        response: {
          advisory: { code: 'organization_already_exists', severity: 'warning', meta: { organization_name: 'Example' } },
          form: { name: 'Example', slug: 'example', logo: null, blur_hash: 'LKO2' },
        },
        client: null,
      },
    },
  }),
  step('leaveOrganization', ({ user }) =>
    user.leaveOrganization(user.organizationMemberships.find(({ role }) => role === 'org:member').organization.id),
  ),
  step('leaveOrganization that is not there', ({ user }) => user.leaveOrganization('org_lost')),
  step('a 403', ({ organization }) => organization.getMemberships(), {
    answer: {
      path: 'memberships',
      status: 403,
      body: { errors: [{ code: 'missing_organization_permission', message: 'no', long_message: 'No.', meta: {} }] },
    },
  }),
  step('destroy', async (clerk) => {
    const { organization } = clerk;
    return [String(await organization.destroy()), organization.name, clerk.organization];
  }),
];
export const AS_GUEST = [
  step('getOrganizationSuggestions', ({ user }) => user.getOrganizationSuggestions()),
  step('getOrganizationSuggestions of a status and a page', async ({ user }, kept) => {
    const page = await user.getOrganizationSuggestions({ status: 'pending', initialPage: 1, pageSize: 5 });
    [kept.suggestion] = page.data;
    return page;
  }),
  step('suggestion.accept', async (clerk, { suggestion }) => [(await suggestion.accept()) === suggestion, suggestion]),
  step('suggestion.accept once more', (clerk, { suggestion: { accept } }) => accept()),
  step('getOrganizationInvitations', ({ user }) => user.getOrganizationInvitations()),
  step('getOrganizationInvitations of statuses and a page', async ({ user }, kept) => {
    const page = await user.getOrganizationInvitations({ status: ['pending', 'revoked'], initialPage: 1, pageSize: 5 });
    [kept.invitation] = page.data;
    return page;
  }),
  step('invitation.accept', async (clerk, { invitation }) => [(await invitation.accept()) === invitation, invitation]),
  step('invitation.accept once more', (clerk, { invitation: { accept } }) => accept()),
  step('the membership that came of it', ({ user }) => user.organizationMemberships),
];
