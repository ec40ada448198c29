//! An organization's domains, as plain data. Times are Unix milliseconds, as on the wire.

use serde::{Deserialize, Serialize};

use crate::open_enum::open_enum;
use crate::resource::or_default;

open_enum! {
    /// How users with an address of a domain join the organization.
    EnrollmentMode {
        /// Only if a member invites them.
        ManualInvitation = "manual_invitation",
        /// By an invitation that the server creates.
        AutomaticInvitation = "automatic_invitation",
        /// By a suggestion, which they accept to request membership.
        AutomaticSuggestion = "automatic_suggestion",
        /// By the organization's single sign-on.
        EnterpriseSso = "enterprise_sso",
    }
}

open_enum! {
    /// The status of a verification.
    VerificationStatus {
        /// Not verified.
        Unverified = "unverified",
        /// Verified.
        Verified = "verified",
        /// Expired.
        Expired = "expired",
    }
}

/// A domain of an organization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrganizationDomain {
    /// `orgdmn_…`
    pub id: String,
    /// For example `example.com`.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    /// `org_…`
    #[serde(default, deserialize_with = "or_default")]
    pub organization_id: String,
    /// How users of the domain join.
    pub enrollment_mode: EnrollmentMode,
    /// The verification that the organization belongs to the domain, by a code that is mailed to an address of the
    /// domain. `None` before the first code.
    #[serde(default)]
    pub affiliation_verification: Option<DomainVerification>,
    /// The verification that the organization owns the domain, by a DNS record. `None` before the record is requested.
    #[serde(default)]
    pub ownership_verification: Option<OwnershipVerification>,
    /// The address to which codes are mailed.
    #[serde(default)]
    pub affiliation_email_address: Option<String>,
    /// The number of pending invitations that the server has created for users of the domain.
    #[serde(default, deserialize_with = "or_default")]
    pub total_pending_invitations: u64,
    /// The number of pending suggestions that the server has created for them.
    #[serde(default, deserialize_with = "or_default")]
    pub total_pending_suggestions: u64,
    /// When it was created.
    #[serde(default)]
    pub created_at: Option<i64>,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Option<i64>,
}

/// The verification of a domain by a mailed code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DomainVerification {
    /// The status.
    pub status: VerificationStatus,
    /// `email_code`.
    #[serde(default, deserialize_with = "or_default")]
    pub strategy: String,
    /// The number of attempts to enter the code. `None` if no code was mailed.
    #[serde(default)]
    pub attempts: Option<u32>,
    /// When the mailed code expires.
    #[serde(default)]
    pub expire_at: Option<i64>,
}

/// The verification of a domain by a DNS record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OwnershipVerification {
    /// The status.
    pub status: VerificationStatus,
    /// `txt`, `legacy`, `manual_override` or `parent_domain`.
    #[serde(default, deserialize_with = "or_default")]
    pub strategy: String,
    /// The number of look-ups of the record.
    #[serde(default)]
    pub attempts: Option<u32>,
    /// When the server stops looking for the record.
    #[serde(default)]
    pub expire_at: Option<i64>,
    /// When the domain was verified.
    #[serde(default)]
    pub verified_at: Option<i64>,
    /// The name of the TXT record. `None` unless the record was requested.
    #[serde(default)]
    pub txt_record_name: Option<String>,
    /// The value of the TXT record. `None` unless it was requested and the caller may manage domains.
    #[serde(default)]
    pub txt_record_value: Option<String>,
}

/// The result of verifying the ownership of several domains.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BulkOwnershipVerification {
    /// The domains that the server processed.
    #[serde(default, deserialize_with = "or_default")]
    pub data: Vec<OrganizationDomain>,
    /// The domains that the server refused.
    #[serde(default, deserialize_with = "or_default")]
    pub errors: Vec<DomainError>,
}

/// The error of one refused domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DomainError {
    /// The domain's id, as the caller passed it.
    #[serde(default, deserialize_with = "or_default")]
    pub id: String,
    /// The code of the error.
    #[serde(default, deserialize_with = "or_default")]
    pub code: String,
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_domain_has_the_expiry_of_its_code() {
        let domain: OrganizationDomain = serde_json::from_value(json!({
            "id": "orgdmn_1", "name": "x.io", "organization_id": "org_1", "enrollment_mode": "automatic_suggestion",
            "affiliation_verification": {
                "status": "unverified", "strategy": "email_code", "attempts": 1, "expire_at": 1_700_000_600_000_i64
            },
            "ownership_verification": null, "affiliation_email_address": "a@x.io", "total_pending_invitations": null
        }))
        .unwrap();
        assert_eq!(domain.enrollment_mode, EnrollmentMode::AutomaticSuggestion);
        let verification = domain.affiliation_verification.unwrap();
        assert_eq!(verification.status, VerificationStatus::Unverified);
        assert_eq!(verification.expire_at, Some(1_700_000_600_000));
    }

    #[test]
    fn an_unknown_mode_is_kept() {
        let domain: OrganizationDomain =
            serde_json::from_value(json!({ "id": "orgdmn_1", "enrollment_mode": "by_post" })).unwrap();
        assert_eq!(domain.enrollment_mode, EnrollmentMode::Other("by_post".into()));
    }
}
