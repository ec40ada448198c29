//! One list of columns per table, for selecting, reading and adding rows. Columns are read by index, because rusqlite
//! finds a column by its name only by comparing all names.

use std::borrow::Cow;

use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{CachedStatement, Params, Row, Rows, ToSql, params_from_iter};
use serde_json::Value;

use super::Db;
use crate::model::InvitationStatus;

/// A type that a column can store.
pub(super) trait Column: Sized {
    fn read(row: &Row<'_>, place: usize) -> rusqlite::Result<Self>;
    fn value(&self) -> ToSqlOutput<'_>;
}

macro_rules! plain {
    ($($kind:ty),+) => {$(
        impl Column for $kind {
            fn read(row: &Row<'_>, place: usize) -> rusqlite::Result<Self> {
                row.get(place)
            }

            fn value(&self) -> ToSqlOutput<'_> {
                ToSqlOutput::Owned(SqlValue::from(*self))
            }
        }
    )+};
}
plain!(i64, Option<i64>, bool);

impl Column for String {
    fn read(row: &Row<'_>, place: usize) -> rusqlite::Result<Self> {
        row.get(place)
    }

    fn value(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(ValueRef::Text(self.as_bytes()))
    }
}

impl Column for Option<String> {
    fn read(row: &Row<'_>, place: usize) -> rusqlite::Result<Self> {
        row.get(place)
    }

    fn value(&self) -> ToSqlOutput<'_> {
        self.as_ref().map_or(ToSqlOutput::Borrowed(ValueRef::Null), Column::value)
    }
}

impl Column for Vec<u8> {
    fn read(row: &Row<'_>, place: usize) -> rusqlite::Result<Self> {
        row.get(place)
    }

    fn value(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(ValueRef::Blob(self))
    }
}

/// JSON that this program wrote. Invalid JSON is read as an empty object, so that it does not fail the request.
impl Column for Value {
    fn read(row: &Row<'_>, place: usize) -> rusqlite::Result<Self> {
        let text: String = row.get(place)?;
        Ok(serde_json::from_str(&text).unwrap_or_else(|_| serde_json::json!({})))
    }

    fn value(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Owned(SqlValue::Text(self.to_string()))
    }
}

impl Column for Option<Value> {
    fn read(row: &Row<'_>, place: usize) -> rusqlite::Result<Self> {
        let text: Option<String> = row.get(place)?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    fn value(&self) -> ToSqlOutput<'_> {
        self.as_ref().map_or(ToSqlOutput::Borrowed(ValueRef::Null), Column::value)
    }
}

impl Column for InvitationStatus {
    fn read(row: &Row<'_>, place: usize) -> rusqlite::Result<Self> {
        let text: String = row.get(place)?;
        Ok(Self::parse(&text).unwrap_or(Self::Revoked))
    }

    fn value(&self) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(ValueRef::Text(self.as_str().as_bytes()))
    }
}

/// Reads the columns of a selected row in order.
pub(super) struct Columns<'r> {
    row: &'r Row<'r>,
    place: usize,
}

impl<'r> Columns<'r> {
    pub(super) fn of(row: &'r Row<'r>) -> Self {
        Self { row, place: 0 }
    }

    pub(super) fn next<C: Column>(&mut self) -> rusqlite::Result<C> {
        let value = C::read(self.row, self.place)?;
        self.place += 1;
        Ok(value)
    }
}

/// A type that can be selected from a table and its joined tables.
pub(super) trait Selected: Sized {
    const TABLE: &'static str;

    /// The selected columns and expressions.
    fn selected() -> Cow<'static, str>;

    /// Reads the next columns.
    fn take(columns: &mut Columns<'_>) -> rusqlite::Result<Self>;

    /// Reads a row that only has these columns.
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Self::take(&mut Columns::of(row))
    }
}

/// Rows of two joined tables.
impl<A: Selected, B: Selected> Selected for (A, B) {
    const TABLE: &'static str = A::TABLE;

    fn selected() -> Cow<'static, str> {
        format!("{}, {}", A::selected(), B::selected()).into()
    }

    fn take(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
        Ok((A::take(columns)?, B::take(columns)?))
    }
}

/// A row of a table, without the instance's id.
pub(super) trait TableRow: Selected {
    /// The columns. The first is the key.
    const COLUMNS: &'static [&'static str];

    /// The values, in the order of [`COLUMNS`](Self::COLUMNS).
    fn values(&self) -> Vec<ToSqlOutput<'_>>;
}

/// `columns!(Row in "table": field, field as "column", …)`: each field is a column. `as` sets a different column name.
macro_rules! columns {
    ($row:ident in $table:literal: $first:ident $(, $field:ident $(as $column:literal)?)* $(,)?) => {
        $crate::store::columns::selected!($row in $table: $first $(, $field $(as $column)?)*);

        impl $crate::store::columns::TableRow for $row {
            const COLUMNS: &'static [&'static str] =
                &[stringify!($first) $(, $crate::store::columns::columns!(@name $field $($column)?))*];

            fn values(&self) -> Vec<rusqlite::types::ToSqlOutput<'_>> {
                use $crate::store::columns::Column;
                vec![Column::value(&self.$first) $(, Column::value(&self.$field))*]
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $column:literal) => { $column };
}
pub(super) use columns;

