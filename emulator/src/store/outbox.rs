//! Mails that would have been sent. A mail is stored in the transaction of what it tells about, so there is
//! never one without the other.

use rusqlite::{Row, named_params};

use super::Db;

#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) link: Option<String>,
    /// The code to enter, of a mail that has one.
    pub(crate) code: Option<String>,
    pub(crate) invitation_id: Option<String>,
    pub(crate) html: String,
    pub(crate) sent_at: i64,
}

impl Mail {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            to: row.get("recipient")?,
            subject: row.get("subject")?,
            link: row.get("link")?,
            code: row.get("code")?,
            invitation_id: row.get("invitation_id")?,
            html: row.get("html")?,
            sent_at: row.get("sent_at")?,
        })
    }
}

impl Db<'_> {
    /// Every mail, oldest first.
    pub(crate) fn outbox(&self) -> rusqlite::Result<Vec<Mail>> {
        self.connection
            .prepare_cached("SELECT * FROM outbox WHERE instance_id = ?1 ORDER BY seq")?
            .query_map([self.instance_id], Mail::read)?
            .collect()
    }

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
        Ok(())
    }

    pub(crate) fn clear_outbox(&self) -> rusqlite::Result<()> {
        self.connection.execute("DELETE FROM outbox WHERE instance_id = ?1", [self.instance_id])?;
        Ok(())
    }
}
