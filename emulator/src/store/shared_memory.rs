//! The database `:memory:` without the feature `server`. It is in this process's memory, shared by its connections
//! (SQLite, "The memdb VFS").

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// A name that is unique in this process. SQLite frees the data when the last connection closes.
#[derive(Debug)]
pub(super) struct Temporary(PathBuf);

impl Temporary {
    pub(super) fn create() -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Ok(Self(format!("file:/clerk-emulator-{number}?vfs=memdb").into()))
    }

    pub(super) fn location(&self) -> PathBuf {
        self.0.clone()
    }
}
