//! The statements that this thread runs, for tests.

use std::cell::RefCell;

use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

thread_local! {
    /// `None` while nobody looks.
    static RUN: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

pub(super) fn watch(connection: &mut Connection) -> rusqlite::Result<()> {
    let note = |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(statement, _) = event {
            RUN.with_borrow_mut(|run| {
                if let Some(run) = run {
                    run.extend(statement.expanded_sql());
                }
            });
        }
    };
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(note))
}

/// Every statement that `work` runs with its parameters written out, without those that begin and end transactions.
pub(crate) fn of(work: impl FnOnce()) -> Vec<String> {
    RUN.set(Some(Vec::new()));
    work();
    let run = RUN.take().unwrap_or_default();
    let is_bracket =
        |sql: &String| ["BEGIN", "COMMIT", "ROLLBACK", "--"].iter().any(|word| sql.starts_with(word));
    run.into_iter().filter(|sql| !is_bracket(sql)).collect()
}
