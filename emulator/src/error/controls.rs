//! Errors of the emulator's own controls. Their codes follow Clerk's style but are not in Clerk's list.

use super::{ClerkError, error};

impl ClerkError {
    pub(crate) fn instance_quota_exceeded(detail: String) -> Self {
        error(403, "instance_quota_exceeded", "Too many instances", detail)
    }

    pub(crate) fn host_not_allowed() -> Self {
        error(
            403,
            "host_not_allowed",
            "Host not allowed",
            "The Host header does not name this machine. Start clerk-emulator with --allowed-host NAME to allow a name.",
        )
    }

    pub(crate) fn instance_was_reset() -> Self {
        error(
            409,
            "instance_was_reset",
            "Instance was reset",
            "The instance was reset during this request. Nothing was changed.",
        )
    }

    /// An operation of Clerk that this emulator does not support. `SUPPORTED.md` lists them.
    pub(crate) fn operation_not_implemented(operation: &str) -> Self {
        let long =
            format!("clerk-emulator does not implement {operation}. SUPPORTED.md lists what it implements.");
        Self {
            cause: Some(format!("{operation} is not implemented").into()),
            ..error(501, "operation_not_implemented", "Not implemented", long)
        }
    }
}
