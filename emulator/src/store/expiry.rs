//! When an invitation's time has passed. `expired` is stored, so that lists and counts need not compare times; it is
//! updated before it is read, so a moved clock takes effect at once.

use rusqlite::params;

use super::Db;

impl Db<'_> {
    /// Whether the stored status of an invitation is not what it is at this moment. Two probes of an index.
    pub(super) fn has_stale_invitations(&self) -> rusqlite::Result<bool> {
        self.connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM invitations
                     WHERE instance_id = ?1 AND status = 'pending' AND expires_at <= ?2)
                   OR EXISTS (SELECT 1 FROM invitations
                     WHERE instance_id = ?1 AND status = 'expired' AND expires_at > ?2)",
            )?
            .query_row(params![self.instance_id, self.now], |row| row.get(0))
    }

    /// Stores which invitations are expired at this moment, and which are pending again because the clock went back.
    /// Nothing happens to an invitation when it expires, so `updated_at` stays.
    pub(super) fn settle_expiry(&self) -> rusqlite::Result<()> {
        if !self.has_stale_invitations()? {
            return Ok(());
        }
        for sql in [
            "UPDATE invitations SET status = 'expired'
             WHERE instance_id = ?1 AND status = 'pending' AND expires_at <= ?2",
            "UPDATE invitations SET status = 'pending'
             WHERE instance_id = ?1 AND status = 'expired' AND expires_at > ?2",
        ] {
            self.connection.prepare_cached(sql)?.execute(params![self.instance_id, self.now])?;
        }
        Ok(())
    }
}
