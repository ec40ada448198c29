//! The statements that this thread runs, for tests.

use std::cell::{Cell, RefCell};

use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, StatementStatus};

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
    /// The steps of SQLite's virtual machine.
    static STEPS: Cell<i64> = const { Cell::new(0) };
}

pub(super) fn watch(connection: &mut Connection) -> rusqlite::Result<()> {
    let note = |event: TraceEvent<'_>| match event {
        TraceEvent::Stmt(statement, _) => {
            // A statement counts its steps from its preparation on. Those of a trigger are steps of the statement that fires
            // it; its texts begin with dashes.
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

/// How many steps SQLite's virtual machine takes in `work`: what its statements cost, without the noise of a clock.
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
