//! Dev browsers: ids that identify the browsers of a development instance without a cookie.

use rusqlite::{OptionalExtension, params};

use super::Db;

impl Db<'_> {
    pub(crate) fn add_dev_browser(&self, id: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT INTO dev_browsers (instance_id, id, created_at) VALUES (?1, ?2, ?3)")?
            .execute(params![self.instance_id, id, self.now])?;
        Ok(())
    }

    /// `None` for an unknown dev browser, `Some(None)` for one without a client.
    pub(crate) fn client_id_of_dev_browser(&self, id: &str) -> rusqlite::Result<Option<Option<String>>> {
        self.connection
            .prepare_cached("SELECT client_id FROM dev_browsers WHERE instance_id = ?1 AND id = ?2")?
            .query_row([self.instance_id, id], |row| row.get(0))
            .optional()
    }

    pub(crate) fn set_client_of_dev_browser(&self, id: &str, client_id: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("UPDATE dev_browsers SET client_id = ?3 WHERE instance_id = ?1 AND id = ?2")?
            .execute([self.instance_id, id, client_id])?;
        Ok(())
    }
}
