//! One process at a time has a database file. The rows of two would agree, but each has its own clock, settings and
//! instances, and both would send every webhook.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::OpenError;

/// A locked file beside the database: SQLite has locks of its own on the database, which the system may confuse with
/// another one. It is never removed, because a process that opens it meanwhile would lock a file that has no name.
#[derive(Debug)]
pub(super) struct DatabaseLock {
    /// Locked as long as it is open. The system unlocks it however the process ends.
    _file: File,
}

impl DatabaseLock {
    /// Locks an existing database. `None` if its file system has no locks.
    pub(super) fn of(path: &Path, shown: &str) -> Result<Option<Self>, OpenError> {
        // A link and the file that it leads to are one database. SQLite's `file:` URIs name no path.
        let Ok(path) = path.canonicalize() else { return Ok(None) };
        let mut beside = path.into_os_string();
        beside.push("-lock");
        let Ok(file) = File::create(beside) else { return Ok(None) };
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse { path: shown.to_owned() }),
            Err(TryLockError::Error(_)) => Ok(None),
        }
    }
}
