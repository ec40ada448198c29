//! A database's connections: one writer, and a limited number of parallel readers.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags};

use super::schema;

/// The most reading connections. There are more than processors, because a thread keeps its connection while the system
/// runs another thread. On two busy processors, 8 connections instead of 2 answered 25% more lists of 10 per second,
/// and the 99th percentile of their times fell to two thirds.
fn most_readers() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from).saturating_mul(4).clamp(8, 32)
}

/// The reading connections. Each is opened on first use and then kept.
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

    /// A connection for one read. Waits while all connections are in use.
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

    /// The path of the database, for messages.
    pub(super) fn shown(&self) -> String {
        self.path.display().to_string()
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let mut connection = Connection::open_with_flags(&self.path, flags)?;
        schema::configure(&mut connection)?;
        Ok(connection)
    }
}

/// A reading connection in use. Dropping it returns it to the pool.
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

/// A poisoned lock only means that another request panicked. Its transaction was rolled back.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_readers_is_limited() {
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
