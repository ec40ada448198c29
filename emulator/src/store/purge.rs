//! Removes sessions, clients, attempts and codes some time after they ended. Otherwise an emulator that test suites
//! share for weeks would keep every sign-in of every run.

use rusqlite::params;

use super::Db;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// How long ended sessions are kept, because the Backend API lists them, and clients after their last change.
const KEPT_LONG: i64 = 30 * DAY;
/// How long ended attempts and codes are kept. No call shows an abandoned attempt.
const KEPT_SHORT: i64 = DAY;
/// The most rows of each kind that one purge removes, so that other writes do not wait long.
const MOST: i64 = 200;

/// Each statement removes at most `?3` rows of instance `?1` that ended at `?2` or earlier. The number is how long they
/// are kept.
const STEPS: &[(&str, i64)] = &[
    (
        "DELETE FROM codes WHERE rowid IN (SELECT rowid FROM codes
           WHERE instance_id = ?1 AND expire_at <= ?2 ORDER BY expire_at LIMIT ?3)",
        KEPT_SHORT,
    ),
    (
        "DELETE FROM email_verifications WHERE seq IN (SELECT seq FROM email_verifications
           WHERE instance_id = ?1 AND expire_at <= ?2 ORDER BY expire_at LIMIT ?3)",
        KEPT_SHORT,
    ),
    (
        "DELETE FROM sign_ins WHERE seq IN (SELECT seq FROM sign_ins
           WHERE instance_id = ?1 AND abandon_at <= ?2 ORDER BY abandon_at LIMIT ?3)",
        KEPT_SHORT,
    ),
    (
        "DELETE FROM sign_ups WHERE seq IN (SELECT seq FROM sign_ups
           WHERE instance_id = ?1 AND abandon_at <= ?2 ORDER BY abandon_at LIMIT ?3)",
        KEPT_SHORT,
    ),
    (
        "DELETE FROM sessions WHERE seq IN (SELECT seq FROM sessions
           WHERE instance_id = ?1 AND iif(status = 'active', min(expire_at, abandon_at), updated_at) <= ?2
           ORDER BY iif(status = 'active', min(expire_at, abandon_at), updated_at) LIMIT ?3)",
        KEPT_LONG,
    ),
    // This also removes their attempts and dev browsers.
    (
        "DELETE FROM clients WHERE seq IN (SELECT seq FROM clients
           WHERE instance_id = ?1 AND has_sessions = 0 AND updated_at <= ?2 ORDER BY updated_at LIMIT ?3)",
        KEPT_LONG,
    ),
    (
        "DELETE FROM dev_browsers WHERE rowid IN (SELECT rowid FROM dev_browsers
           WHERE instance_id = ?1 AND client_id IS NULL AND created_at <= ?2 ORDER BY created_at LIMIT ?3)",
        KEPT_LONG,
    ),
];

impl Db<'_> {
    /// Removes a limited number of old rows. Returns whether there may be more.
    pub(crate) fn purge(&self) -> rusqlite::Result<bool> {
        let mut has_more = false;
        for (sql, kept) in STEPS {
            let parameters = params![self.instance_id, self.now - kept, MOST];
            has_more |= self.connection.prepare_cached(sql)?.execute(parameters)? as i64 == MOST;
        }
        Ok(has_more)
    }
}
