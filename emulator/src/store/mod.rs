//! SQL: functions that read and write rows, one file per resource. `rules` decides whether an action is allowed. `http`
//! identifies the caller and writes the answer.
//!
//! A check and a write that depends on it belong in the same [`Store::write`]. It holds the only writing connection
//! from `BEGIN IMMEDIATE` to `COMMIT`, so no other write can happen in between. Never call `write` inside `write` or
//! `read`. Pass the `Db` on instead.

mod application_invitations;
mod clients;
mod codes;
mod columns;
mod conditions;
mod connections;
mod counters;
#[cfg(feature = "server")]
mod database_lock;
#[cfg(test)]
mod deep_pages;
mod dev_browsers;
mod domains;
mod email_addresses;
mod email_verifications;
mod expiry;
mod image;
mod images;
mod instances;
mod invitation_blocks;
mod invitations;
mod jwt_templates;
#[cfg(test)]
mod member_orders;
mod memberships;
mod organizations;
mod outbox;
#[cfg(test)]
pub(crate) mod plans;
mod purge;
mod requests;
mod roles;
mod schema;
mod sessions;
mod sign_in_tokens;
mod sign_ins;
mod sign_ups;
mod snapshots;
#[cfg(test)]
pub(crate) mod statements;
#[cfg(all(test, unix))]
mod syncs;
#[cfg_attr(feature = "server", path = "temporary_folder.rs")]
#[cfg_attr(not(feature = "server"), path = "shared_memory.rs")]
mod temporary;
mod user_filter;
mod users;
mod webhooks;
mod work;

use std::path::Path;
use std::sync::Mutex;

use rusqlite::{Connection, TransactionBehavior};

use connections::{Readers, lock};
use schema::Sync;
use temporary::Temporary;

pub(crate) use application_invitations::{
    APPLICATION_INVITATION_ORDERS, ApplicationInvitation, ApplicationInvitationFilter,
};
pub(crate) use clients::Client;
pub(crate) use conditions::Picked;
pub(crate) use domains::{Candidate, DOMAIN_ORDERS, DomainFilter, Enrolled};
pub(crate) use email_addresses::{EmailAddress, UnverifiedAddress};
pub(crate) use email_verifications::EmailVerification;
pub(crate) use images::Image;
pub(crate) use instances::InstanceRow;
pub(crate) use invitations::{INVITATION_ORDERS, Invitation, InvitationFilter, NewInvitation};
pub(crate) use jwt_templates::JwtTemplate;
pub(crate) use memberships::Membership;
pub(crate) use organizations::{
    ORGANIZATION_ORDERS, Organization, OrganizationFilter, PublicOrganization, Standing,
};
pub(crate) use outbox::{MOST_MAILS, Mail, MailFilter};
pub(crate) use requests::{Joining, JoiningOf};
use roles::KnownRoles;
pub(crate) use roles::{Permission, ROLE_ORDERS, Role};
pub(crate) use sessions::{Session, SessionFilter};
pub(crate) use sign_in_tokens::SignInToken;
pub(crate) use sign_ins::SignIn;
pub(crate) use user_filter::{MEMBERSHIP_ORDERS, MembershipFilter, Span, USER_ORDERS, UserFilter};
pub(crate) use users::{PublicUser, User};
pub(crate) use webhooks::{Attempt, Change, Delivery, WebhookEndpoint};
pub(crate) use work::{Work, once};

use crate::error::ClerkError;
pub(crate) use crate::model::{Code, Domain, InvitationStatus, SignUp};
use crate::rows_only::RowsOnly;

/// SQLite's name for a database without a file.
const IN_MEMORY: &str = ":memory:";

/// The reason why opening a database failed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite failed.
    #[error("cannot open the database {path}: {source}")]
    Sqlite {
        /// The file, or `:memory:`.
        path: String,
        /// SQLite's error.
        source: rusqlite::Error,
    },
    /// An image cannot be restored because the database already has data.
    #[error(
        "the database {path} is not empty: an image can only be loaded into a new database; choose another file"
    )]
    NotEmpty {
        /// The file.
        path: String,
    },
    /// The temporary file for `:memory:` cannot be created.
    #[error("cannot create a temporary file: {0}")]
    Temporary(#[from] std::io::Error),
    /// A later version of this program wrote the file.
    #[error(
        "the database {path} has schema version {found}, newer than the {known} that this clerk-emulator supports; use a newer clerk-emulator or another file"
    )]
    Newer {
        /// The file.
        path: String,
        /// The schema version of the file.
        found: i64,
        /// The newest schema version that this program supports.
        known: i64,
    },
    /// Another process has the file open.
    #[error(
        "the database {path} is in use: only one clerk-emulator at a time can use a file; stop the other one or choose another file"
    )]
    InUse {
        /// The file.
        path: String,
    },
    /// The file belongs to another program.
    #[error("the file {path} is a SQLite database, but not one of clerk-emulator; choose another file")]
    Foreign {
        /// The file.
        path: String,
    },
}

