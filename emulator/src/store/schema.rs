//! The tables, and how an older file becomes a current one. Every table has the instance it belongs to:
//! many isolated instances share one file.

use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, TransactionBehavior};

use super::OpenError;
use crate::model::fold::{fold, fold_address, fold_domain};

/// Marks a file as ours (`PRAGMA application_id`): "Clrk".
const APPLICATION_ID: i64 = 0x436c_726b;
/// How long a connection waits for another process that has the same file open.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Run in this order, each once. Never change one that was released; add the next.
const MIGRATIONS: &[&str] = &[
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
    include_str!("schema/5.sql"),
    include_str!("schema/6.sql"),
    include_str!("schema/7.sql"),
    include_str!("schema/8.sql"),
];

/// When the system is asked to write what it holds in memory to the disk.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sync {
    EveryCommit,
    Never,
}

pub(super) fn prepare(connection: &mut Connection, path: &str, sync: Sync) -> Result<(), OpenError> {
    let failed = |source| OpenError::Sqlite { path: path.to_owned(), source };
    configure(connection).map_err(failed)?;
    check_owner(connection, path)?;
    // FULL: with WAL, only then is a committed transaction on disk before it is acknowledged (SQLite,
    // "PRAGMA synchronous").
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

/// Makes one text of those that are the same.
type Spelling = fn(&str) -> String;

/// What holds for every connection.
pub(super) fn configure(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(256);
    // Pages are read from the mapped file instead of being copied by a system call each.
    connection.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 1073741824;")?;
    // Otherwise a cached statement is prepared again whenever a parameter changes that the plan could depend on
    // (SQLite, "The Query Planner Stability Guarantee"), which took most of a request's time.
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

fn check_owner(connection: &Connection, path: &str) -> Result<(), OpenError> {
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
