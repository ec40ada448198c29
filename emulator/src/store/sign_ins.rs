//! Sign-in attempts.

use serde_json::Value;

use super::Db;
use super::columns::columns;

#[derive(Debug, Clone)]
pub(crate) struct SignIn {
    pub(crate) id: String,
    pub(crate) client_id: String,
    /// `None` until the identifier is recognized.
    pub(crate) user_id: Option<String>,
    pub(crate) identifier: Option<String>,
    /// Clerk's words: `needs_identifier`, `needs_first_factor`, `needs_second_factor`, `needs_new_password`, `complete`.
    pub(crate) status: String,
    /// The current or completed verification, as in answers.
    pub(crate) first_factor: Option<Value>,
    /// The verification of the second factor.
    pub(crate) second_factor: Option<Value>,
    /// The organization of the used invitation. The session starts in it.
    pub(crate) invited_to: Option<String>,
    pub(crate) created_session_id: Option<String>,
    pub(crate) abandon_at: i64,
    pub(crate) created_at: i64,
}

columns! { SignIn in "sign_ins":
    id, client_id, user_id, identifier, status, first_factor, second_factor, invited_to, created_session_id, abandon_at, created_at
}

impl Db<'_> {
    /// The sign-in of this client with this id, unless it is abandoned.
    pub(crate) fn sign_in(&self, client_id: &str, id: &str) -> rusqlite::Result<Option<SignIn>> {
        let found: Option<SignIn> = self.find(
            "WHERE instance_id = ?1 AND client_id = ?2 AND id = ?3",
            [self.instance_id, client_id, id],
        )?;
        Ok(found.filter(|sign_in| sign_in.abandon_at > self.now))
    }

    /// Stores a new or changed sign-in.
    pub(crate) fn put_sign_in(&self, sign_in: &SignIn) -> rusqlite::Result<()> {
        self.put(sign_in, &[("updated_at", &self.now)])
    }
}
