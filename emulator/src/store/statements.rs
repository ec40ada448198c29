//! The statements that this thread runs, for tests.

use std::cell::RefCell;

use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use crate::rows_only;

struct Run {
    /// As it was prepared, with marks for its parameters.
    prepared: String,
    /// With its parameters written out.
    expanded: String,
    /// Whether it ran while the writing connection was held.
    is_under_the_writer: bool,
}

thread_local! {
    /// `None` while nobody looks.
    static RUN: RefCell<Option<Vec<Run>>> = const { RefCell::new(None) };
}

pub(super) fn watch(connection: &mut Connection) -> rusqlite::Result<()> {
    let note = |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(statement, _) = event {
            RUN.with_borrow_mut(|run| {
                if let Some(run) = run {
                    run.push(Run {
                        prepared: statement.sql().into_owned(),
                        expanded: statement.expanded_sql().unwrap_or_default(),
                        is_under_the_writer: rows_only::is_held(),
                    });
                }
            });
        }
    };
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(note))
}

/// Every statement that `work` runs with its parameters written out, without those that begin and end transactions.
pub(crate) fn of(work: impl FnOnce()) -> Vec<String> {
    runs(work).into_iter().map(|run| run.expanded).collect()
}

/// As [`of`], of those alone that every other write waits for.
pub(crate) fn under_the_writer(work: impl FnOnce()) -> Vec<String> {
    runs(work).into_iter().filter(|run| run.is_under_the_writer).map(|run| run.expanded).collect()
}

/// As [`of`], as they were prepared: SQLite plans them without their parameters.
pub(crate) fn prepared(work: impl FnOnce()) -> Vec<String> {
    runs(work).into_iter().map(|run| run.prepared).collect()
}

fn runs(work: impl FnOnce()) -> Vec<Run> {
    RUN.set(Some(Vec::new()));
    work();
    let runs = RUN.take().unwrap_or_default();
    let is_bracket =
        |sql: &str| ["BEGIN", "COMMIT", "ROLLBACK", "--"].iter().any(|word| sql.starts_with(word));
    runs.into_iter().filter(|run| !is_bracket(&run.expanded)).collect()
}
