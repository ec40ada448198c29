//! Saving an instance's rows as JSON and restoring them: every table, every column.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rusqlite::config::DbConfig;
use rusqlite::types::Value as Sql;
use rusqlite::{params_from_iter, types::ValueRef};
use serde_json::{Map, Value, json};

use super::Db;
use super::instances::DATA;

/// The reason why rows cannot be restored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SnapshotError {
    /// The rows do not have the format of [`Db::rows`].
    #[error("the snapshot's table {0} cannot be read")]
    Unreadable(String),
    /// The rows violate the schema, or the database failed.
    #[error("the snapshot's rows cannot be stored: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

impl Db<'_> {
    /// Every row of this instance, by table: `{ table: { columns: [name], rows: [[value]] } }`. Bytes are
    /// `{ "base64": … }`.
    pub(crate) fn rows(&self) -> rusqlite::Result<Map<String, Value>> {
        let tables = DATA.iter().map(|table| {
            let sql = format!("SELECT * FROM {table} WHERE instance_id = ?1");
            let mut statement = self.connection.prepare(&sql)?;
            let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
            let rows = statement.query_map([self.instance_id], |row| {
                (0..columns.len())
                    .map(|index| Ok(to_json(row.get_ref(index)?)))
                    .collect::<Result<Vec<_>, _>>()
            })?;
            let rows = rows.collect::<Result<Vec<_>, _>>()?;
            Ok(((*table).to_owned(), json!({ "columns": columns, "rows": rows })))
        });
        tables.collect()
    }

    /// Replaces this instance's rows with those from [`rows`](Self::rows).
    pub(crate) fn replace_rows(&self, tables: &Map<String, Value>) -> Result<(), SnapshotError> {
        self.wipe()?;
        // The rows include the counters, so the triggers must not count again.
        self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        // Parents first.
        let inserted = DATA.iter().rev().try_for_each(|table| self.insert_rows(table, tables));
        self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, true)?;
        inserted
    }

    fn insert_rows(&self, table: &str, tables: &Map<String, Value>) -> Result<(), SnapshotError> {
        let unreadable = || SnapshotError::Unreadable(table.to_owned());
        let given = tables.get(table).ok_or_else(unreadable)?;
        let list = |name: &str| given.get(name).and_then(Value::as_array).ok_or_else(unreadable);
        let columns: Vec<&str> = list("columns")?.iter().filter_map(Value::as_str).collect();
        let known = self.connection.prepare(&format!("SELECT * FROM {table} LIMIT 0"))?;
        let known: Vec<String> = known.column_names().map(str::to_owned).collect();
        // The names become part of the SQL, so only known columns are allowed.
        if !columns.iter().all(|column| known.iter().any(|known| known == column)) {
            return Err(unreadable());
        }
        let places = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT INTO {table} ({}) VALUES ({places})", columns.join(", "));
        let mut statement = self.connection.prepare(&sql)?;
        for row in list("rows")? {
            let row = row.as_array().filter(|row| row.len() == columns.len()).ok_or_else(unreadable)?;
            let of_instance = columns
                .iter()
                .zip(row)
                .any(|(column, value)| *column == "instance_id" && value.as_str() == Some(self.instance_id));
            if !of_instance {
                return Err(unreadable());
            }
            let values: Option<Vec<Sql>> = row.iter().map(to_sql).collect();
            statement.execute(params_from_iter(values.ok_or_else(unreadable)?))?;
        }
        Ok(())
    }
}

fn to_json(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Blob(bytes) => json!({ "base64": STANDARD.encode(bytes) }),
    }
}

fn to_sql(value: &Value) -> Option<Sql> {
    Some(match value {
        Value::Null => Sql::Null,
        Value::String(text) => Sql::Text(text.clone()),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Sql::Integer(number),
            None => Sql::Real(number.as_f64()?),
        },
        Value::Object(bytes) => Sql::Blob(STANDARD.decode(bytes.get("base64")?.as_str()?).ok()?),
        Value::Bool(_) | Value::Array(_) => return None,
    })
}
