// The domains of an organization: who has an address there may join.

import type { CallOptions, PageParams } from './call.js';
import type { Organization } from './organization.js';

/**
 * How users with an address of the domain join: only by an invitation of a person, by one that the server makes, or by a
 * suggestion that they may answer with a request.
 */
export type OrganizationEnrollmentMode =
  | 'manual_invitation'
  | 'automatic_invitation'
  | 'automatic_suggestion'
  | 'enterprise_sso';

/** How the organization proves that it belongs to the domain: by a code that is mailed to an address there. */
export interface OrganizationDomainVerification {
  status: 'unverified' | 'verified';
  strategy: 'email_code';
  /** How often a code was entered; null if none was mailed. */
  attempts: number | null;
  /** When the mailed code expires; null if none was mailed. Clerk's client has the present time here. */
  expiresAt: Date | null;
}

/** How the organization proves that it owns the domain: by a DNS record. */
export interface OrganizationDomainOwnershipVerification {
  status: 'unverified' | 'verified' | 'expired';
  strategy: 'txt' | 'legacy' | 'manual_override' | 'parent_domain';
  attempts: number | null;
  expiresAt: Date | null;
  verifiedAt: Date | null;
  /** The name of the TXT record; null unless the record is asked for. */
  txtRecordName: string | null;
  /** What the record must say; null unless it is asked for and the caller may manage domains. */
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
  /** The address that codes are mailed to. */
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

/** What {@link OrganizationDomain.prepareAffiliationVerification} takes. */
export interface PrepareAffiliationVerificationParams {
  /** An address of the domain. */
  affiliationEmailAddress: string;
}

/** What {@link OrganizationDomain.attemptAffiliationVerification} takes. */
export interface AttemptAffiliationVerificationParams {
  /** The mailed code. */
  code: string;
}

/** What {@link OrganizationDomain.updateEnrollmentMode} takes. */
export interface UpdateEnrollmentModeParams {
  enrollmentMode: OrganizationEnrollmentMode;
  /** Whether invitations and suggestions that the domain has made, and that are pending, are taken back. Default false. */
  deletePending?: boolean;
}

/** What {@link Organization.getDomains} takes. */
export interface GetDomainsParams extends PageParams {
  /** Only domains in this mode. Default: all. */
  enrollmentMode?: OrganizationEnrollmentMode;
}

/** What {@link Organization.prepareOwnershipVerification} and `attemptOwnershipVerification` resolve to. */
export interface BulkOwnershipVerification {
  /** The domains that the server processed. */
  data: OrganizationDomain[];
  /** Those that it refused, each with the code of an error. */
  errors: { id: string; code: string }[];
}
