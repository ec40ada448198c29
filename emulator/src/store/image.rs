//! Saving a whole database as bytes, and restoring it.

use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::OpenError;

/// The offsets of the file format's write and read versions, and the value for a file without a WAL (SQLite, "Database
/// File Format", 1.3.3). SQLite does not open an image with the value for WAL.
const VERSIONS: [usize; 2] = [18, 19];
const WITHOUT_WAL: u8 = 1;

/// The committed data as an SQLite file.
pub(super) fn of(connection: &mut Connection) -> rusqlite::Result<Vec<u8>> {
    let mut image = connection.serialize("main")?.to_vec();
    for byte in VERSIONS {
        if let Some(version) = image.get_mut(byte) {
            *version = WITHOUT_WAL;
        }
    }
    Ok(image)
}

/// Copies an image into a database that has no tables.
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
