//! Sign-up attempts.

use rusqlite::{OptionalExtension, Row, named_params};

use super::{Db, json_column};
use crate::model::SignUp;

impl SignUp {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            client_id: row.get("client_id")?,
            email_address: row.get("email_address")?,
            verified_by: row.get("verified_by")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            password_hash: row.get("password_hash")?,
            unsafe_metadata: json_column(row, "unsafe_metadata")?,
            ticket: row.get("ticket")?,
            created_session_id: row.get("created_session_id")?,
            created_user_id: row.get("created_user_id")?,
            abandon_at: row.get("abandon_at")?,
            created_at: row.get("created_at")?,
        })
    }
}

impl Db<'_> {
    /// A sign-up of this client that is not abandoned.
    pub(crate) fn sign_up(&self, client_id: &str, id: &str) -> rusqlite::Result<Option<SignUp>> {
        let found = self
            .connection
            .prepare_cached("SELECT * FROM sign_ups WHERE instance_id = ?1 AND client_id = ?2 AND id = ?3")?
            .query_row([self.instance_id, client_id, id], SignUp::read)
            .optional()?;
        Ok(found.filter(|sign_up| sign_up.abandon_at > self.now))
    }

    /// Stores a sign-up, new or changed.
    pub(crate) fn put_sign_up(&self, sign_up: &SignUp) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO sign_ups (instance_id, id, client_id, email_address, verified_by, first_name,
                   last_name, password_hash, unsafe_metadata, ticket, created_session_id, created_user_id,
                   abandon_at, created_at, updated_at)
                 VALUES (:instance_id, :id, :client_id, :email_address, :verified_by, :first_name,
                   :last_name, :password_hash, :unsafe_metadata, :ticket, :created_session_id,
                   :created_user_id, :abandon_at, :created_at, :now)
                 ON CONFLICT (instance_id, id) DO UPDATE SET email_address = excluded.email_address,
                   verified_by = excluded.verified_by, first_name = excluded.first_name,
                   last_name = excluded.last_name, password_hash = excluded.password_hash,
                   unsafe_metadata = excluded.unsafe_metadata, ticket = excluded.ticket,
                   created_session_id = excluded.created_session_id,
                   created_user_id = excluded.created_user_id, updated_at = excluded.updated_at",
            )?
            .execute(named_params! {
                ":instance_id": self.instance_id, ":id": sign_up.id, ":client_id": sign_up.client_id,
                ":email_address": sign_up.email_address, ":verified_by": sign_up.verified_by,
                ":first_name": sign_up.first_name, ":last_name": sign_up.last_name,
                ":password_hash": sign_up.password_hash,
                ":unsafe_metadata": sign_up.unsafe_metadata.to_string(), ":ticket": sign_up.ticket,
                ":created_session_id": sign_up.created_session_id,
                ":created_user_id": sign_up.created_user_id, ":abandon_at": sign_up.abandon_at,
                ":created_at": sign_up.created_at, ":now": self.now,
            })?;
        Ok(())
    }
}
