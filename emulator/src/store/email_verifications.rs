//! Verifications of e-mail addresses that a program prepared. Their codes are in `codes` under the same ids.

use super::Db;
use super::columns::columns;

#[derive(Debug, Clone)]
pub(crate) struct EmailVerification {
    pub(crate) id: String,
    pub(crate) email_address_id: String,
    pub(crate) user_id: String,
    /// `None` until the code is entered.
    pub(crate) verified_at: Option<i64>,
    pub(crate) expire_at: i64,
}

columns! { EmailVerification in "email_verifications":
    id, email_address_id, user_id, verified_at, expire_at
}

impl Db<'_> {
    /// The verification of this address with this id.
    pub(crate) fn email_verification(
        &self,
        email_address_id: &str,
        id: &str,
    ) -> rusqlite::Result<Option<EmailVerification>> {
        self.find(
            "WHERE instance_id = ?1 AND email_address_id = ?2 AND id = ?3",
            [self.instance_id, email_address_id, id],
        )
    }

    /// Stores a new or changed verification.
    pub(crate) fn put_email_verification(&self, verification: &EmailVerification) -> rusqlite::Result<()> {
        self.put(verification, &[])
    }
}
