//! SQL and nothing else: rows in, rows out, one file per resource. What may be done is decided in `rules`,
//! who asks and what is answered in `http`.
//!
//! A check and the write that depends on it belong into one [`Store::write`]: it holds the only writing
//! connection from `BEGIN IMMEDIATE` to `COMMIT`, so nothing can change in between. Never call `write` inside
//! `write` or `read`: pass the `Db` on instead.

mod clients;
mod codes;
mod conditions;
mod dev_browsers;
mod domains;
mod images;
mod instances;
mod invitations;
mod memberships;
mod organizations;
mod outbox;
mod requests;
mod roles;
mod schema;
mod sessions;
mod sign_ins;
mod sign_ups;
mod user_filter;
mod users;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

pub(crate) use clients::Client;
pub(crate) use codes::Code;
pub(crate) use conditions::Picked;
pub(crate) use domains::{Candidate, Domain, DomainFilter, Enrolled};
pub(crate) use images::Image;
pub(crate) use instances::InstanceRow;
pub(crate) use invitations::{
    INVITATION_ORDERS, Invitation, InvitationFilter, InvitationStatus, NewInvitation,
};
pub(crate) use memberships::Membership;
pub(crate) use organizations::{ORGANIZATION_ORDERS, Organization, OrganizationFilter};
pub(crate) use outbox::Mail;
pub(crate) use requests::{Joining, JoiningOf};
pub(crate) use roles::{Permission, ROLE_ORDERS, Role};
pub(crate) use sessions::{Session, SessionFilter};
pub(crate) use sign_ins::SignIn;
pub(crate) use sign_ups::SignUp;
pub(crate) use user_filter::{MEMBERSHIP_ORDERS, MembershipFilter, Span, USER_ORDERS, UserFilter};
pub(crate) use users::{EmailAddress, User};

use crate::error::ClerkError;

/// SQLite's name for no file.
const IN_MEMORY: &str = ":memory:";
/// Readers that wait for reuse; more are opened when needed.
const IDLE_READERS: usize = 8;

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite's own reason.
    #[error("cannot open the database {path}: {source}")]
    Sqlite {
        /// The file, or `:memory:`.
        path: String,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The file was written by a later version of this program.
    #[error(
        "the database {path} has schema version {found}, newer than the {known} that this clerk-emulator knows; use a newer clerk-emulator or another file"
    )]
    Newer {
        /// The file.
        path: String,
        /// Its schema version.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The file belongs to another program.
    #[error("the file {path} is a SQLite database, but not one of clerk-emulator; choose another file")]
    Foreign {
        /// The file.
        path: String,
    },
}

/// A database: every instance's rows in one file, or one instance's in memory.
#[derive(Debug)]
pub(crate) struct Store {
    writer: Mutex<Connection>,
    /// `None` for `:memory:`, which lives in its one connection.
    readers: Option<Readers>,
}

#[derive(Debug)]
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

/// One instance's rows, at one moment. Every query below is bound to that instance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Db<'c> {
    connection: &'c Connection,
    pub(crate) instance_id: &'c str,
    /// The request's moment in Unix milliseconds: what is pending, active or expired depends on it.
    pub(crate) now: i64,
}

impl Store {
    /// Opens or creates `path` (`:memory:` for none) and brings its schema up to date.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let shown = path.display().to_string();
        let in_memory = shown == IN_MEMORY;
        let mut writer =
            Connection::open(path).map_err(|source| OpenError::Sqlite { path: shown.clone(), source })?;
        schema::prepare(&mut writer, &shown)?;
        let readers = (!in_memory).then(|| Readers { path: path.to_owned(), idle: Mutex::new(Vec::new()) });
        Ok(Self { writer: Mutex::new(writer), readers })
    }

    /// Where a further instance is kept: in this file; or, if this is in memory, in a database of its own, so that
    /// instances do not wait for one another.
    pub(crate) fn for_a_further_instance(self: &Arc<Self>) -> Result<Arc<Self>, OpenError> {
        match self.readers {
            Some(_) => Ok(Arc::clone(self)),
            None => Ok(Arc::new(Self::open(Path::new(IN_MEMORY))?)),
        }
    }

    /// Runs `work` in a transaction that nothing else can interleave with. What it did is on disk when this
    /// returns `Ok`, and undone when it returns `Err`.
    pub(crate) fn write<T>(
        &self,
        instance_id: &str,
        now: i64,
        work: impl FnOnce(Db<'_>) -> Result<T, ClerkError>,
    ) -> Result<T, ClerkError> {
        let mut connection = lock(&self.writer);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let answer = work(Db { connection: &transaction, instance_id, now })?;
        transaction.commit()?;
        Ok(answer)
    }

    /// Runs `work` on one consistent view of the data.
    pub(crate) fn read<T>(
        &self,
        instance_id: &str,
        now: i64,
        work: impl FnOnce(Db<'_>) -> Result<T, ClerkError>,
    ) -> Result<T, ClerkError> {
        let Some(readers) = &self.readers else {
            return work(Db { connection: &lock(&self.writer), instance_id, now });
        };
        let mut connection = match lock(&readers.idle).pop() {
            Some(idle) => idle,
            None => readers.open()?,
        };
        let view = connection.transaction()?;
        let answer = work(Db { connection: &view, instance_id, now });
        view.finish()?;
        let mut idle = lock(&readers.idle);
        if idle.len() < IDLE_READERS {
            idle.push(connection);
        }
        answer
    }
}

impl Readers {
    fn open(&self) -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(
            &self.path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        schema::configure(&connection)?;
        Ok(connection)
    }
}

/// A poisoned lock only says that another request panicked; its transaction was rolled back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A JSON column that was written by this program; an unreadable one is shown as empty rather than failing.
fn json_column(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<serde_json::Value> {
    let text: String = row.get(column)?;
    Ok(serde_json::from_str(&text).unwrap_or_else(|_| serde_json::json!({})))
}
