// The domains of an organization. Each exported function is the method of its name.

import type { OrganizationContext } from '../account.js';
import { toDate } from '../json.js';
import type { Json } from '../json.js';
import { fieldsOf, readFields, withId } from './fields.js';
import type {
  BulkOwnershipVerification,
  CallOptions,
  ClerkPaginatedResponse,
  GetDomainsParams,
  Organization,
  OrganizationDomain,
  OrganizationDomainOwnershipVerification,
  OrganizationDomainVerification,
  OrganizationEnrollmentMode,
} from '../types.js';
import { change, page, parsed, read } from './calls.js';

const DOMAIN = fieldsOf(
  'id path_root name organization_id enrollment_mode verification affiliation_verification ' +
    'ownership_verification affiliation_email_address created_at updated_at total_pending_invitations ' +
    'total_pending_suggestions',
  { path_root: '' },
);

export const getDomains = (
  context: OrganizationContext,
  { id }: Organization,
  params?: GetDomainsParams,
  options?: CallOptions,
): Promise<ClerkPaginatedResponse<OrganizationDomain>> => {
  const { enrollmentMode, ...others } = Object(params) as GetDomainsParams;
  // Clerk's client sends the mode last, after `limit` and `offset`, whose values the core writes.
  const query = enrollmentMode ? { ...others, limit: 0, offset: 0, enrollment_mode: enrollmentMode } : others;
  // The core refuses params that are not an object.
  return page(context, 'getDomains', [id], typeof params === 'object' ? query : params, (row) => toDomain(context, row), options);
};

export const getDomain = async (
  context: OrganizationContext,
  { id }: Organization,
  params: { domainId: string },
  options?: CallOptions,
): Promise<OrganizationDomain> =>
  toDomain(context, await read(context, 'getDomain', [id, params?.domainId ?? ''], {}, options));

export const createDomain = async (
  context: OrganizationContext,
  { id }: Organization,
  name: string,
  params?: { enrollmentMode?: OrganizationEnrollmentMode },
  options?: CallOptions,
): Promise<OrganizationDomain> => {
  const { enrollmentMode } = params ?? {};
  return toDomain(context, await change(context, id, 'createDomain', [id], { name, enrollmentMode }, options));
};

const verifyOwnership =
  (operation: string) =>
  async (
    context: OrganizationContext,
    { id }: Organization,
    organizationDomainIds: string[],
    options?: CallOptions,
  ): Promise<BulkOwnershipVerification> => {
    const json = await change(context, id, operation, [id], { organizationDomainIds }, options);
    const { data, errors } = json as { data?: Json[] | null; errors?: BulkOwnershipVerification['errors'] | null };
    const domains = parsed('a list of domains', () => (data ?? []).map((row) => toDomain(context, row)));
    return { data: domains, errors: errors ?? [] };
  };

export const prepareOwnershipVerification = verifyOwnership('prepareOwnershipVerification');
export const attemptOwnershipVerification = verifyOwnership('attemptOwnershipVerification');

function toDomain(context: OrganizationContext, json: Json): OrganizationDomain {
  const domain = readDomain(json, {} as OrganizationDomain);
  const send = (operation: string, params: object | undefined, options?: CallOptions): Promise<Json> => {
    const { id, organizationId } = domain;
    return change(context, organizationId, operation, [organizationId, id], params, options);
  };
  const update = async (operation: string, params: object | undefined, options?: CallOptions) =>
    readDomain(await send(operation, params, options), domain);
  domain.prepareAffiliationVerification = (...args) => update('prepareAffiliationVerification', ...args);
  domain.attemptAffiliationVerification = (...args) => update('attemptAffiliationVerification', ...args);
  domain.updateEnrollmentMode = (...args) => update('updateEnrollmentMode', ...args);
  domain.delete = async (options) => void (await send('deleteDomain', {}, options));
  return domain;
}

const dateOrNull = (ms: unknown): Date | null => (ms ? toDate(ms) : null);

function readDomain(json: Json, domain: OrganizationDomain): OrganizationDomain {
  readFields(withId(json), DOMAIN, domain);
  domain.verification = domain.affiliationVerification = affiliation(json['affiliation_verification'] ?? json['verification']);
  domain.ownershipVerification = ownership(json['ownership_verification']);
  return domain;
}

function affiliation(given: unknown): OrganizationDomainVerification | null {
  if (!given) return null;
  const { status, strategy, attempts = null, expire_at: expireAt } = given as OrganizationDomainVerification & Json;
  return { status, strategy, attempts, expiresAt: dateOrNull(expireAt) };
}

function ownership(given: unknown): OrganizationDomainOwnershipVerification | null {
  if (!given) return null;
  const json = given as OrganizationDomainOwnershipVerification & Json;
  return {
    status: json.status,
    strategy: json.strategy,
    attempts: json.attempts,
    expiresAt: dateOrNull(json['expire_at']),
    verifiedAt: dateOrNull(json['verified_at']),
    txtRecordName: (json['txt_record_name'] as string | undefined) ?? null,
    txtRecordValue: (json['txt_record_value'] as string | undefined) ?? null,
  };
}
