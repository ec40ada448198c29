//! Sign-up attempts.

use super::Db;
use super::columns::columns;
use crate::model::SignUp;

columns! { SignUp in "sign_ups":
    id, client_id, email_address, verified_by, first_name, last_name, password_hash, unsafe_metadata, ticket,
    created_session_id, created_user_id, abandon_at, created_at
}

impl Db<'_> {
    /// The sign-up of this client with this id, unless it is abandoned.
    pub(crate) fn sign_up(&self, client_id: &str, id: &str) -> rusqlite::Result<Option<SignUp>> {
        let found: Option<SignUp> = self.find(
            "WHERE instance_id = ?1 AND client_id = ?2 AND id = ?3",
            [self.instance_id, client_id, id],
        )?;
        Ok(found.filter(|sign_up| sign_up.abandon_at > self.now))
    }

    /// Stores a new or changed sign-up.
    pub(crate) fn put_sign_up(&self, sign_up: &SignUp) -> rusqlite::Result<()> {
        self.put(sign_up, &[("updated_at", &self.now)])
    }
}