/// A database: every instance's rows in one file.
#[derive(Debug)]
pub(crate) struct Store {
    writer: Mutex<Connection>,
    readers: Readers,
    /// Keeps other processes away from the file. Released when no connection has it open.
    #[cfg(feature = "server")]
    _lock: Option<database_lock::DatabaseLock>,
    /// The file of a `:memory:` database. Declared last, so that it is dropped after all connections.
    _temporary: Option<Temporary>,
}

/// One instance's rows at one time. Every query uses only this instance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Db<'c> {
    connection: &'c Connection,
    roles: &'c KnownRoles,
    pub(crate) instance_id: &'c str,
    /// The time of the request in Unix milliseconds. It determines what is pending, active or expired.
    pub(crate) now: i64,
}

impl Store {
    /// Opens or creates `path` and updates its schema. `:memory:` is a temporary file that is removed with the process
    /// and is not synced to disk.
    ///
    /// # Errors
    ///
    /// [`OpenError`]. It also fails if `image` is not a database of this program, or if `path` already has data.
    pub(crate) fn open(path: &Path, image: Option<&[u8]>) -> Result<Self, OpenError> {
        let shown = path.display().to_string();
        let temporary = (shown == IN_MEMORY).then(Temporary::create).transpose()?;
        let path = temporary.as_ref().map_or_else(|| path.to_owned(), Temporary::location);
        let mut writer =
            Connection::open(&path).map_err(|source| OpenError::Sqlite { path: shown.clone(), source })?;
        #[cfg(feature = "server")]
        let lock = if temporary.is_some() {
            None
        } else {
            // Checked first, so that no lock file is created next to another program's file.
            schema::check_owner(&writer, &shown)?;
            database_lock::DatabaseLock::of(&path, &shown)?
        };
        if let Some(image) = image {
            image::restore(&mut writer, image, &shown)?;
        }
        let sync = if temporary.is_some() { Sync::Never } else { Sync::EveryCommit };
        schema::prepare(&mut writer, &shown, sync)?;
        Ok(Self {
            writer: Mutex::new(writer),
            readers: Readers::of(&path),
            #[cfg(feature = "server")]
            _lock: lock,
            _temporary: temporary,
        })
    }

    /// The committed data as an SQLite file.
    pub(crate) fn image(&self) -> Result<Vec<u8>, OpenError> {
        let failed = |source| OpenError::Sqlite { path: self.readers.shown(), source };
        let mut reader = self.readers.take().map_err(failed)?;
        image::of(reader.connection().map_err(failed)?).map_err(failed)
    }

    /// Runs `work` in a transaction that does not interleave with other writes. If `work` returns `Ok`, its changes are
    /// on disk when this returns. If it returns `Err`, they are rolled back. `now` is called inside the transaction, so
    /// that times are in the order of the writes.
    pub(crate) fn write<T>(
        &self,
        instance_id: &str,
        now: &dyn Fn() -> i64,
        work: impl FnOnce(Db<'_>) -> Result<T, ClerkError>,
    ) -> Result<T, ClerkError> {
        once(work, |work| self.run_write(instance_id, now, work))
    }

    fn run_write(&self, instance_id: &str, now: &dyn Fn() -> i64, work: Work<'_>) -> Result<(), ClerkError> {
        let mut connection = lock(&self.writer);
        let _rows_only = RowsOnly::begin();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let roles = KnownRoles::default();
        let db = Db { connection: &transaction, roles: &roles, instance_id, now: now() };
        db.settle_expiry()?;
        work(db)?;
        db.split_large_blocks()?;
        Ok(transaction.commit()?)
    }

    /// Runs `work` on one consistent snapshot of the data.
    pub(crate) fn read<T>(
        &self,
        instance_id: &str,
        now: i64,
        work: impl FnOnce(Db<'_>) -> Result<T, ClerkError>,
    ) -> Result<T, ClerkError> {
        once(work, |work| self.run_read(instance_id, now, work))
    }

    fn run_read(&self, instance_id: &str, now: i64, work: Work<'_>) -> Result<(), ClerkError> {
        let mut reader = self.readers.take()?;
        let connection = reader.connection()?;
        let mut view = connection.transaction()?;
        let roles = KnownRoles::default();
        if (Db { connection: &view, roles: &roles, instance_id, now }).has_stale_invitations()? {
            view.finish()?;
            self.run_write(instance_id, &|| now, &mut |_| Ok(()))?;
            view = connection.transaction()?;
        }
        work(Db { connection: &view, roles: &roles, instance_id, now })
    }
}
