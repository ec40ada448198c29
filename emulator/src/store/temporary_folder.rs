//! The database `:memory:`: a temporary file that is removed with the process.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

/// The folder of a temporary database. The database is a file, because SQLite allows several connections to read a file
/// while one writes it. The system keeps a file that is never synced in memory.
#[derive(Debug)]
pub(super) struct Temporary {
    path: PathBuf,
    /// Locked until the process ends, even if it is killed.
    _lock: File,
}

const PREFIX: &str = "clerk-emulator-data-";
const LOCK: &str = "lock";

impl Temporary {
    /// Creates a folder. Removes folders that killed processes left behind.
    pub(super) fn create() -> io::Result<Self> {
        let root = env::temp_dir();
        Self::remove_abandoned(&root);
        let unique = tempfile::Builder::new().prefix("clerk-emulator-new-").tempdir_in(&root)?;
        let lock = File::create(unique.path().join(LOCK))?;
        lock.lock()?;
        // The folder is renamed after it is locked. So other processes only find folders that are locked or abandoned.
        let name = unique.path().file_name().map(|name| name.to_string_lossy().replace("new-", ""));
        let path = root.join(format!("{PREFIX}{}-{}", process::id(), name.unwrap_or_default()));
        fs::rename(unique.path(), &path)?;
        // The former path no longer exists, so nothing must be removed there.
        let _ = unique.keep();
        Ok(Self { path, _lock: lock })
    }

    pub(super) fn location(&self) -> PathBuf {
        self.path.join("emulator.db")
    }

    fn remove_abandoned(root: &Path) {
        let Ok(entries) = fs::read_dir(root) else { return };
        let ours = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(PREFIX);
        for folder in entries.flatten().filter(ours) {
            let is_abandoned = File::open(folder.path().join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok());
            if is_abandoned {
                // Another process may remove it at the same time.
                let _ = fs::remove_dir_all(folder.path());
            }
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // The next process removes what remains.
        let _ = fs::remove_dir_all(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_removed_with_its_store_and_an_abandoned_one_by_the_next() {
        let folder = Temporary::create().unwrap();
        let path = folder.path.clone();
        let other = Temporary::create().unwrap();
        assert!(path.exists(), "a folder in use remains");
        drop(folder);
        assert!(!path.exists());
        // The state after a process was killed: a lock file that is not locked.
        fs::create_dir(&path).unwrap();
        File::create(path.join(LOCK)).unwrap();
        let another = Temporary::create().unwrap();
        assert!(!path.exists() && other.path.exists() && another.path.exists());
    }
}
