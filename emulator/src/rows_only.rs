//! A check that no slow work runs while the writing connection is held. Hashing and signing take longer than most
//! writes, and all other writes wait for them. It is active in debug builds, so in every test.

use std::cell::Cell;

thread_local! {
    static WRITES: Cell<bool> = const { Cell::new(false) };
}

/// While this value exists, the thread holds the writing connection.
#[derive(Debug)]
pub(crate) struct RowsOnly(());

impl RowsOnly {
    pub(crate) fn begin() -> Self {
        WRITES.set(true);
        Self(())
    }
}

impl Drop for RowsOnly {
    fn drop(&mut self) {
        WRITES.set(false);
    }
}

/// Whether this thread holds the writing connection.
pub(crate) fn is_held() -> bool {
    WRITES.get()
}

/// Marks slow work. Call it wherever work takes long.
pub(crate) fn takes_long(what: &str) {
    debug_assert!(!is_held(), "{what} while the writing connection is held");
}

/// Checks the result type of a write. A write returns rows. JSON is built after it.
pub(crate) fn returns_rows<T>() {
    let made = std::any::type_name::<T>();
    debug_assert!(!made.contains("serde_json"), "{made} is made while the writing connection is held");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_work_panics_only_while_the_writing_connection_is_held() {
        takes_long("outside");
        let guard = RowsOnly::begin();
        assert!(std::panic::catch_unwind(|| takes_long("inside")).is_err());
        drop(guard);
        takes_long("outside again");
    }

    #[test]
    fn a_write_that_returns_json_panics() {
        returns_rows::<(String, Vec<crate::store::Invitation>)>();
        assert!(std::panic::catch_unwind(returns_rows::<(String, Vec<serde_json::Value>)>).is_err());
    }
}