/// Like [`columns`], for types that are only read. `field = "expression"` is computed and may use joined tables.
macro_rules! selected {
    ($row:ident in $table:literal:
        $first:ident $(= $expression:literal)?
        $(, $field:ident $(as $column:literal)? $(= $computed:literal)?)* $(,)?) => {
        impl $crate::store::columns::Selected for $row {
            const TABLE: &'static str = $table;

            fn selected() -> std::borrow::Cow<'static, str> {
                concat!(
                    $crate::store::columns::selected!(@sql $table $first $(= $expression)?)
                    $(, ", ", $crate::store::columns::selected!(@sql $table $field $(as $column)? $(= $computed)?))*
                )
                .into()
            }

            fn take(columns: &mut $crate::store::columns::Columns<'_>) -> rusqlite::Result<Self> {
                Ok(Self { $first: columns.next()?, $($field: columns.next()?,)* })
            }
        }
    };
    (@sql $table:literal $field:ident) => { concat!($table, ".", stringify!($field)) };
    (@sql $table:literal $field:ident as $column:literal) => { concat!($table, ".", $column) };
    (@sql $table:literal $field:ident = $computed:literal) => { $computed };
}
pub(super) use selected;

/// Additional columns of a row, with their values.
pub(super) type Beside<'a> = &'a [(&'a str, &'a dyn ToSql)];

// A separate function, so that it is compiled once per row type and not for every type of parameters.
fn first_of<R: Selected>(rows: &mut Rows<'_>) -> rusqlite::Result<Option<R>> {
    rows.next()?.map(R::read).transpose()
}

/// The remaining rows.
pub(super) fn all_of<R: Selected>(rows: &mut Rows<'_>) -> rusqlite::Result<Vec<R>> {
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(R::read(row)?);
    }
    Ok(found)
}

fn on_conflict(columns: &[&str], beside: Beside<'_>) -> rusqlite::Result<String> {
    let (key, columns) = columns.split_first().ok_or(rusqlite::Error::InvalidQuery)?;
    let changed = columns.iter().copied().chain(beside.iter().map(|(name, _)| *name));
    let set: Vec<String> = changed.map(|name| format!("{name} = excluded.{name}")).collect();
    Ok(format!(" ON CONFLICT (instance_id, {key}) DO UPDATE SET {}", set.join(", ")))
}

impl Db<'_> {
    /// The first row of `SELECT … FROM <table> <rest>`.
    pub(super) fn find<R: Selected>(
        &self,
        rest: &str,
        parameters: impl Params,
    ) -> rusqlite::Result<Option<R>> {
        first_of(&mut self.selecting(&R::selected(), R::TABLE, rest)?.query(parameters)?)
    }

    /// Every row of `SELECT … FROM <table> <rest>`.
    pub(super) fn find_all<R: Selected>(
        &self,
        rest: &str,
        parameters: impl Params,
    ) -> rusqlite::Result<Vec<R>> {
        all_of(&mut self.selecting(&R::selected(), R::TABLE, rest)?.query(parameters)?)
    }

    fn selecting(&self, columns: &str, table: &str, rest: &str) -> rusqlite::Result<CachedStatement<'_>> {
        self.connection.prepare_cached(&format!("SELECT {columns} FROM {table} {rest}"))
    }

    /// Inserts a row.
    pub(super) fn insert<R: TableRow>(&self, row: &R, beside: Beside<'_>) -> rusqlite::Result<()> {
        self.insert_into(R::TABLE, row, beside)
    }

    /// Inserts a row into a table with the same columns.
    pub(super) fn insert_into<R: TableRow>(
        &self,
        table: &str,
        row: &R,
        beside: Beside<'_>,
    ) -> rusqlite::Result<()> {
        self.insert_or(table, (R::COLUMNS, row.values()), beside, "")
    }

    /// Inserts a row, or updates the row with the same key.
    pub(super) fn put<R: TableRow>(&self, row: &R, beside: Beside<'_>) -> rusqlite::Result<()> {
        let conflict = on_conflict(R::COLUMNS, beside)?;
        self.insert_or(R::TABLE, (R::COLUMNS, row.values()), beside, &conflict)
    }

    fn insert_or(
        &self,
        table: &str,
        (columns, of_row): (&[&str], Vec<ToSqlOutput<'_>>),
        beside: Beside<'_>,
        conflict: &str,
    ) -> rusqlite::Result<()> {
        let names: Vec<&str> = columns.iter().copied().chain(beside.iter().map(|(name, _)| *name)).collect();
        let sql = format!(
            "INSERT INTO {table} (instance_id, {}) VALUES (?{}){conflict}",
            names.join(", "),
            ", ?".repeat(names.len())
        );
        let mut values = vec![ToSqlOutput::Borrowed(ValueRef::Text(self.instance_id.as_bytes()))];
        values.extend(of_row);
        for (_, value) in beside {
            values.push(value.to_sql()?);
        }
        self.connection.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        Ok(())
    }
}
