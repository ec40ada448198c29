//! E-mail addresses of users: the verified ones, which are unique, and those that a user has only added.

use rusqlite::OptionalExtension;

use super::Db;
use super::columns::{TableRow, columns};
use crate::model::fold::fold_address;

/// A verified address.
#[derive(Debug, Clone)]
pub(crate) struct EmailAddress {
    pub(crate) id: String,
    pub(crate) user_id: String,
    /// As [`fold_address`] spells it.
    pub(crate) email_address: String,
    /// How it was verified: `admin`, `ticket` or `email_code`.
    pub(crate) strategy: String,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// An address that nobody has verified. It signs nobody in.
#[derive(Debug, Clone)]
pub(crate) struct UnverifiedAddress {
    pub(crate) id: String,
    pub(crate) user_id: String,
    /// As [`fold_address`] spells it.
    pub(crate) email_address: String,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

columns! { EmailAddress in "email_addresses":
    id, user_id, email_address, strategy, created_at, updated_at
}

columns! { UnverifiedAddress in "unverified_email_addresses":
    id, user_id, email_address, created_at, updated_at
}

impl Db<'_> {
    /// A user's verified addresses, oldest first.
    pub(crate) fn email_addresses(&self, user_id: &str) -> rusqlite::Result<Vec<EmailAddress>> {
        self.connection
            .prepare_cached(
                "SELECT * FROM email_addresses WHERE instance_id = ?1 AND user_id = ?2 ORDER BY seq",
            )?
            .query_map([self.instance_id, user_id], EmailAddress::read)?
            .collect()
    }

    /// The verified address with this id, of any user.
    pub(crate) fn email_address(&self, id: &str) -> rusqlite::Result<Option<EmailAddress>> {
        self.connection
            .prepare_cached("SELECT * FROM email_addresses WHERE instance_id = ?1 AND id = ?2")?
            .query_row([self.instance_id, id], EmailAddress::read)
            .optional()
    }

    pub(crate) fn add_email_address(&self, address: &EmailAddress) -> rusqlite::Result<()> {
        let email_address = fold_address(&address.email_address);
        self.insert(&EmailAddress { email_address, ..address.clone() }, &[])
    }

    pub(crate) fn remove_email_address(&self, id: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("DELETE FROM email_addresses WHERE instance_id = ?1 AND id = ?2")?
            .execute([self.instance_id, id])?;
        Ok(())
    }

    /// A user's addresses that are not verified, oldest first.
    pub(crate) fn unverified_email_addresses(
        &self,
        user_id: &str,
    ) -> rusqlite::Result<Vec<UnverifiedAddress>> {
        self.connection
            .prepare_cached(
                "SELECT * FROM unverified_email_addresses WHERE instance_id = ?1 AND user_id = ?2 ORDER BY seq",
            )?
            .query_map([self.instance_id, user_id], UnverifiedAddress::read)?
            .collect()
    }

    /// The unverified address with this id, of any user.
    pub(crate) fn unverified_email_address(&self, id: &str) -> rusqlite::Result<Option<UnverifiedAddress>> {
        self.connection
            .prepare_cached("SELECT * FROM unverified_email_addresses WHERE instance_id = ?1 AND id = ?2")?
            .query_row([self.instance_id, id], UnverifiedAddress::read)
            .optional()
    }

    pub(crate) fn add_unverified_email_address(&self, address: &UnverifiedAddress) -> rusqlite::Result<()> {
        let email_address = fold_address(&address.email_address);
        self.insert(&UnverifiedAddress { email_address, ..address.clone() }, &[])
    }

    /// Removes an unverified address and the code that was sent to it.
    pub(crate) fn remove_unverified_email_address(&self, id: &str) -> rusqlite::Result<()> {
        self.remove_code(id)?;
        self.connection
            .prepare_cached("DELETE FROM unverified_email_addresses WHERE instance_id = ?1 AND id = ?2")?
            .execute([self.instance_id, id])?;
        Ok(())
    }
}
