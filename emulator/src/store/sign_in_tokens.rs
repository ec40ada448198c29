//! Sign-in tokens and agent tasks. Each signs a user in once.

use rusqlite::named_params;

use super::Db;
use super::columns::columns;

#[derive(Debug, Clone)]
pub(crate) struct SignInToken {
    pub(crate) id: String,
    pub(crate) user_id: String,
    /// The organization that the session starts in.
    pub(crate) organization_id: Option<String>,
    /// The agent of an agent task. `None` for a sign-in token.
    pub(crate) agent_id: Option<String>,
    pub(crate) redirect_url: Option<String>,
    /// The lifetime of the session. `None` for the default.
    pub(crate) session_seconds: Option<i64>,
    /// `pending`, `accepted` or `revoked`. It does not change when the token expires.
    pub(crate) status: String,
    pub(crate) expire_at: i64,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

columns! { SignInToken in "sign_in_tokens":
    id, user_id, organization_id, agent_id, redirect_url, session_seconds, status, expire_at, created_at, updated_at
}

impl Db<'_> {
    pub(crate) fn sign_in_token(&self, id: &str) -> rusqlite::Result<Option<SignInToken>> {
        self.find("WHERE instance_id = ?1 AND id = ?2", [self.instance_id, id])
    }

    pub(crate) fn add_sign_in_token(&self, token: &SignInToken) -> rusqlite::Result<()> {
        self.insert(token, &[])
    }

    pub(crate) fn set_sign_in_token_status(&self, id: &str, status: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE sign_in_tokens SET status = :status, updated_at = :now
                 WHERE instance_id = :instance_id AND id = :id",
            )?
            .execute(named_params! {
                ":status": status, ":now": self.now, ":instance_id": self.instance_id, ":id": id,
            })?;
        Ok(())
    }

    /// Sets the expiry of a session with a lifetime of its own.
    pub(crate) fn set_session_end(&self, id: &str, expire_at: i64) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE sessions SET expire_at = :expire_at WHERE instance_id = :instance_id AND id = :id",
            )?
            .execute(named_params! {
                ":expire_at": expire_at, ":instance_id": self.instance_id, ":id": id,
            })?;
        Ok(())
    }
}
