//! Sign-ups, and the codes that prove addresses.

use serde_json::Value;

#[derive(Debug, Clone)]
pub(crate) struct SignUp {
    pub(crate) id: String,
    pub(crate) client_id: String,
    /// In lower case.
    pub(crate) email_address: Option<String>,
    /// How the address was verified: `ticket` or `email_code`. `None` before that.
    pub(crate) verified_by: Option<String>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) password_hash: Option<String>,
    pub(crate) unsafe_metadata: Value,
    /// The ticket of the invitation to accept when the sign-up completes.
    pub(crate) ticket: Option<String>,
    pub(crate) created_session_id: Option<String>,
    pub(crate) created_user_id: Option<String>,
    pub(crate) abandon_at: i64,
    pub(crate) created_at: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Code {
    /// The sign-in, sign-up, address or domain that the code verifies.
    pub(crate) owner_id: String,
    /// The recipient.
    pub(crate) email_address: String,
    pub(crate) code: String,
    /// The number of wrong codes that were entered.
    pub(crate) attempts: i64,
    pub(crate) expire_at: i64,
}
