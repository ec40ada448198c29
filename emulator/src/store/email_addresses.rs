//! E-mail addresses of users: verified ones, which are unique, and unverified ones.

use std::collections::HashMap;

use serde_json::Value;

use super::Db;
use super::columns::{Selected, columns};
use super::users::User;
use crate::model::fold::fold_address;

#[derive(Debug, Clone)]
pub(crate) struct EmailAddress {
    pub(crate) id: String,
    pub(crate) user_id: String,
    /// In the spelling of [`fold_address`].
    pub(crate) email_address: String,
    /// How it was verified: `admin`, `ticket` or `email_code`.
    pub(crate) strategy: String,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

/// An unverified address. It cannot be used to sign in.
#[derive(Debug, Clone)]
pub(crate) struct UnverifiedAddress {
    pub(crate) id: String,
    pub(crate) user_id: String,
    /// In the spelling of [`fold_address`].
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
        self.find_all("WHERE instance_id = ?1 AND user_id = ?2 ORDER BY seq", [self.instance_id, user_id])
    }

    /// The verified addresses of several users, by user id, oldest first.
    pub(crate) fn email_addresses_of(
        &self,
        users: &[User],
    ) -> rusqlite::Result<HashMap<String, Vec<EmailAddress>>> {
        self.by_user(users, |address: &EmailAddress| &address.user_id)
    }

    /// Like [`email_addresses_of`](Self::email_addresses_of), for unverified addresses.
    pub(crate) fn unverified_email_addresses_of(
        &self,
        users: &[User],
    ) -> rusqlite::Result<HashMap<String, Vec<UnverifiedAddress>>> {
        self.by_user(users, |address: &UnverifiedAddress| &address.user_id)
    }

    fn by_user<R: Selected>(
        &self,
        users: &[User],
        user_id: impl Fn(&R) -> &String,
    ) -> rusqlite::Result<HashMap<String, Vec<R>>> {
        let ids = Value::from_iter(users.iter().map(|user| user.id.as_str())).to_string();
        let rows: Vec<R> = self.find_all(
            "WHERE instance_id = ?1 AND user_id IN (SELECT value FROM json_each(?2)) ORDER BY user_id, seq",
            [self.instance_id, &ids],
        )?;
        let mut found: HashMap<String, Vec<R>> = HashMap::new();
        for row in rows {
            found.entry(user_id(&row).clone()).or_default().push(row);
        }
        Ok(found)
    }

    /// The verified address with this id, of any user.
    pub(crate) fn email_address(&self, id: &str) -> rusqlite::Result<Option<EmailAddress>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
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

    /// A user's unverified addresses, oldest first.
    pub(crate) fn unverified_email_addresses(
        &self,
        user_id: &str,
    ) -> rusqlite::Result<Vec<UnverifiedAddress>> {
        self.find_all("WHERE instance_id = ?1 AND user_id = ?2 ORDER BY seq", [self.instance_id, user_id])
    }

    /// The unverified address with this id, of any user.
    pub(crate) fn unverified_email_address(&self, id: &str) -> rusqlite::Result<Option<UnverifiedAddress>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
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
