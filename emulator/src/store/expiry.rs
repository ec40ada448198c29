//! The expiry of invitations. `expired` is stored, so that lists and counts need not compare times. It is updated
//! before each read, so that a moved clock takes effect at once.

use rusqlite::params;

use super::Db;

impl Db<'_> {
    /// Whether the stored status of an invitation is outdated. It takes two index lookups.
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

    /// Sets invitations to `expired`, or back to `pending` if the clock was moved back. Expiring is not a change of the
    /// invitation, so `updated_at` does not change.
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
