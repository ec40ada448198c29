//! One list of columns for each table: reading a row and adding one both come from it.

use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Row, ToSql, params_from_iter};
use serde_json::Value;

use super::Db;
use crate::model::InvitationStatus;

/// A value that a column holds.
pub(super) trait Column: Sized {
    fn read(row: &Row<'_>, name: &str) -> rusqlite::Result<Self>;
    fn value(&self) -> ToSqlOutput<'_>;
}

macro_rules! plain {
    ($($kind:ty),+) => {$(
        impl Column for $kind {
            fn read(row: &Row<'_>, name: &str) -> rusqlite::Result<Self> {
                row.get(name)
            }

            fn value(&self) -> ToSqlOutput<'_> {
                ToSqlOutput::Owned(SqlValue::from(*self))
            }
        }
    )+};
}
plain!(i64, Option<i64>, bool);

impl Column for String {
    fn read(row: &Row<'_>, name: &str) -> rusqlite::Result<Self> {
        row.get(name)
    }

    fn value(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(ValueRef::Text(self.as_bytes()))
    }
}

impl Column for Option<String> {
    fn read(row: &Row<'_>, name: &str) -> rusqlite::Result<Self> {
        row.get(name)
    }

    fn value(&self) -> ToSqlOutput<'_> {
        self.as_ref().map_or(ToSqlOutput::Borrowed(ValueRef::Null), Column::value)
    }
}

impl Column for Vec<u8> {
    fn read(row: &Row<'_>, name: &str) -> rusqlite::Result<Self> {
        row.get(name)
    }

    fn value(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(ValueRef::Blob(self))
    }
}

/// JSON that this program wrote. Text that is not JSON is shown as an empty object rather than failing.
impl Column for Value {
    fn read(row: &Row<'_>, name: &str) -> rusqlite::Result<Self> {
        let text: String = row.get(name)?;
        Ok(serde_json::from_str(&text).unwrap_or_else(|_| serde_json::json!({})))
    }

    fn value(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Owned(SqlValue::Text(self.to_string()))
    }
}

impl Column for Option<Value> {
    fn read(row: &Row<'_>, name: &str) -> rusqlite::Result<Self> {
        let text: Option<String> = row.get(name)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    fn value(&self) -> ToSqlOutput<'_> {
        self.as_ref().map_or(ToSqlOutput::Borrowed(ValueRef::Null), Column::value)
    }
}

impl Column for InvitationStatus {
    fn read(row: &Row<'_>, name: &str) -> rusqlite::Result<Self> {
        let text: String = row.get(name)?;
        Ok(Self::parse(&text).unwrap_or(Self::Revoked))
    }

    fn value(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(ValueRef::Text(self.as_str().as_bytes()))
    }
}

/// A row of a table, without its instance.
pub(super) trait TableRow: Sized {
    const TABLE: &'static str;
    /// The first one is the row's key.
    const COLUMNS: &'static [&'static str];

    fn read(row: &Row<'_>) -> rusqlite::Result<Self>;

    /// In the order of [`COLUMNS`](Self::COLUMNS).
    fn values(&self) -> Vec<ToSqlOutput<'_>>;
}

/// `columns!(Row in "table": field, field as "column", …)`: each field is a column, of the same name unless it says another.
macro_rules! columns {
    ($row:ident in $table:literal: $($field:ident $(as $column:literal)?),+ $(,)?) => {
        impl $crate::store::columns::TableRow for $row {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] =
                &[$($crate::store::columns::columns!(@name $field $($column)?)),+];

            fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
                Ok(Self {
                    $($field: $crate::store::columns::Column::read(
                        row,
                        $crate::store::columns::columns!(@name $field $($column)?),
                    )?,)+
                })
            }

            fn values(&self) -> Vec<rusqlite::types::ToSqlOutput<'_>> {
                vec![$($crate::store::columns::Column::value(&self.$field)),+]
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $column:literal) => { $column };
}
pub(super) use columns;

/// Columns that a row has beside its own, with their values.
pub(super) type Beside<'a> = &'a [(&'a str, &'a dyn ToSql)];

impl Db<'_> {
    /// Adds a row.
    pub(super) fn insert<R: TableRow>(&self, row: &R, beside: Beside<'_>) -> rusqlite::Result<()> {
        self.insert_into(R::TABLE, row, beside)
    }

    /// Adds a row to a table with the same columns.
    pub(super) fn insert_into<R: TableRow>(
        &self,
        table: &str,
        row: &R,
        beside: Beside<'_>,
    ) -> rusqlite::Result<()> {
        self.insert_or(table, row, beside, "")
    }

    /// Adds a row, or changes the one with the same key.
    pub(super) fn put<R: TableRow>(&self, row: &R, beside: Beside<'_>) -> rusqlite::Result<()> {
        let (key, columns) = R::COLUMNS.split_first().ok_or(rusqlite::Error::InvalidQuery)?;
        let changed = columns.iter().copied().chain(beside.iter().map(|(name, _)| *name));
        let set: Vec<String> = changed.map(|name| format!("{name} = excluded.{name}")).collect();
        let conflict = format!(" ON CONFLICT (instance_id, {key}) DO UPDATE SET {}", set.join(", "));
        self.insert_or(R::TABLE, row, beside, &conflict)
    }

    fn insert_or<R: TableRow>(
        &self,
        table: &str,
        row: &R,
        beside: Beside<'_>,
        conflict: &str,
    ) -> rusqlite::Result<()> {
        let names: Vec<&str> =
            R::COLUMNS.iter().copied().chain(beside.iter().map(|(name, _)| *name)).collect();
        let sql = format!(
            "INSERT INTO {table} (instance_id, {}) VALUES (?{}){conflict}",
            names.join(", "),
            ", ?".repeat(names.len())
        );
        let mut values = vec![ToSqlOutput::Borrowed(ValueRef::Text(self.instance_id.as_bytes()))];
        values.extend(row.values());
        for (_, value) in beside {
            values.push(value.to_sql()?);
        }
        self.connection.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        Ok(())
    }
}
