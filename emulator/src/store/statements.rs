//! Records the statements that this thread runs, for tests.

use std::cell::{Cell, RefCell};

use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, StatementStatus};

use crate::rows_only;

struct Run {
    /// The statement with `?` for its parameters.
    prepared: String,
    /// The statement with the values of its parameters.
    expanded: String,
    /// Whether it ran while this thread held the writing connection.
    is_under_the_writer: bool,
}

thread_local! {
    /// `None` unless a test records statements.
    static RUN: RefCell<Option<Vec<Run>>> = const { RefCell::new(None) };
    /// The executed steps of SQLite's virtual machine.
    static STEPS: Cell<i64> = const { Cell::new(0) };
}

pub(super) fn watch(connection: &mut Connection) -> rusqlite::Result<()> {
    let note = |event: TraceEvent<'_>| match event {
        TraceEvent::Stmt(statement, _) => {
            // SQLite counts the steps of a statement over all its runs. A trigger's steps belong to the statement that
            // fires it. The texts of triggers start with dashes.
            if !statement.sql().starts_with("--") {
                STEPS.set(STEPS.get() - i64::from(statement.get_status(StatementStatus::VmStep)));
            }
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
        TraceEvent::Profile(statement, _) => {
            STEPS.set(STEPS.get() + i64::from(statement.get_status(StatementStatus::VmStep)));
        }
        _ => (),
    };
    let events = TraceEventCodes::SQLITE_TRACE_STMT | TraceEventCodes::SQLITE_TRACE_PROFILE;
    connection.trace_v2(events, Some(note))
}

/// Every statement that `work` runs, with the values of its parameters. Statements that begin or end transactions are
/// left out.
pub(crate) fn of(work: impl FnOnce()) -> Vec<String> {
    runs(work).into_iter().map(|run| run.expanded).collect()
}

/// Like [`of`], for statements that run while the writing connection is held.
pub(crate) fn under_the_writer(work: impl FnOnce()) -> Vec<String> {
    runs(work).into_iter().filter(|run| run.is_under_the_writer).map(|run| run.expanded).collect()
}

/// Like [`of`], with `?` for parameters, because SQLite plans statements without their values.
pub(crate) fn prepared(work: impl FnOnce()) -> Vec<String> {
    runs(work).into_iter().map(|run| run.prepared).collect()
}

/// The number of steps of SQLite's virtual machine in `work`. It measures the cost of statements without timing noise.
pub(crate) fn steps(work: impl FnOnce()) -> i64 {
    let before = STEPS.get();
    work();
    STEPS.get() - before
}

fn runs(work: impl FnOnce()) -> Vec<Run> {
    RUN.set(Some(Vec::new()));
    work();
    let runs = RUN.take().unwrap_or_default();
    let is_bracket =
        |sql: &str| ["BEGIN", "COMMIT", "ROLLBACK", "--"].iter().any(|word| sql.starts_with(word));
    runs.into_iter().filter(|run| !is_bracket(&run.expanded)).collect()
}
