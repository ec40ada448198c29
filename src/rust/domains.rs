//! The domains of an organization, whose users may join it.

use serde::Serialize;

use super::calls::NoParams;
use super::organization::Organization;
use crate::domain::{BulkOwnershipVerification, EnrollmentMode, OrganizationDomain};
use crate::error::Error;
use crate::params::GetDomainsParams;
use crate::resource::{DeletedObject, Page};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreateDomain<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    enrollment_mode: Option<EnrollmentMode>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UpdateEnrollmentMode {
    enrollment_mode: EnrollmentMode,
    delete_pending: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PrepareAffiliation<'a> {
    affiliation_email_address: &'a str,
}

#[derive(Serialize)]
struct AttemptAffiliation<'a> {
    code: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DomainIds<'a> {
    organization_domain_ids: &'a [&'a str],
}

impl Organization {
    /// A page of the organization's domains.
    ///
    /// # Errors
    ///
    /// `InvalidParams` before anything is sent; [`Error::Api`] 403 `missing_organization_permission`, or 403 if the
    /// instance has no domains.
    pub async fn get_domains(&self, params: GetDomainsParams) -> Result<Page<OrganizationDomain>, Error> {
        self.client.read("getDomains", &[self.id()], &params).await
    }

    /// One domain.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 404 for an unknown domain.
    pub async fn get_domain(&self, domain_id: &str) -> Result<OrganizationDomain, Error> {
        self.client.read("getDomain", &[self.id(), domain_id], &NoParams {}).await
    }

    /// Adds a domain, for example `example.com`. Without a mode, users of the domain join only if a member invites
    /// them.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 403 `missing_organization_permission`, 422 for a name that is not a domain or is a mail
    /// provider's; `OutcomeUnknown` if the request got no answer.
    pub async fn create_domain(
        &self,
        name: &str,
        enrollment_mode: Option<EnrollmentMode>,
    ) -> Result<OrganizationDomain, Error> {
        self.client.alter("createDomain", &[self.id()], &CreateDomain { name, enrollment_mode }).await
    }

    /// Deletes a domain.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 404 for an unknown domain, 403 `missing_organization_permission`; `OutcomeUnknown` if the request
    /// got no answer.
    pub async fn delete_domain(&self, domain_id: &str) -> Result<DeletedObject, Error> {
        self.client.alter("deleteDomain", &[self.id(), domain_id], &NoParams {}).await
    }

    /// Changes how users of a domain join. With `delete_pending` the domain's pending invitations and suggestions are
    /// revoked.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 403 if the domain is not verified, 404 for an unknown one; `OutcomeUnknown` if the request got no
    /// answer.
    pub async fn update_enrollment_mode(
        &self,
        domain_id: &str,
        enrollment_mode: EnrollmentMode,
        delete_pending: bool,
    ) -> Result<OrganizationDomain, Error> {
        let params = UpdateEnrollmentMode { enrollment_mode, delete_pending };
        self.client.alter("updateEnrollmentMode", &[self.id(), domain_id], &params).await
    }

    /// Mails a code to an address of the domain.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 422 for an address of another domain; `OutcomeUnknown` if the request got no answer.
    pub async fn prepare_affiliation_verification(
        &self,
        domain_id: &str,
        email_address: &str,
    ) -> Result<OrganizationDomain, Error> {
        let params = PrepareAffiliation { affiliation_email_address: email_address };
        self.client.alter("prepareAffiliationVerification", &[self.id(), domain_id], &params).await
    }

    /// Verifies a domain with the mailed code.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] 422 `form_code_incorrect`, 400 `verification_expired`; `OutcomeUnknown` if the request got no answer.
    pub async fn attempt_affiliation_verification(
        &self,
        domain_id: &str,
        code: &str,
    ) -> Result<OrganizationDomain, Error> {
        let params = AttemptAffiliation { code };
        self.client.alter("attemptAffiliationVerification", &[self.id(), domain_id], &params).await
    }

    /// Requests the DNS records that prove the ownership of domains. Each returned domain has its record in
    /// `ownership_verification`.
    ///
    /// # Errors
    ///
    /// `InvalidParams` without ids; [`Error::Api`] 403 `missing_organization_permission`; `OutcomeUnknown` if the request
    /// got no answer.
    pub async fn prepare_ownership_verification(
        &self,
        domain_ids: &[&str],
    ) -> Result<BulkOwnershipVerification, Error> {
        self.verify_ownership("prepareOwnershipVerification", domain_ids).await
    }

    /// Looks for the DNS records of domains.
    ///
    /// # Errors
    ///
    /// As [`prepare_ownership_verification`](Self::prepare_ownership_verification).
    pub async fn attempt_ownership_verification(
        &self,
        domain_ids: &[&str],
    ) -> Result<BulkOwnershipVerification, Error> {
        self.verify_ownership("attemptOwnershipVerification", domain_ids).await
    }

    async fn verify_ownership(
        &self,
        operation: &str,
        organization_domain_ids: &[&str],
    ) -> Result<BulkOwnershipVerification, Error> {
        self.client.alter(operation, &[self.id()], &DomainIds { organization_domain_ids }).await
    }
}
