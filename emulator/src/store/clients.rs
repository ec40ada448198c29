//! Clients: Clerk's term for a browser profile or an installed app. A client owns sessions.

use rusqlite::{named_params, params};

use super::Db;
use super::columns::columns;

#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) last_active_session_id: Option<String>,
    pub(crate) last_authentication_strategy: Option<String>,
    /// The unfinished sign-in.
    pub(crate) sign_in_id: Option<String>,
    /// The unfinished sign-up.
    pub(crate) sign_up_id: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl Client {
    /// A new client without a session.
    pub(crate) fn new(id: String, now: i64) -> Self {
        Self {
            id,
            last_active_session_id: None,
            last_authentication_strategy: None,
            sign_in_id: None,
            sign_up_id: None,
            created_at: now,
            updated_at: now,
        }
    }
}

columns! { Client in "clients":
    id, last_active_session_id, last_authentication_strategy, sign_in_id, sign_up_id, created_at, updated_at
}

impl Db<'_> {
    pub(crate) fn client(&self, id: &str) -> rusqlite::Result<Option<Client>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
    }

    pub(crate) fn client_with_token(&self, token_hash: &[u8]) -> rusqlite::Result<Option<Client>> {
        self.find("WHERE instance_id = ?1 AND token_hash = ?2", params![self.instance_id, token_hash])
    }

    pub(crate) fn add_client(&self, client: &Client, token_hash: &[u8]) -> rusqlite::Result<()> {
        self.insert(client, &[("token_hash", &token_hash)])
    }

    /// Stores the fields of a client that can change, and sets `updated_at`.
    pub(crate) fn update_client(&self, client: &Client) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE clients SET last_active_session_id = :last_active_session_id,
                   last_authentication_strategy = :last_authentication_strategy, sign_in_id = :sign_in_id,
                   sign_up_id = :sign_up_id, updated_at = :now
                 WHERE instance_id = :instance_id AND id = :id",
            )?
            .execute(named_params! {
                ":last_active_session_id": client.last_active_session_id,
                ":last_authentication_strategy": client.last_authentication_strategy,
                ":sign_in_id": client.sign_in_id, ":sign_up_id": client.sign_up_id, ":now": self.now,
                ":instance_id": self.instance_id, ":id": client.id,
            })?;
        Ok(())
    }
}
