//! Codes that were mailed to prove an address. Each owner (sign-in, sign-up, address or domain) has at most one, the
//! newest.

use super::Db;
use super::columns::columns;
use crate::model::Code;

columns! { Code in "codes":
    owner_id, email_address, code, attempts, expire_at
}

impl Db<'_> {
    pub(crate) fn code(&self, owner_id: &str) -> rusqlite::Result<Option<Code>> {
        self.find("WHERE instance_id = ?1 AND owner_id = ?2", [self.instance_id, owner_id])
    }

    /// Stores a code. It replaces the owner's earlier code.
    pub(crate) fn put_code(&self, code: &Code) -> rusqlite::Result<()> {
        self.put(code, &[])
    }

    pub(crate) fn remove_code(&self, owner_id: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("DELETE FROM codes WHERE instance_id = ?1 AND owner_id = ?2")?
            .execute([self.instance_id, owner_id])?;
        Ok(())
    }
}
