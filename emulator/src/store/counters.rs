//! Numbers of rows without counting the rows: triggers maintain the table `counters`.

use rusqlite::{OptionalExtension, params};

use super::{Db, InvitationStatus};

/// The scope of counters for the whole instance.
pub(super) const INSTANCE: &str = "";

impl Db<'_> {
    fn counter(&self, kind: &str, scope: &str) -> rusqlite::Result<i64> {
        let number = self
            .connection
            .prepare_cached(
                "SELECT number FROM counters WHERE instance_id = ?1 AND kind = ?2 AND scope = ?3",
            )?
            .query_row(params![self.instance_id, kind, scope], |row| row.get(0))
            .optional()?;
        Ok(number.unwrap_or(0))
    }

    pub(crate) fn count_members(&self, organization_id: &str) -> rusqlite::Result<i64> {
        self.counter("memberships", organization_id)
    }

    pub(crate) fn count_memberships_of_user(&self, user_id: &str) -> rusqlite::Result<i64> {
        self.counter("memberships", user_id)
    }

    pub(super) fn count_memberships(&self) -> rusqlite::Result<i64> {
        self.counter("memberships", INSTANCE)
    }

    pub(super) fn count_users(&self) -> rusqlite::Result<i64> {
        self.counter("users", INSTANCE)
    }

    pub(super) fn count_organizations(&self) -> rusqlite::Result<i64> {
        self.counter("organizations", INSTANCE)
    }

    /// The number of invitations in one status. As in lists, those of domains do not count.
    pub(super) fn count_invitations_in(
        &self,
        status: InvitationStatus,
        scope: &str,
    ) -> rusqlite::Result<i64> {
        self.counter(status.as_str(), scope)
    }

    /// The number of mails in the outbox, and their size in bytes.
    pub(super) fn count_mails(&self) -> rusqlite::Result<(i64, i64)> {
        Ok((self.counter("mails", INSTANCE)?, self.counter("bytes of mails", INSTANCE)?))
    }

    /// The number of pending invitations, including those of domains. Each takes a seat.
    pub(crate) fn count_invited(&self, organization_id: &str) -> rusqlite::Result<i64> {
        Ok(self.counter("pending", organization_id)? + self.counter("pending of domain", organization_id)?)
    }
}
