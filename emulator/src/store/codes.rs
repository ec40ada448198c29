//! Codes that were mailed to prove an address. A sign-in, a sign-up or a domain has at most one: the newest.

use rusqlite::{OptionalExtension, Row, named_params};

use super::Db;
use crate::model::Code;

impl Code {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            owner_id: row.get("owner_id")?,
            email_address: row.get("email_address")?,
            code: row.get("code")?,
            attempts: row.get("attempts")?,
            expire_at: row.get("expire_at")?,
        })
    }
}

impl Db<'_> {
    pub(crate) fn code(&self, owner_id: &str) -> rusqlite::Result<Option<Code>> {
        self.connection
            .prepare_cached("SELECT * FROM codes WHERE instance_id = ?1 AND owner_id = ?2")?
            .query_row([self.instance_id, owner_id], Code::read)
            .optional()
    }

    /// Stores a code in place of its owner's earlier one.
    pub(crate) fn put_code(&self, code: &Code) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO codes (instance_id, owner_id, email_address, code, attempts, expire_at)
                 VALUES (:instance_id, :owner_id, :email_address, :code, :attempts, :expire_at)",
            )?
            .execute(named_params! {
                ":instance_id": self.instance_id, ":owner_id": code.owner_id,
                ":email_address": code.email_address, ":code": code.code, ":attempts": code.attempts,
                ":expire_at": code.expire_at,
            })?;
        Ok(())
    }

    pub(crate) fn remove_code(&self, owner_id: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("DELETE FROM codes WHERE instance_id = ?1 AND owner_id = ?2")?
            .execute([self.instance_id, owner_id])?;
        Ok(())
    }
}
