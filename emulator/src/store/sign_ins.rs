//! Sign-in attempts.

use rusqlite::{OptionalExtension, Row, named_params};
use serde_json::Value;

use super::Db;

#[derive(Debug, Clone)]
pub(crate) struct SignIn {
    pub(crate) id: String,
    pub(crate) client_id: String,
    /// `None` until the identifier was recognised.
    pub(crate) user_id: Option<String>,
    pub(crate) identifier: Option<String>,
    /// Clerk's words: `needs_identifier`, `needs_first_factor`, `complete`.
    pub(crate) status: String,
    /// The verification under way or done, as it is shown.
    pub(crate) first_factor: Option<Value>,
    pub(crate) created_session_id: Option<String>,
    pub(crate) abandon_at: i64,
    pub(crate) created_at: i64,
}

impl SignIn {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let first_factor: Option<String> = row.get("first_factor")?;
        Ok(Self {
            id: row.get("id")?,
            client_id: row.get("client_id")?,
            user_id: row.get("user_id")?,
            identifier: row.get("identifier")?,
            status: row.get("status")?,
            first_factor: first_factor.and_then(|text| serde_json::from_str(&text).ok()),
            created_session_id: row.get("created_session_id")?,
            abandon_at: row.get("abandon_at")?,
            created_at: row.get("created_at")?,
        })
    }
}

impl Db<'_> {
    /// A sign-in of this client that is not abandoned.
    pub(crate) fn sign_in(&self, client_id: &str, id: &str) -> rusqlite::Result<Option<SignIn>> {
        let found = self
            .connection
            .prepare_cached("SELECT * FROM sign_ins WHERE instance_id = ?1 AND client_id = ?2 AND id = ?3")?
            .query_row([self.instance_id, client_id, id], SignIn::read)
            .optional()?;
        Ok(found.filter(|sign_in| sign_in.abandon_at > self.now))
    }

    /// Stores a sign-in, new or changed.
    pub(crate) fn put_sign_in(&self, sign_in: &SignIn) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO sign_ins (instance_id, id, client_id, user_id, identifier, status, first_factor,
                   created_session_id, abandon_at, created_at, updated_at)
                 VALUES (:instance_id, :id, :client_id, :user_id, :identifier, :status, :first_factor,
                   :created_session_id, :abandon_at, :created_at, :now)
                 ON CONFLICT (instance_id, id) DO UPDATE SET user_id = excluded.user_id,
                   identifier = excluded.identifier, status = excluded.status,
                   first_factor = excluded.first_factor, created_session_id = excluded.created_session_id,
                   updated_at = excluded.updated_at",
            )?
            .execute(named_params! {
                ":instance_id": self.instance_id, ":id": sign_in.id, ":client_id": sign_in.client_id,
                ":user_id": sign_in.user_id, ":identifier": sign_in.identifier, ":status": sign_in.status,
                ":first_factor": sign_in.first_factor.as_ref().map(Value::to_string),
                ":created_session_id": sign_in.created_session_id, ":abandon_at": sign_in.abandon_at,
                ":created_at": sign_in.created_at, ":now": self.now,
            })?;
        Ok(())
    }
}
