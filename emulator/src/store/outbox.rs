//! The mails that a real service would send. A mail is stored in the transaction of its change, so both are stored or
//! neither is. The oldest mails are removed when there are too many.

use rusqlite::{named_params, params};

use super::Db;
use super::columns::columns;

/// The limits of the outbox: mails, and their size in bytes.
pub(crate) const MOST_MAILS: usize = 10_000;
const MOST_BYTES: i64 = 16 * 1024 * 1024;
/// The most mails that are removed to make room for one.
const MOST_FORGOTTEN: i64 = 100;

#[derive(Debug, Clone)]
pub(crate) struct Mail {
    /// The position in the outbox, greater than that of every earlier mail. 0 before the mail is stored.
    pub(crate) seq: i64,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) link: Option<String>,
    /// The verification code in the mail.
    pub(crate) code: Option<String>,
    pub(crate) invitation_id: Option<String>,
    pub(crate) html: String,
    pub(crate) sent_at: i64,
}

/// The filter of a list of mails.
#[derive(Debug)]
pub(crate) struct MailFilter {
    /// To this address, in any letter case. `None` matches every address.
    pub(crate) to: Option<String>,
    /// Only mails with a greater `seq`.
    pub(crate) after: i64,
    pub(crate) limit: usize,
}

columns! { Mail in "outbox":
    seq, to as "recipient", subject, link, code, invitation_id, html, sent_at
}

impl Db<'_> {
    /// The first matching mails, oldest first.
    pub(crate) fn outbox(&self, filter: &MailFilter) -> rusqlite::Result<Vec<Mail>> {
        let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX);
        self.find_all(
            "WHERE instance_id = ?1 AND seq > ?2
               AND (?3 IS NULL OR fold_address(recipient) = fold_address(?3)) ORDER BY seq LIMIT ?4",
            params![self.instance_id, filter.after, filter.to, limit],
        )
    }

    /// Adds a mail. Removes the oldest mails if there are too many.
    pub(crate) fn add_mail(&self, mail: &Mail) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO outbox (instance_id, recipient, subject, link, code, invitation_id, html, sent_at)
                 VALUES (:instance_id, :to, :subject, :link, :code, :invitation_id, :html, :sent_at)",
            )?
            .execute(named_params! {
                ":instance_id": self.instance_id, ":to": mail.to, ":subject": mail.subject, ":link": mail.link,
                ":code": mail.code, ":invitation_id": mail.invitation_id, ":html": mail.html, ":sent_at": mail.sent_at,
            })?;
        let newest = self.connection.last_insert_rowid();
        for _ in 0..MOST_FORGOTTEN {
            let (mails, bytes) = self.count_mails()?;
            if mails <= MOST_MAILS as i64 && bytes <= MOST_BYTES {
                break;
            }
            let forgotten = self
                .connection
                .prepare_cached(
                    "DELETE FROM outbox WHERE seq = (SELECT seq FROM outbox
                       WHERE instance_id = ?1 AND seq < ?2 ORDER BY seq LIMIT 1)",
                )?
                .execute(params![self.instance_id, newest])?;
            if forgotten == 0 {
                break;
            }
        }
        Ok(())
    }

    pub(crate) fn clear_outbox(&self) -> rusqlite::Result<()> {
        self.connection.execute("DELETE FROM outbox WHERE instance_id = ?1", [self.instance_id])?;
        Ok(())
    }
}
