//! The tables, and the migration of older files. Every table has the id of its instance, because many isolated
//! instances share one file.

use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, TransactionBehavior};

use super::OpenError;
use crate::model::fold::{fold, fold_address, fold_domain};

/// The `PRAGMA application_id` of this program's files: "Clrk".
const APPLICATION_ID: i64 = 0x436c_726b;
/// How long a connection waits for another process that uses the same file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A migration without comments and indentation. Otherwise every database would store them.
macro_rules! migration {
    ($file:literal) => {{
        const WRITTEN: &str = include_str!($file);
        const BARE: [u8; bare::<0>(WRITTEN).1] = bare(WRITTEN).0;
        match std::str::from_utf8(&BARE) {
            Ok(sql) => sql,
            Err(_) => panic!("comments are removed as a whole"),
        }
    }};
}

/// The migrations. Each runs once, in this order. Never change a released one. Add a new one instead.
const MIGRATIONS: &[&str] = &[
    migration!("schema/1.sql"),
    migration!("schema/2.sql"),
    migration!("schema/3.sql"),
    migration!("schema/4.sql"),
    migration!("schema/5.sql"),
    migration!("schema/6.sql"),
    migration!("schema/7.sql"),
    migration!("schema/8.sql"),
    migration!("schema/9.sql"),
    migration!("schema/10.sql"),
    migration!("schema/11.sql"),
    migration!("schema/12.sql"),
];

/// The first `N` bytes of an SQL text in which one space replaces each run of white space and comments, and the length
/// of the whole result.
#[allow(clippy::indexing_slicing, reason = "an index out of range does not compile")]
const fn bare<const N: usize>(sql: &str) -> ([u8; N], usize) {
    let sql = sql.as_bytes();
    let (mut bare, mut length) = ([0; N], 0);
    let (mut at, mut is_quoted, mut is_after_space) = (0, false, true);
    while at < sql.len() {
        if !is_quoted && sql[at] == b'-' && at + 1 < sql.len() && sql[at + 1] == b'-' {
            while at < sql.len() && sql[at] != b'\n' {
                at += 1;
            }
            continue;
        }
        is_quoted ^= sql[at] == b'\'';
        let is_space = !is_quoted && sql[at].is_ascii_whitespace();
        if !is_space || !is_after_space {
            if length < N {
                bare[length] = if is_space { b' ' } else { sql[at] };
            }
            length += 1;
        }
        is_after_space = is_space;
        at += 1;
    }
    (bare, length)
}

/// How often SQLite syncs the file to disk.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sync {
    EveryCommit,
    Never,
}

pub(super) fn prepare(connection: &mut Connection, path: &str, sync: Sync) -> Result<(), OpenError> {
    let failed = |source| OpenError::Sqlite { path: path.to_owned(), source };
    configure(connection).map_err(failed)?;
    check_owner(connection, path)?;
    // With WAL, only FULL guarantees that a transaction is on disk before it is acknowledged (SQLite, "PRAGMA
    // synchronous").
    let synchronous = match sync {
        Sync::EveryCommit => "FULL",
        Sync::Never => "OFF",
    };
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA foreign_keys = ON;"
        ))
        .map_err(failed)?;
    migrate(connection, path)
}

/// Converts equal texts to one spelling.
type Spelling = fn(&str) -> String;

/// Configures a connection.
pub(super) fn configure(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(256);
    // Pages are read from the mapped file, which avoids a system call and a copy for each.
    connection.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 1073741824;")?;
    // Otherwise SQLite prepares a cached statement again whenever a parameter changes that could affect the plan
    // (SQLite, "The Query Planner Stability Guarantee"). That took most of a request's time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let functions: [(&str, Spelling); 3] =
        [("fold", fold), ("fold_address", fold_address), ("fold_domain", fold_domain)];
    for (name, function) in functions {
        connection.create_scalar_function(name, 1, flags, move |context| {
            Ok(context.get::<Option<String>>(0)?.map(|text| function(&text)))
        })?;
    }
    #[cfg(test)]
    super::statements::watch(connection)?;
    Ok(())
}

/// Refuses a file of another program, or of a later version of this one. It is not changed.
pub(super) fn check_owner(connection: &Connection, path: &str) -> Result<(), OpenError> {
    let failed = |source| OpenError::Sqlite { path: path.to_owned(), source };
    let owner: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(failed)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    if owner != APPLICATION_ID && tables > 0 {
        return Err(OpenError::Foreign { path: path.to_owned() });
    }
    let found = version(connection).map_err(failed)?;
    let known = newest();
    if found > known {
        return Err(OpenError::Newer { path: path.to_owned(), found, known });
    }
    Ok(())
}

fn migrate(connection: &mut Connection, path: &str) -> Result<(), OpenError> {
    let migrated = (|| {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = usize::try_from(version(&transaction)?).unwrap_or(0);
        for migration in MIGRATIONS.iter().skip(done) {
            transaction.execute_batch(migration)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", newest())?;
        transaction.commit()
    })();
    migrated.map_err(|source| OpenError::Sqlite { path: path.to_owned(), source })
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_loses_comments_and_indentation_outside_of_quotes() {
        let (bytes, length) =
            bare::<100>("-- a\nCREATE  TABLE t (\n    a TEXT DEFAULT '--  x', -- b 'c\n    d\n);\n");
        let bare = std::str::from_utf8(&bytes[..length]).unwrap();
        assert_eq!(bare, "CREATE TABLE t ( a TEXT DEFAULT '--  x', d ); ");
    }

    /// The workspace's `.cargo/config.toml` explains why.
    #[test]
    fn readers_do_not_wait_for_each_others_memory() {
        let connection = Connection::open_in_memory().unwrap();
        let sql = "SELECT sqlite_compileoption_used('DEFAULT_MEMSTATUS=0')";
        assert_eq!(connection.query_row(sql, [], |row| row.get(0)), Ok(true));
    }

    #[test]
    fn a_database_holds_no_comments() {
        let mut connection = Connection::open_in_memory().unwrap();
        prepare(&mut connection, ":memory:", Sync::Never).unwrap();
        let commented = "SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%--%'";
        assert_eq!(connection.query_row(commented, [], |row| row.get::<_, i64>(0)), Ok(0));
    }
}
