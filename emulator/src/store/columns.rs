//! One list of columns for each table: selecting a row, reading it and adding one all come from it. Columns are read by
//! their place, because rusqlite compares every column's name to find one by its name.

use std::borrow::Cow;

use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{CachedStatement, Params, Row, Rows, ToSql, params_from_iter};
use serde_json::Value;

use super::Db;
use crate::model::InvitationStatus;

/// A value that a column holds.
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

/// JSON that this program wrote. Text that is not JSON is shown as an empty object rather than failing.
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

/// The columns of a row that was selected, one after the other.
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

/// What a statement selects from a table, and from what is joined to it.
pub(super) trait Selected: Sized {
    const TABLE: &'static str;

    /// The columns and expressions to select.
    fn selected() -> Cow<'static, str>;

    /// Takes the next columns, which are these.
    fn take(columns: &mut Columns<'_>) -> rusqlite::Result<Self>;

    /// Reads a row of nothing but these columns.
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Self::take(&mut Columns::of(row))
    }
}

/// Rows of two tables that a statement joins.
impl<A: Selected, B: Selected> Selected for (A, B) {
    const TABLE: &'static str = A::TABLE;

    fn selected() -> Cow<'static, str> {
        format!("{}, {}", A::selected(), B::selected()).into()
    }

    fn take(columns: &mut Columns<'_>) -> rusqlite::Result<Self> {
        Ok((A::take(columns)?, B::take(columns)?))
    }
}

/// A row of a table, without its instance.
pub(super) trait TableRow: Selected {
    /// The first one is the row's key.
    const COLUMNS: &'static [&'static str];

    /// In the order of [`COLUMNS`](Self::COLUMNS).
    fn values(&self) -> Vec<ToSqlOutput<'_>>;
}

/// `columns!(Row in "table": field, field as "column", …)`: each field is a column, of the same name unless it says
/// another.
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

/// As [`columns`], of what is only read: `field = "expression"` is computed, also from tables that are joined.
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

/// Columns that a row has beside its own, with their values.
pub(super) type Beside<'a> = &'a [(&'a str, &'a dyn ToSql)];

// Apart from the calls below, so that each is compiled once for a row and not for every list of parameters.
fn first_of<R: Selected>(rows: &mut Rows<'_>) -> rusqlite::Result<Option<R>> {
    rows.next()?.map(R::read).transpose()
}

/// The rows that are left.
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
        self.insert_or(table, (R::COLUMNS, row.values()), beside, "")
    }

    /// Adds a row, or changes the one with the same key.
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
