//! The work of a transaction without its result type. Functions that take it are compiled once, not for each of a
//! hundred result types.

use super::Db;
use crate::error::ClerkError;

/// Work that stores its own result.
pub(crate) type Work<'w> = &'w mut dyn FnMut(Db<'_>) -> Result<(), ClerkError>;

/// Passes `work` to `run`, which calls it at most once. Returns the result of `work`.
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
