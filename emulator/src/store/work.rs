//! What is done in a transaction, without its result: the functions that take this are compiled once, and not for each of
//! the hundred kinds of work.

use super::Db;
use crate::error::ClerkError;

/// Work that keeps its own result.
pub(crate) type Work<'w> = &'w mut dyn FnMut(Db<'_>) -> Result<(), ClerkError>;

/// Has `work` done by `run`, which calls it at most once, and returns its result.
pub(crate) fn once<T>(
    work: impl FnOnce(Db<'_>) -> Result<T, ClerkError>,
    run: impl FnOnce(Work<'_>) -> Result<(), ClerkError>,
) -> Result<T, ClerkError> {
    let (mut work, mut result) = (Some(work), None);
    run(&mut |db| {
        if let Some(work) = work.take() {
            result = Some(work(db)?);
        }
        Ok(())
    })?;
    result.ok_or_else(|| ClerkError::internal("a transaction ended before its work was done"))
}
