//! A database's connections: one that writes, a bounded number that read side by side, and where the file lies.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::{env, fs, io, process};

use rusqlite::{Connection, OpenFlags};

use super::schema;

/// The most connections that read at once. More than there are processors would only wait for one another.
fn most_readers() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8)
}

/// Connections that read. Each is opened when it is first needed, and kept.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    most: usize,
    pool: Mutex<Pool>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct Pool {
    idle: Vec<Connection>,
    open: usize,
}

impl Readers {
    pub(super) fn of(path: &Path) -> Self {
        let (pool, returned) = (Mutex::default(), Condvar::new());
        Self { path: path.to_owned(), most: most_readers(), pool, returned }
    }

    /// A connection for one reading. Waits while all of them are in use.
    pub(super) fn take(&self) -> rusqlite::Result<Reader<'_>> {
        let mut pool = lock(&self.pool);
        loop {
            if let Some(idle) = pool.idle.pop() {
                return Ok(Reader { connection: Some(idle), of: self });
            }
            if pool.open < self.most {
                pool.open += 1;
                drop(pool);
                let mut reader = Reader { connection: None, of: self };
                reader.connection = Some(self.open()?);
                return Ok(reader);
            }
            pool = self.returned.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        schema::configure(&connection)?;
        Ok(connection)
    }
}

/// A reading connection in use; it goes back when this is dropped.
#[derive(Debug)]
pub(super) struct Reader<'r> {
    /// `None` if it could not be opened.
    connection: Option<Connection>,
    of: &'r Readers,
}

impl Reader<'_> {
    pub(super) fn connection(&mut self) -> rusqlite::Result<&mut Connection> {
        self.connection.as_mut().ok_or(rusqlite::Error::InvalidQuery)
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut pool = lock(&self.of.pool);
        match self.connection.take() {
            Some(connection) => pool.idle.push(connection),
            None => pool.open -= 1,
        }
        drop(pool);
        self.of.returned.notify_one();
    }
}

/// The folder of a database that is to be gone with the process. A file rather than memory, because SQLite lets
/// several connections read a file while one writes it, and the system keeps a file that nobody syncs in memory.
#[derive(Debug)]
pub(super) struct TemporaryFolder {
    path: PathBuf,
    /// Locked as long as the process lives, however it ends.
    _lock: File,
}

const PREFIX: &str = "clerk-emulator-data-";
const LOCK: &str = "lock";

impl TemporaryFolder {
    /// A new folder. Removes those that killed processes left behind.
    pub(super) fn create() -> io::Result<Self> {
        let root = env::temp_dir();
        Self::remove_abandoned(&root);
        let unique = tempfile::Builder::new().prefix("clerk-emulator-new-").tempdir_in(&root)?;
        let lock = File::create(unique.path().join(LOCK))?;
        lock.lock()?;
        // Only now does it have a name that others look for: what they find is locked or abandoned.
        let name = unique.path().file_name().map(|name| name.to_string_lossy().replace("new-", ""));
        let path = root.join(format!("{PREFIX}{}-{}", process::id(), name.unwrap_or_default()));
        fs::rename(unique.path(), &path)?;
        // Its former name is gone, so there is nothing to remove there.
        let _ = unique.keep();
        Ok(Self { path, _lock: lock })
    }

    pub(super) fn database(&self) -> PathBuf {
        self.path.join("emulator.db")
    }

    fn remove_abandoned(root: &Path) {
        let Ok(entries) = fs::read_dir(root) else { return };
        let ours = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(PREFIX);
        for folder in entries.flatten().filter(ours) {
            let is_abandoned = File::open(folder.path().join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok());
            if is_abandoned {
                // Another process may be removing it, too.
                let _ = fs::remove_dir_all(folder.path());
            }
        }
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // What is left, the next process removes.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// A poisoned lock only says that another request panicked; its transaction was rolled back.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_gone_with_its_store_and_an_abandoned_one_with_the_next() {
        let folder = TemporaryFolder::create().unwrap();
        let path = folder.path.clone();
        let other = TemporaryFolder::create().unwrap();
        assert!(path.exists(), "one that is in use stays");
        drop(folder);
        assert!(!path.exists());
        // As a killed process leaves it: a lock file that nobody has locked.
        fs::create_dir(&path).unwrap();
        File::create(path.join(LOCK)).unwrap();
        let another = TemporaryFolder::create().unwrap();
        assert!(!path.exists() && other.path.exists() && another.path.exists());
    }

    #[test]
    fn no_more_readers_are_opened_than_there_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
        let readers = Readers { most: 2, ..Readers::of(&path) };
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    let mut reader = readers.take().unwrap();
                    let sql = "SELECT count(*) FROM t";
                    let count: i64 =
                        reader.connection().unwrap().query_row(sql, [], |row| row.get(0)).unwrap();
                    assert_eq!(count, 0);
                });
            }
        });
        let pool = lock(&readers.pool);
        assert!(pool.open <= 2 && pool.idle.len() == pool.open);
    }
}
