// The domains of an organization: users with an address of the domain may join.

import type { CallOptions, PageParams } from './call.js';
import type { Organization } from './organization.js';

/**
 * How users with an address of the domain join: only if a member invites them, by an invitation that the server creates, or by a
 * suggestion, which they accept to request membership.
 */
export type OrganizationEnrollmentMode =
  | 'manual_invitation'
  | 'automatic_invitation'
  | 'automatic_suggestion'
  | 'enterprise_sso';

/** How the organization proves that it belongs to the domain: by a code that is mailed to an address of the domain. */
export interface OrganizationDomainVerification {
  status: 'unverified' | 'verified';
  strategy: 'email_code';
  /** The number of attempts to enter the code; null if no code was mailed. */
  attempts: number | null;
  /** When the mailed code expires; null if no code was mailed. Clerk's client always has the current time here. */
  expiresAt: Date | null;
}

/** How the organization proves that it owns the domain: by a DNS record. */
export interface OrganizationDomainOwnershipVerification {
  status: 'unverified' | 'verified' | 'expired';
  strategy: 'txt' | 'legacy' | 'manual_override' | 'parent_domain';
  attempts: number | null;
  expiresAt: Date | null;
  verifiedAt: Date | null;
  /** The name of the TXT record; null unless the record was requested. */
  txtRecordName: string | null;
  /** The required value of the record; null unless it was requested and the caller may manage domains. */
  txtRecordValue: string | null;
}

/** A domain of an organization. */
export interface OrganizationDomain {
  id: string;
  pathRoot: string;
  /** For example `example.com`. */
  name: string;
  organizationId: string;
  enrollmentMode: OrganizationEnrollmentMode;
  /** The same object as `affiliationVerification`, under its older name. */
  verification: OrganizationDomainVerification | null;
  affiliationVerification: OrganizationDomainVerification | null;
  ownershipVerification: OrganizationDomainOwnershipVerification | null;
  /** The address to which codes are mailed. */
  affiliationEmailAddress: string | null;
  createdAt: Date;
  updatedAt: Date;
  totalPendingInvitations: number;
  totalPendingSuggestions: number;
  /**
   * Mails a code to an address of the domain. Updates this very object and resolves to it.
   *
   * @throws {ClerkAPIResponseError} 422 for an address of another domain
   */
  prepareAffiliationVerification: (
    params: PrepareAffiliationVerificationParams,
    options?: CallOptions,
  ) => Promise<OrganizationDomain>;
  /**
   * Verifies the domain with the mailed code. Updates this very object and resolves to it.
   *
   * @throws {ClerkAPIResponseError} 422 `form_code_incorrect`, 400 `verification_expired`
   */
  attemptAffiliationVerification: (
    params: AttemptAffiliationVerificationParams,
    options?: CallOptions,
  ) => Promise<OrganizationDomain>;
  /** Changes how users of the domain join. Updates this very object and resolves to it. */
  updateEnrollmentMode: (params: UpdateEnrollmentModeParams, options?: CallOptions) => Promise<OrganizationDomain>;
  /** Deletes the domain. The object keeps its data. */
  delete: (options?: CallOptions) => Promise<void>;
}

/** The params of {@link OrganizationDomain.prepareAffiliationVerification}. */
export interface PrepareAffiliationVerificationParams {
  /** An address of the domain. */
  affiliationEmailAddress: string;
}

/** The params of {@link OrganizationDomain.attemptAffiliationVerification}. */
export interface AttemptAffiliationVerificationParams {
  /** The mailed code. */
  code: string;
}

/** The params of {@link OrganizationDomain.updateEnrollmentMode}. */
export interface UpdateEnrollmentModeParams {
  enrollmentMode: OrganizationEnrollmentMode;
  /** Whether to revoke the domain's pending invitations and suggestions. Default false. */
  deletePending?: boolean | undefined;
}

/** The params of {@link Organization.getDomains}. */
export interface GetDomainsParams extends PageParams {
  /** Only domains in this mode. Default: all. */
  enrollmentMode?: OrganizationEnrollmentMode | undefined;
}

/** The result of {@link Organization.prepareOwnershipVerification} and `attemptOwnershipVerification`. */
export interface BulkOwnershipVerification {
  /** The domains that the server processed. */
  data: OrganizationDomain[];
  /** The domains that the server refused, each with the code of an error. */
  errors: { id: string; code: string }[];
}
