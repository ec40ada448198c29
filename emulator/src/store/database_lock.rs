//! A lock that lets only one process at a time open a database file. The rows of two processes would agree, but each
//! has its own clock, settings and instances, and both would send every webhook.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::OpenError;

/// A locked file next to the database. SQLite has its own locks on the database, which the system may confuse with
/// another one. The file is never removed, because a process that has just opened it would lock a file without a name.
#[derive(Debug)]
pub(super) struct DatabaseLock {
    /// Locked as long as it is open. The system unlocks it even if the process is killed.
    _file: File,
}

impl DatabaseLock {
    /// Locks an existing database. `None` if its file system has no locks.
    pub(super) fn of(path: &Path, shown: &str) -> Result<Option<Self>, OpenError> {
        // A link and its target are one database. SQLite's `file:` URIs are not paths, so they are not locked.
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
