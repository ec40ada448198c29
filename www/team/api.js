// The page's calls of an organization other than those for invitations, each recorded with its source.

import { callSource } from 'clerk-organization/devtools';

import { opened } from '../calls/recorded.js';

/** The requests that belong to a call, as `METHOD path`. */
const SENDS = {
  memberships: /\/organizations\/[^/]+\/memberships/,
  roles: /\/roles$/,
  requests: /\/membership_requests/,
  domains: /\/domains/,
  organization: /\/organizations\/[^/]+$/,
  logo: /\/logo$/,
  leave: /\/me\/organization_memberships/,
};

/** The calls of one organization. They reject with the error of the call. */
export function teamApi(devtools, clerk, organization) {
  const call = (name, params, sends, start, { aside = false } = {}) => {
    const code = params === undefined ? `await ${name}()` : callSource(`await ${name}`, params);
    return devtools.record({ name, code, sends, aside }, start);
  };
  const list = (kind, sends) => (params, signal) => {
    const code = `${callSource('const list = organization.liveList', kind, params)};\nlist.subscribe(show);`;
    const start = () => organization.liveList(kind, params);
    return opened(devtools, { name: `organization.liveList('${kind}')`, code, sends }, [start], signal)[0];
  };
  /** Calls that end the membership: the client is fetched, and another organization becomes the active one. */
  const leaveBy = async (name, sends, start) => {
    await call(name, undefined, sends, start);
    await clerk.setActive({ organization: null });
  };

  return {
    memberships: list('memberships', SENDS.memberships),
    membershipRequests: list('membershipRequests', SENDS.requests),
    domains: list('domains', SENDS.domains),
    getRoles: (params) =>
      call('organization.getRoles', params, SENDS.roles, () => organization.getRoles(params), { aside: true }),
    setRole: (membership, role) =>
      call('membership.update', { role }, SENDS.memberships, () => membership.update({ role })),
    removeMember: (membership) => call('membership.destroy', undefined, SENDS.memberships, () => membership.destroy()),
    settleRequest: (request, method) => call(`request.${method}`, undefined, SENDS.requests, () => request[method]()),
    createDomain: (name) =>
      devtools.record(
        { name: 'organization.createDomain', code: callSource('await organization.createDomain', name), sends: SENDS.domains },
        () => organization.createDomain(name),
      ),
    setEnrollmentMode: (domain, enrollmentMode) =>
      call('domain.updateEnrollmentMode', { enrollmentMode }, SENDS.domains, () =>
        domain.updateEnrollmentMode({ enrollmentMode }),
      ),
    prepareAffiliation: (domain, affiliationEmailAddress) =>
      call('domain.prepareAffiliationVerification', { affiliationEmailAddress }, SENDS.domains, () =>
        domain.prepareAffiliationVerification({ affiliationEmailAddress }),
      ),
    attemptAffiliation: (domain, code) =>
      call('domain.attemptAffiliationVerification', { code }, SENDS.domains, () =>
        domain.attemptAffiliationVerification({ code }),
      ),
    deleteDomain: (domain) => call('domain.delete', undefined, SENDS.domains, () => domain.delete()),
    update: (params) => call('organization.update', params, SENDS.organization, () => organization.update(params)),
    setLogo: (file) =>
      devtools.record(
        { name: 'organization.setLogo', code: `await organization.setLogo({ file${file ? '' : ': null'} })`, sends: SENDS.logo },
        () => organization.setLogo({ file }),
      ),
    leave: () => leaveBy('clerk.user.leaveOrganization', SENDS.leave, () => clerk.user.leaveOrganization(organization.id)),
    destroy: () => leaveBy('organization.destroy', SENDS.organization, () => organization.destroy()),
  };
}
