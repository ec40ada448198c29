//! A whole database as bytes, and back.

use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::OpenError;

/// Where the file format's versions for writing and for reading stand, and the value that means no WAL (SQLite, "Database
/// File Format", 1.3.3). SQLite opens no image that claims to have a WAL beside it.
const VERSIONS: [usize; 2] = [18, 19];
const WITHOUT_WAL: u8 = 1;

/// What is committed, as an SQLite file.
pub(super) fn of(connection: &mut Connection) -> rusqlite::Result<Vec<u8>> {
    let mut image = connection.serialize("main")?.to_vec();
    for byte in VERSIONS {
        if let Some(version) = image.get_mut(byte) {
            *version = WITHOUT_WAL;
        }
    }
    Ok(image)
}

/// Copies an image into a database without tables.
pub(super) fn restore(into: &mut Connection, image: &[u8], path: &str) -> Result<(), OpenError> {
    let is_empty = into
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0).map(|count: i64| count == 0))
        .map_err(|source| OpenError::Sqlite { path: path.to_owned(), source })?;
    if !is_empty {
        return Err(OpenError::NotEmpty { path: path.to_owned() });
    }
    let restored = (|| {
        let mut source = Connection::open_in_memory()?;
        source.deserialize_read_exact("main", image, image.len(), true)?;
        Backup::new(&source, into)?.run_to_completion(i32::MAX, Duration::ZERO, None)
    })();
    restored.map_err(|source| OpenError::Sqlite { path: "image".to_owned(), source })
}
