//! An organization's domain.

#[derive(Debug, Clone)]
pub(crate) struct Domain {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    /// In lower case.
    pub(crate) name: String,
    /// One of [`crate::rules::domain::ENROLLMENT_MODES`].
    pub(crate) enrollment_mode: String,
    /// The address in this domain that proves the affiliation, or that received a code for it.
    pub(crate) affiliation_email_address: Option<String>,
    pub(crate) affiliation_verified_at: Option<i64>,
    /// The required value of the ownership challenge's DNS record. `None` before the first challenge.
    pub(crate) ownership_txt_value: Option<String>,
    pub(crate) ownership_attempts: i64,
    pub(crate) ownership_expire_at: Option<i64>,
    pub(crate) ownership_verified_at: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}
